// Züs' byzantine scenarios (rule set "zus"): one view change with 4 miners, T = K = 3, at least 3 members. "bad" and
// "none" behave alike.
import { describe, expect, it } from "vitest";
import { runViewChange } from "../../../src/entry/view-change.js";
import { candidates } from "../view-change/support.js";

/** What goes wrong, as fault plans, and the members of the next magic block; none: no view change. */
const scenarios: { name: string; plans: string[]; members: number[] | null }[] = [
  { name: "m1 sends no MPK, or a bad one", plans: ["no-mpk:1", "bad-mpk:1"], members: [2, 3, 4] },
  {
    name: "m1 and m2 send no MPK, or bad ones",
    plans: ["no-mpk:1+2", "bad-mpk:1+2", "no-mpk:1,bad-mpk:2"],
    members: null,
  },
  {
    name: "m1, m2, m3 send no or a bad share to m4: it has 3 ≥ T reveals",
    plans: ["no-share:1+2+3>4", "bad-share:1+2+3>4"],
    members: [1, 2, 3],
  },
  {
    name: "m1, m2 send no or a bad share to m3 and m4: 2 reveals each",
    plans: ["no-share:1+2>3+4", "bad-share:1+2>3+4"],
    members: [1, 2, 3, 4],
  },
  {
    name: "m1, m2, m3 send none to m4, and m1, m2, m4 none to m3",
    plans: ["no-share:1+2+3>4,no-share:1+2+4>3", "bad-share:1+2+3>4,bad-share:1+2+4>3"],
    members: null,
  },
  {
    name: "m1 sends no or a bad signature to m3, m4: shares revealed",
    plans: ["no-ack:1>3+4", "bad-ack:1>3+4"],
    members: [1, 2, 3, 4],
  },
  {
    name: "m1, m2 send no or a bad signature to m3, m4",
    plans: ["no-ack:1+2>3+4", "bad-ack:1+2>3+4"],
    members: [1, 2, 3, 4],
  },
  { name: "m1 sends no signature to m2, m3, m4", plans: ["no-ack:1>2+3+4", "bad-ack:1"], members: [2, 3, 4] },
  { name: "m1 and m2 send no signature to anybody", plans: ["no-ack:1+2"], members: null },
  { name: "m1 publishes no entries for m3, m4 (1 < K − 1)", plans: ["no-entry:1>3+4"], members: [2, 3, 4] },
  { name: "m1 and m2 both publish no entries for m3, m4", plans: ["no-entry:1+2>3+4"], members: null },
  { name: "m1, m2 publish no entry for m4 (2 = K − 1)", plans: ["no-entry:1+2>4"], members: [1, 2, 3, 4] },
  {
    name: "m1 publishes bad entries for m3, m4: transaction refused",
    plans: ["bad-reveal:1>3+4", "false-ack:1>3+4"],
    members: [2, 3, 4],
  },
  { name: "m1 and m2 both publish bad entries for m3, m4", plans: ["bad-reveal:1+2>3+4"], members: null },
];

describe("Züs' scenarios", () => {
  it("are fourteen", () => {
    expect(scenarios.length).toBe(14);
  });

  for (const { name, plans, members } of scenarios) {
    it(`${name} -> ${members === null ? "no view change" : `{${members.join(",")}}`}`, async () => {
      for (const faults of plans) {
        const result = await runViewChange({
          candidates: candidates(4),
          miners: 4,
          threshold: 3,
          quorum: 3,
          minMiners: 3,
          qualification: "zus",
          seed: name,
          faults,
          maxAttempts: 1,
          phaseRounds: 6,
          rounds: 1,
        });
        const attempt = result.attempts[0]!;
        expect(result.agreement, faults).toBe(true);
        expect(result.activated, faults).toBe(members !== null);
        expect(attempt.members.length > 0 ? attempt.members : null, faults).toEqual(members);
        expect(result.beacon.length, faults).toBe(members === null ? 0 : 1);
      }
    });
  }
});
