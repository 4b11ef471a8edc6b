// What follows a failed attempt (protocol §5): the next one after a back-off, or a stop until `resume`.
import { describe, expect, it } from "vitest";
import { table } from "./table.js";

describe("back-off", () => {
  it("is min(cap, base·2^(i−1)) rounds after the i-th failure in a row", () => {
    const played = table({ parameters: { backOff: { base: 3, cap: 20 }, absences: 100 } });
    for (const pause of [3, 6, 12, 20, 20]) {
      const { failures } = played.state;
      played.until(({ state }) => state.failures > failures);
      const { round } = played.state;
      expect(played.last("restarted").until).toBe(round + 1 + pause);
      expect(played.freeze().session.frozenAt).toBe(round + pause + 2);
    }
  });

  it("of 0 rounds begins with the next block", () => {
    const played = table({ parameters: { backOff: { base: 0, cap: 0 } } });
    played.until(({ state }) => state.failures === 1);
    const { round } = played.state;
    expect(played.freeze().session.frozenAt).toBe(round + 2);
  });

  it("begins anew after a view change", () => {
    const played = table({ parameters: { absences: 100 } });
    played.until(({ state }) => state.failures === 2);
    played.view();
    expect(played.state.failures).toBe(0);
    played.until(({ state }) => state.failures === 1);
    expect(played.last("restarted").until).toBe(played.state.round + 2);
  });

  it("tells the attempt as it ended, and what failed", () => {
    const played = table().freeze();
    const { id } = played.session;
    played.until(({ state }) => state.failures === 1);
    const { session, code, message, type } = played.last("restarted");
    expect([session!.id, code, type]).toEqual([id, "TOO_FEW_MPKS", "restarted"]);
    expect(session!.contributedAt).toBe(played.state.round);
    expect(message).toContain("at least 4");
    expect(played.last("phase-ended")).toMatchObject({ phase: "contribute", why: "failed" });
  });
});

describe("after maxAttempts failures in a row", () => {
  const stopped = () => table({ parameters: { maxAttempts: 3, absences: 100 } }).to("stopped");

  it("it stops, and nothing goes on by itself", () => {
    const played = stopped();
    expect(played.state.failures).toBe(3);
    expect(played.last("stopped")).toEqual({ type: "stopped", failures: 3 });
    for (let round = 0; round < 100; round++) played.block();
    expect(played.state).toMatchObject({ phase: "stopped", attempt: 3, session: null });
  });

  it("goes on with the authority's resume, with attempt numbers never used before", () => {
    const played = stopped();
    expect(played.authority({ type: "resume" })[0]).toEqual({ type: "resumed" });
    const { round } = played.state;
    expect(played.state).toMatchObject({ phase: "start", failures: 0 });
    expect(played.freeze().session).toMatchObject({ frozenAt: round + 2, attempt: 4 });
    expect(played.view().body.attempt).toBe(4);
  });

  it("takes parameters that came meanwhile when Start begins", () => {
    const played = stopped();
    const parameters = { ...played.state.parameters, miners: 4 };
    played.authority({ type: "parameters", parameters });
    played.authority({ type: "resume" });
    expect(played.state.parameters.miners).toBe(5);
    expect(played.freeze().session.receivers).toHaveLength(4);
  });

  it("takes no resume while it is not stopped, and no old one", () => {
    const played = table({ parameters: { maxAttempts: 3, absences: 100 } });
    const early = played.says.authority({ type: "resume" });
    expect(played.refusals([early])).toEqual(["WRONG_PHASE"]);
    played.authority({ type: "stake", id: played.miner(1).id, stake: 7n });
    played.to("stopped");
    expect(played.refusals([early])).toEqual(["OLD_SERIAL"]);
    const one = played.says.authority({ type: "resume" }, { serial: 1000, admins: [0] });
    expect(played.refusals([one])).toEqual(["BAD_AUTHORITY"]);
    expect(played.state.phase).toBe("stopped");
  });

  it("registrations and stakes are taken all the same", () => {
    const played = stopped();
    expect(played.refusals([played.says.stake(played.miner(1), 7n), played.says.register(played.miner(1))])).toEqual(
      [],
    );
    expect(
      played.refusals([played.says.transaction(played.miner(1), "mpk", new Uint8Array(0), new Uint8Array(32))]),
    ).toEqual(["WRONG_PHASE"]);
  });
});

describe("rounds", () => {
  it("must rise from block to block", () => {
    const played = table();
    const { round } = played.state;
    for (const bad of [round, round - 1, 0, -1, 1.5, Number.NaN]) {
      expect(() => played.contract.apply(played.state, { round: bad, entries: [] })).toThrow("expected a round after");
    }
  });
});
