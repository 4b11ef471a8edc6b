// What counts as absence from an attempt (protocol §3), in each mode and for each way in which an attempt ends.
import { describe, expect, it } from "vitest";
import { absent, byIndex, candidate, fail, RESHARE, SEVEN, suspended } from "./absences.js";
import { personOf } from "./people.js";
import { table } from "./table.js";

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
