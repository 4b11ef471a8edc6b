// What a node writes down while it begins: how far it has read its log, and of the past a summary.
import { afterEach, describe, expect, it, vi } from "vitest";
import type { NodeLog } from "../../../src/cli/network/node-log.js";
import { History, tellReading } from "../../../src/cli/network/starting.js";
import { logObserver } from "../../../src/cli/network/watching.js";
import type { ContractEvent, ContractState } from "../../../src/view-change/contract/state.js";

type Line = Parameters<NodeLog["write"]>;

function recorded(): { readonly lines: Line[]; readonly log: NodeLog } {
  const lines: Line[] = [];
  return { lines, log: { level: "info", write: (...line) => void lines.push(line) } };
}

afterEach(() => vi.useRealTimers());

describe("a node that reads its log", () => {
  it("says how far it is, and when nobody answers, later and later, until it has read it", async () => {
    vi.useFakeTimers();
    const { lines, log } = recorded();
    let [ready, end]: [boolean, bigint | null] = [false, null];
    const head = () => ({ round: 7, position: 250n });
    const read = async () => {
      if (end === null) throw new Error("nobody");
      return { position: end };
    };
    tellReading(log, { isReady: () => ready, head, end: read });
    await vi.advanceTimersByTimeAsync(1900);
    expect(lines).toEqual([]);
    await vi.advanceTimersByTimeAsync(200);
    end = 1000n;
    await vi.advanceTimersByTimeAsync(4000);
    expect(lines).toEqual([
      ["warn", "waits for the log: nobody who has it answers", { round: 7, position: "250" }],
      ["info", "reads the log", { round: 7, position: "250", of: "1000", percent: 25 }],
    ]);
    await vi.advanceTimersByTimeAsync(120_000);
    expect(lines.length).toBeLessThan(8);
    ready = true;
    const count = lines.length;
    await vi.advanceTimersByTimeAsync(120_000);
    expect(lines.length).toBe(count);
  });

  it("says nothing when it is called off", async () => {
    vi.useFakeTimers();
    const { lines, log } = recorded();
    const reading = {
      isReady: () => false,
      head: () => ({ round: 0, position: 0n }),
      end: async () => ({ position: 0n }),
    };
    tellReading(log, reading)();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(lines).toEqual([]);
  });
});

describe("what happened before a node was there", () => {
  const removal = { role: "dealer", index: 2, id: "ab", phase: "publish", code: "no-publication", count: 0 };
  const events = [
    { type: "removed", removal },
    { type: "restarted", code: "TOO_FEW_MEMBERS", message: "few", session: null, until: 9 },
    { type: "suspended", id: "ab", attempts: 1 },
  ] as unknown as ContractEvent[];
  const state = { round: 5 } as ContractState;

  it("is written down at debug, with its round, and as one summary", () => {
    const { lines, log } = recorded();
    const [history, observer] = [new History(), logObserver(log)];
    for (const one of [history.observer, observer]) one.applied(state, events, true);
    expect(lines.map(([level, , fields]) => [level, fields])).toEqual([
      ["debug", { round: 5, member: "ab", as: "dealer", code: "no-publication", past: true }],
      ["debug", { round: 5, code: "TOO_FEW_MEMBERS", reason: "few", past: true }],
      ["debug", { round: 5, member: "ab", attempts: 1, past: true }],
    ]);
    expect(history.summary).toMatchObject({ roundsRead: 1, views: 0, failedAttempts: 1, removed: 1, suspended: 1 });
  });

  it("is news when it happens now", () => {
    const { lines, log } = recorded();
    const [history, observer] = [new History(), logObserver(log)];
    for (const one of [history.observer, observer]) one.applied(state, events, false);
    expect(lines.map(([level, message]) => [level, message])).toEqual([
      ["warn", "removed"],
      ["warn", "attempt restarted"],
      ["warn", "suspended"],
    ]);
    expect(history.summary).toMatchObject({ roundsRead: 0, removed: 0 });
  });
});
