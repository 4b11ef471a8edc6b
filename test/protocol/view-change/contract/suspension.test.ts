// Suspension (protocol §3): who was absent too often is not selected until its `return` takes effect.
import { describe, expect, it } from "vitest";
import { byIndex, candidate, SEVEN, suspended } from "./absences.js";
import { type Person, personOf } from "./people.js";
import { type Table, table } from "./table.js";

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
