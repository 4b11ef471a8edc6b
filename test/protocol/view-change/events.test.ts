// What runViewChange tells while it runs: enough to draw everything, and in agreement with the report at the end.
import { describe, expect, it } from "vitest";
import type { RunViewChangeOptions, SimulationEvent } from "../../../src/entry/view-change.js";
import { sevenMiners } from "./support.js";

async function watched(options: Partial<RunViewChangeOptions> = {}) {
  const events: SimulationEvent[] = [];
  const result = await sevenMiners({ ...options, onEvent: (event) => events.push(event) });
  const of = <T extends SimulationEvent["type"]>(type: T) =>
    events.filter((event): event is Extract<SimulationEvent, { type: T }> => event.type === type);
  return { result, events, of };
}

describe("events of a run", () => {
  it("tells the phases in order, once each", async () => {
    const { of, result } = await watched();
    expect(of("phase-began").map(({ phase }) => phase)).toEqual(["contribute", "share", "publish", "wait"]);
    const ended = of("phase-ended").map(({ phase, startRound, endRound }) => ({ phase, startRound, endRound }));
    const reported = result.attempts[0]!.phases;
    expect(ended).toEqual(reported.map(({ phase, startRound, endRound }) => ({ phase, startRound, endRound })));
    expect(of("attempt-began")).toMatchObject([{ number: 1, attempt: 1, thresholds: { n: 7, t: 4, k: 5 } }]);
  });

  it("tells every share and acknowledgement, and no share that a fault holds back", async () => {
    const { of } = await watched({ faults: "no-share:2>5,no-ack:6>1" });
    const pairs = (type: "share-sent" | "share-acknowledged") =>
      new Set(of(type).map(({ dealer, receiver }) => `${dealer}>${receiver}`));
    expect(pairs("share-sent").size).toBe(7 * 6 - 1);
    expect(pairs("share-sent")).not.toContain("2>5");
    expect(pairs("share-acknowledged").size).toBe(7 * 6 - 2);
    expect(pairs("share-acknowledged")).not.toContain("2>5");
    expect(pairs("share-acknowledged")).not.toContain("1>6");
  });

  it("tells publications row by row as the report's matrix has them, and who was removed and why", async () => {
    const { of, result } = await watched({ faults: "bad-share:1>3,no-mpk:2,no-publish:6" });
    const { matrix, removed } = result.attempts[0]!;
    for (const { dealer, entries } of of("published")) expect(entries).toEqual(matrix[dealer - 1]);
    expect(of("published").map(({ dealer }) => dealer)).not.toContain(6);
    expect(of("published").find(({ dealer }) => dealer === 1)?.entries[2]).toBe("revealed");
    expect(of("removed").map(({ miner }) => miner)).toEqual(expect.arrayContaining([...removed]));
    expect(of("removed").length).toBe(removed.length);
    expect(removed.map(({ role, index, code }) => `${role} ${index} ${code}`)).toEqual([
      ...["dealer 2 no-mpk", "dealer 6 no-publication", "receiver 2 no-mpk", "receiver 6 no-publication"],
    ]);
  });

  it("tells refusals and evidence once each", async () => {
    const { of, result } = await watched({ faults: "bad-proof:2,bad-share:1>3" });
    expect(of("refused").map(({ refusal }) => refusal)).toEqual(result.attempts[0]!.refusals);
    expect(of("noticed").map(({ evidence }) => evidence)).toEqual(result.attempts[0]!.evidence);
    expect(of("noticed").length).toBeGreaterThan(0);
  });

  it("tells the magic block, the end of the attempt, and every beacon round", async () => {
    const { of, events, result } = await watched({ rounds: 3 });
    expect(of("magic-block-made")).toHaveLength(1);
    expect(of("magic-block-decided")).toHaveLength(1);
    expect(of("kept").map(({ sharder }) => sharder.name)).toEqual(["sharder 1", "sharder 2"]);
    expect(of("attempt-ended").map(({ report }) => report)).toEqual(result.attempts);
    expect(of("beacon-round").map(({ round }) => round)).toEqual(result.beacon);
    expect(events.at(-1)?.type).toBe("beacon-round");
  });

  it("tells the publications of an attempt that fails when they arrive", async () => {
    const { of, result } = await watched({ faults: "no-publish:1+2+3" });
    expect(result.activated).toBe(false);
    expect(
      of("published")
        .map(({ dealer }) => dealer)
        .sort(),
    ).toEqual([4, 5, 6, 7]);
    expect(of("attempt-ended")[0]?.report.reason?.code).toBe("TOO_FEW_MEMBERS");
  });

  it("changes nothing about the run", async () => {
    const [plain, { result }] = [await sevenMiners({ rounds: 1 }), await watched({ rounds: 1 })];
    expect(result.magicBlock).toEqual(plain.magicBlock);
    expect(result.beacon.map(({ record }) => record)).toEqual(plain.beacon.map(({ record }) => record));
  });
});
