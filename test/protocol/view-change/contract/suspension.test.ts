// Suspension (protocol §3): who was absent too often is not selected until its `return` takes effect.
import { describe, expect, it } from "vitest";
import { findById } from "../../../../src/view-change/contract/sorted.js";
import type { Candidate } from "../../../../src/view-change/contract/state.js";
import { type Person, personOf } from "./people.js";
import { type Plan, type Table, type TableOptions, table } from "./table.js";

const SEVEN: TableOptions = { miners: 7, parameters: { miners: 7, threshold: 4, quorum: 4, minMiners: 1 } };
const RESHARE: TableOptions = { ...SEVEN, genesis: { mode: "reshare" } };

const candidate = ({ state }: Table, { id }: Pick<Person, "id">): Candidate => findById(state.candidates, id)!;

/** The miner that has this index in a list of all: by ascending id. */
const byIndex = ({ state }: Table, index: number) => personOf(state.candidates[index - 1]!.id);

const absent = (played: Table) => played.state.candidates.map((one) => one.absent).join("");
const suspended = ({ state }: Table) =>
  state.candidates.filter(({ suspension }) => suspension !== null).map(({ id }) => id);

/** Plays on until an attempt has failed, each phase with what the plan says. */
function fail(played: Table, plan: Plan, upTo: "contribute" | "publish" | "wait"): Table {
  const { failures } = played.state;
  played.freeze();
  if (upTo === "contribute") {
    const quiet = plan.noMpk ?? [];
    const dealing = played.session.dealers.map(({ index }) => index).filter((index) => !quiet.includes(index));
    played.block(dealing.map((index) => played.says.mpk(index)));
  } else {
    played.contribute(plan).share().publish(plan);
    if (upTo === "wait") played.confirm(plan);
  }
  return played.until(({ state }) => state.failures > failures);
}

describe("absence", () => {
  it("no MPK though contribute ended, in an attempt that goes on to a block", () => {
    const played = table(SEVEN);
    played.view({ noMpk: [2, 5] });
    expect(absent(played)).toBe("0100100");
  });

  it("no MPK in an attempt that failed for it", () => {
    const played = fail(table(SEVEN), { noMpk: [1, 2, 3, 4] }, "contribute");
    expect(absent(played)).toBe("1111000");
  });

  it("reshare: neither MPK nor present", () => {
    const played = table(RESHARE);
    played.view();
    played.view({ noMpk: [2, 5], absent: [5] });
    expect(absent(played)).toBe("0000100");
  });

  it("no acknowledgement in any accepted publication, where there is one", () => {
    const played = table(SEVEN);
    played.view({ revealed: { 3: [1, 2, 3, 4, 5, 6, 7], 4: [1, 2, 3, 5, 6, 7] } });
    expect(absent(played)).toBe("0010000");
    // with no accepted publication nobody is absent for that
    const silent = fail(table(RESHARE), { noPublication: [1, 2, 3, 4, 5, 6, 7] }, "publish");
    expect(silent.last("restarted").code).toBe("TOO_FEW_MEMBERS");
    const reshare = table(RESHARE);
    reshare.view();
    fail(reshare, { noPublication: [1, 2, 3, 4, 5, 6, 7] }, "publish");
    expect(absent(reshare)).toBe("0000000");
  });

  it("fresh: no accepted publication, only in an attempt that failed for too few of them", () => {
    const played = table(SEVEN);
    played.view({ noPublication: [3] });
    expect(absent(played)).toBe("0000000");
    const failed = fail(table(SEVEN), { noPublication: [1, 2, 3, 4] }, "publish");
    expect(failed.last("restarted").code).toBe("TOO_FEW_MEMBERS");
    expect(absent(failed)).toBe("1111000");
    // failed for something else
    const other = fail(table(SEVEN), { noPublication: [3], keeps: [] }, "publish");
    expect(other.last("restarted").code).toBe("TOO_FEW_SHARDERS");
    expect(absent(other)).toBe("0000000");
    const unconfirmed = fail(table(SEVEN), { noPublication: [3], noConfirmation: [] }, "publish");
    expect(unconfirmed.last("dropped").code).toBe("TOO_FEW_CONFIRMATIONS");
    expect(candidate(unconfirmed, byIndex(unconfirmed, 3)).absent).toBe(0);
  });

  it("reshare: a missing publication counts against nobody", () => {
    const played = table(RESHARE);
    played.view();
    fail(played, { noPublication: [1, 2, 3, 4] }, "publish");
    expect(played.last("restarted").code).toBe("TOO_FEW_DEALERS");
    expect(absent(played)).toBe("0000000");
  });

  it("no confirmation, only in an attempt that failed for too few of them", () => {
    const played = table(SEVEN);
    played.view({ noConfirmation: [2] });
    expect(absent(played)).toBe("0000000");
    fail(played, { noConfirmation: [1, 2, 3, 4] }, "wait");
    expect(played.last("dropped").code).toBe("TOO_FEW_CONFIRMATIONS");
    expect(absent(played)).toBe("1111000");
    const reshare = table(RESHARE);
    reshare.view();
    fail(reshare, { noConfirmation: [1, 2, 3, 4] }, "wait");
    expect(absent(reshare)).toBe("1111000");
  });

  it("off the list by the receiver rule, only in an attempt that failed for too few receivers", () => {
    const played = table(SEVEN);
    played.view({ revealed: { 7: [1, 2, 3, 4] } });
    expect(absent(played)).toBe("0000000");
    const four = { ...SEVEN, parameters: { ...SEVEN.parameters, quorum: 6 } };
    const failed = fail(table(four), { revealed: { 6: [1, 2, 3, 4], 7: [1, 2, 3, 4] } }, "publish");
    expect(failed.last("restarted").code).toBe("TOO_FEW_MEMBERS");
    expect(absent(failed)).toBe("0000011");
  });

  it("counts in a row only, and only for who was on the list", () => {
    const played = table({ ...SEVEN, miners: 8, stake: (miner) => (miner === 8 ? 1n : 100n) });
    const eighth = played.miner(8);
    const who = played.state.candidates.filter(({ id }) => id !== eighth.id)[1]!;
    played.view({ noMpk: [2] });
    expect([candidate(played, eighth).absent, candidate(played, who).absent]).toEqual([0, 1]);
    // without a seat the count stays as it is
    played.block([played.says.stake(personOf(who.id), 0n)]);
    played.view();
    expect(candidate(played, who).absent).toBe(1);
    const again = table(SEVEN);
    again.view({ noMpk: [2] });
    again.view();
    expect(absent(again)).toBe("0000000");
    again.view({ noMpk: [2] });
    expect(suspended(again)).toEqual([]);
  });

  it("does not count where no list was frozen", () => {
    const played = table({ miners: 3, parameters: { quorum: 4 } }).until(({ state }) => state.failures === 3);
    expect(absent(played)).toBe("000");
  });
});

describe("suspension", () => {
  /** Miner 2 of seven, suspended after as many absences as it takes, in view changes that succeeded. */
  function one(options = SEVEN, absences = options.parameters?.absences ?? 2): { played: Table; who: Person } {
    const played = table(options);
    const who = byIndex(played, 2);
    for (let view = 0; view < absences; view++) played.view({ noMpk: [2] });
    return { played, who };
  }

  it("comes after `absences` attempts in a row, and takes the candidate from the list", () => {
    const { played, who } = one();
    expect(suspended(played)).toEqual([who.id]);
    expect(played.events("suspended")).toEqual([{ type: "suspended", id: who.id, attempts: 1 }]);
    played.freeze();
    expect(played.session.receivers.map(({ id }) => id)).not.toContain(who.id);
    const patient = one({ ...SEVEN, parameters: { ...SEVEN.parameters, absences: 3 } }, 2).played;
    expect(suspended(patient)).toEqual([]);
    patient.view({ noMpk: [2] });
    expect(suspended(patient)).toEqual([who.id]);
  });

  it("ends with a return that is accepted at any time, once it has lasted one attempt", () => {
    const { played, who } = one();
    const silent = played.fork();
    expect(played.refusals([played.says.comeBack(who)])).toEqual([]);
    expect(played.last("returned").id).toBe(who.id);
    // not before an attempt has passed
    expect(suspended(played)).toEqual([who.id]);
    played.view();
    expect(suspended(played)).toEqual([]);
    expect(candidate(played, who)).toMatchObject({ absent: 0, nextSuspension: 2 });
    expect(played.freeze().session.receivers.map(({ id }) => id)).toContain(who.id);
    // without it however long it has lasted
    for (let view = 0; view < 3; view++) silent.view();
    expect(suspended(silent)).toEqual([who.id]);
    silent.block([silent.says.comeBack(who)]);
    expect(suspended(silent)).toEqual([]);
  });

  it("is answered in any phase", () => {
    const { played, who } = one();
    for (const phase of ["contribute", "share", "publish", "wait"] as const) {
      const here = played.fork().freeze();
      if (phase !== "contribute") here.contribute();
      if (phase === "publish" || phase === "wait") here.share();
      if (phase === "wait") here.publish();
      expect(here.state.phase).toBe(phase);
      expect(here.refusals([here.says.comeBack(who)])).toEqual([]);
      expect(candidate(here, who).suspension).toMatchObject({ returned: true });
    }
  });

  it("is answered by the suspended itself, with a serial that rises", () => {
    const { played, who } = one();
    const entry = played.says.comeBack(who);
    const forged = { kind: "member" as const, bytes: Uint8Array.from(entry.bytes) };
    forged.bytes[forged.bytes.length - 40]! ^= 1;
    expect(played.refusals([forged])).toEqual(["BAD_SIGNATURE"]);
    expect(played.refusals([entry])).toEqual([]);
    expect(played.refusals([entry])).toEqual(["OLD_SERIAL"]);
  });

  it("a registration does not answer it", () => {
    const { played, who } = one();
    played.block([played.says.leave(who)]);
    played.block([played.says.register(who)]);
    played.view();
    expect(suspended(played)).toEqual([who.id]);
  });

  it("lasts 1, 2, 4 … 64 attempts", () => {
    const quick = { absences: 1, maxAttempts: 1000, backOff: { base: 0, cap: 0 }, tieBreak: "oldest" } as const;
    const { played, who } = one({ ...SEVEN, parameters: { ...SEVEN.parameters, ...quick } });
    const others = played.state.candidates.filter(({ id }) => id !== who.id).map(({ id }) => personOf(id));
    const setStakes = (stake: bigint) => played.block(others.map((other) => played.says.stake(other, stake)));
    const lengths = [candidate(played, who).suspension!.length];
    for (let time = 0; time < 7; time++) {
      // attempts without any list pass quickly
      setStakes(0n);
      played.block([played.says.comeBack(who)]);
      const { attempt } = played.state;
      played.until(() => candidate(played, who).suspension === null);
      // the first of them may have begun with the stakes
      expect(played.state.attempt - attempt).toBeGreaterThanOrEqual(lengths.at(-1)! - 1);
      expect(played.state.attempt - attempt).toBeLessThanOrEqual(lengths.at(-1)!);
      setStakes(100n);
      played.freeze();
      const dealing = played.session.dealers.filter(({ id }) => id !== who.id);
      played.block(dealing.map(({ index }) => played.says.mpk(index)));
      played.to("share").share().publish();
      lengths.push(candidate(played, who).suspension!.length);
    }
    expect(lengths).toEqual([1, 2, 4, 8, 16, 32, 64, 64]);
  });

  it("is doubled for the next one, unless an attempt without absence came between", () => {
    const { played, who } = one({ ...SEVEN, parameters: { ...SEVEN.parameters, absences: 1 } });
    played.block([played.says.comeBack(who)]);
    played.view();
    const worse = played.fork();
    worse.view({ noMpk: [2] });
    expect(candidate(worse, who).suspension).toMatchObject({ length: 2, lasted: 0, returned: false });
    worse.block([worse.says.comeBack(who)]);
    worse.view();
    expect(suspended(worse)).toEqual([who.id]);
    worse.view();
    expect(suspended(worse)).toEqual([]);
    played.view();
    expect(candidate(played, who).nextSuspension).toBe(1);
    played.view({ noMpk: [2] });
    expect(candidate(played, who).suspension).toMatchObject({ length: 1 });
  });

  it("counts attempts that fail, too, and those that freeze no list", () => {
    const { played, who } = one();
    played.block([
      played.says.comeBack(who),
      ...[1, 3, 4, 5, 6, 7].map((i) => played.says.stake(byIndex(played, i), 0n)),
    ]);
    played.until(({ state }) => state.failures === 1);
    expect(played.last("restarted").code).toBe("TOO_FEW_CANDIDATES");
    expect(suspended(played)).toEqual([]);
  });
});

describe("members in office", () => {
  it("reshare: are never suspended", () => {
    const played = table({ ...RESHARE, parameters: { ...SEVEN.parameters, absences: 1 } });
    played.view();
    fail(played, { noConfirmation: [1, 2, 3, 4] }, "wait");
    expect(absent(played)).toBe("1111000");
    expect(suspended(played)).toEqual([]);
    expect(played.freeze().session.receivers).toHaveLength(7);
  });

  it("reshare: who left office with its absence is suspended then", () => {
    const played = table({ ...RESHARE, parameters: { ...SEVEN.parameters, absences: 2 } });
    played.view();
    const who = byIndex(played, 2);
    played.view({ noMpk: [2], absent: [2] });
    expect(suspended(played)).toEqual([]);
    played.view({ absent: [2] });
    expect(suspended(played)).toEqual([who.id]);
  });

  it("fresh: at most n − t of the block in office at a time, the longest absent first, then by id", () => {
    const played = table({ ...SEVEN, parameters: { ...SEVEN.parameters, absences: 2 } });
    played.view();
    // 4 to 7 are absent once, then 1, 2, 3 and 6 beside them: n − t = 3
    fail(played, { noMpk: [6, 4, 5, 7] }, "contribute");
    fail(played, { noMpk: [4, 5, 6, 7, 1] }, "contribute");
    expect(suspended(played)).toEqual([4, 5, 6].map((index) => byIndex(played, index).id));
    expect(absent(played)).toBe("1002222");
    // nobody more while these are suspended, however long it is absent
    fail(played, { noMpk: [1, 2, 3, 4] }, "contribute");
    expect(suspended(played)).toHaveLength(3);
  });

  it("fresh: the longest absent come first", () => {
    const played = table({ ...SEVEN, parameters: { ...SEVEN.parameters, absences: 3 } });
    played.view();
    for (const noMpk of [
      [7, 6, 5, 4],
      [7, 6, 5, 4],
    ])
      fail(played, { noMpk }, "contribute");
    const parameters = { ...played.state.parameters, absences: 2 };
    const quick = { ...parameters, absences: 5 };
    played.authority({ type: "parameters", parameters: quick });
    fail(played, { noMpk: [7, 6, 5, 1] }, "contribute");
    fail(played, { noMpk: [7, 6, 2, 1] }, "contribute");
    played.authority({ type: "parameters", parameters: { ...parameters, absences: 1 } });
    fail(played, { noMpk: [7, 6, 2, 1] }, "contribute");
    fail(played, { noMpk: [7, 6, 2, 1] }, "contribute");
    expect(suspended(played)).toEqual([1, 6, 7].map((index) => byIndex(played, index).id));
  });
});

describe("dead candidates with stake (A4)", () => {
  it("fresh: 3 of 8 candidates are dead, and view changes go on", () => {
    const played = table({ miners: 8, parameters: { miners: 8, minMiners: 1 } });
    const dead = [1, 2, 3].map((miner) => played.miner(miner).id);
    live(played, dead, 3);
    expect(played.state.current.number).toBe(3);
    expect(suspended(played)).toEqual([...dead].sort());
  });

  it("reshare: the same, with dead ones that outbid all members", () => {
    const played = table({ genesis: { mode: "reshare" }, parameters: { miners: 8, incumbency: 0, minMiners: 1 } });
    played.view();
    const dead = [6, 7, 8].map((miner) => played.miner(miner));
    played.block([...dead.map((one) => played.says.stake(one, 900n)), ...dead.map((one) => played.says.register(one))]);
    const ids = dead.map(({ id }) => id);
    live(played, ids, 3);
    expect(played.state.current.number).toBe(3);
    expect(suspended(played)).toEqual([...ids].sort());
  });

  /** Everybody but the dead does everything until that view is in office. */
  function live(played: Table, dead: readonly string[], number: number): void {
    for (let attempt = 0; played.state.current.number < number; attempt++) {
      expect(attempt).toBeLessThan(12);
      played.freeze();
      const { dealers, receivers, mode } = played.session;
      const { says } = played;
      played.block([
        ...dealers.filter(({ id }) => !dead.includes(id)).map(({ index }) => says.mpk(index)),
        ...(mode === "fresh"
          ? []
          : receivers.filter(({ id }) => !dead.includes(id)).map(({ index }) => says.present(index))),
        ...played.sharders.map((one) => says.keep(one)),
      ]);
      played.until(({ state }) => state.phase !== "contribute");
      if (played.state.session === null) continue;
      played.share().publish();
      if (played.state.session !== null) played.confirm().activate();
    }
  }
});
