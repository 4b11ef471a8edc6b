// What a node measures, as it is served.
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type Metrics, openMetrics } from "../../../src/cli/network/metrics.js";
import type { NodeLog } from "../../../src/cli/network/node-log.js";
import { logObserver, Tally } from "../../../src/cli/network/watching.js";
import type { Genesis } from "../../../src/magic-block/index.js";
import type { ContractEvent, ContractState } from "../../../src/view-change/contract/state.js";
import { freePorts } from "../support/ports.js";

const genesis = { purpose: "network", roundTime: 500, beacon: { mode: "chained" } } as Genesis;
const state = (round: number) => {
  const current = { number: 1, magicBlock: { startingRound: 10, members: [1, 2, 3, 4], t: 3 } };
  return { round, current, session: null, attempt: 0, phase: "start", parameters: { phaseRounds: {} } };
};
const failed = [{ type: "restarted", code: "TOO_FEW_MPKS" }] as unknown as ContractEvent[];

let port: number;
let metrics: Metrics;

beforeAll(async () => {
  [port] = (await freePorts(1)) as [number];
  metrics = await openMetrics(port, { role: "sharder" }, genesis);
});
afterAll(() => metrics.close());

/** The lines of some of them. */
const served = async (name: string) => {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const lines = text.split("\n").filter((line) => line.startsWith(`feldspar_${name}`));
  return lines.map((line) =>
    line
      .slice("feldspar_".length)
      .replace(/,?role="sharder"/, "")
      .replace("{}", ""),
  );
};

describe("metrics", () => {
  const applied = (round: number, isPast: boolean) =>
    metrics.observer.applied(state(round) as unknown as ContractState, failed, isPast);

  it("count what happens, and not once more what a node reads of the past", async () => {
    applied(19, true);
    expect(await served("failures_total{")).toEqual([]);
    applied(20, false);
    expect(await served("failures_total{")).toEqual(['failures_total{code="TOO_FEW_MPKS"} 1']);
  });

  it("say how late the beacon is, whatever rounds that were missed come later", async () => {
    metrics.observer.beaconRound(20, 1);
    expect(await served("beacon_late_seconds")).toEqual(["beacon_late_seconds 0"]);
    metrics.observer.beaconRound(12, 1);
    applied(60, false);
    expect(await served("beacon_round{")).toEqual(["beacon_round 20"]);
    expect(await served("beacon_late_seconds")).toEqual(["beacon_late_seconds 20"]);
  });

  it("say how late blocks are, whatever is done to the clock, and before there is one", async () => {
    const lag = async () => Number((await served("lag_seconds"))[0]!.split(" ")[1]);
    const [other] = (await freePorts(1)) as [number];
    const idle = await openMetrics(other, {});
    await new Promise((resolve) => setTimeout(resolve, 20));
    const text = await (await fetch(`http://127.0.0.1:${other}/metrics`)).text();
    expect(Number(/^feldspar_lag_seconds ([\d.e-]+)$/m.exec(text)![1])).toBeGreaterThanOrEqual(0.01);
    await idle.close();
    applied(61, true);
    const wallClock = vi.spyOn(Date, "now").mockReturnValue(0);
    try {
      applied(62, true);
      wallClock.mockReturnValue(1e13);
      expect(await lag()).toBeLessThan(60);
      wallClock.mockReturnValue(-1e13);
      expect(await lag()).toBeGreaterThanOrEqual(0);
    } finally {
      wallClock.mockRestore();
    }
  });

  it("have peers that are in office, or in the attempt, and no others", async () => {
    const { observer } = metrics;
    const of = (...ids: string[]) => ids.map((id) => ({ id }));
    const tally = new Tally();
    const told = (magicBlock: object | null, session: object | null) => {
      const changed = { ...state(63), current: { number: 2, magicBlock, hash: new Uint8Array(32) }, session };
      for (const one of [observer, tally.observer])
        one.applied({ ...changed, phase: "stopped" } as unknown as ContractState, [], false);
    };
    for (const id of ["gone", "here", "dealer"]) for (const one of [observer, tally.observer]) one.peer(id, false);
    observer.peer("up", true);
    expect(await served("peer_up{")).toHaveLength(4);
    told({ members: of("here", "up"), t: 1 }, { dealers: of("dealer"), receivers: [], attempt: 1 });
    expect((await served("peer_up{")).sort()).toEqual([
      ...['peer_up{peer="dealer"} 0', 'peer_up{peer="here"} 0', 'peer_up{peer="up"} 1'],
    ]);
    expect(tally.peersDown).toEqual(["here", "dealer"]);
    told({ members: of("up"), t: 1 }, null);
    expect(await served("peer_up{")).toEqual(['peer_up{peer="up"} 1']);
    expect(tally.peersDown).toEqual([]);
  });

  it("have messages by kind, and refusals by code", async () => {
    const { observer } = metrics;
    for (const what of ["sent", "resent", "resent", "received"] as const) observer.message(what, "partial");
    observer.refused("BAD_MAC", "ab");
    const named = (what: string, count: number) => `messages_total{what="${what}",kind="partial"} ${count}`;
    expect(await served("messages_total{")).toEqual([...[named("sent", 1), named("resent", 2), named("received", 1)]]);
    expect(await served("messages_refused_total{")).toEqual(['messages_refused_total{code="BAD_MAC"} 1']);
  });
});

it("what is written down once in half a minute is so whatever is done to the clock", () => {
  const lines: string[] = [];
  const log: NodeLog = { level: "info", write: (level, message) => void (level === "warn" && lines.push(message)) };
  const observer = logObserver(log);
  const time = vi.spyOn(performance, "now").mockReturnValue(1e6);
  const wallClock = vi.spyOn(Date, "now").mockReturnValue(4e12);
  try {
    observer.refused("BAD_MAC", "ab");
    // an hour back, as a machine's clock may be set
    wallClock.mockReturnValue(4e12 - 3_600_000);
    time.mockReturnValue(1e6 + 31_000);
    observer.refused("BAD_MAC", "ab");
    observer.refused("BAD_MAC", "ab");
  } finally {
    time.mockRestore();
    wallClock.mockRestore();
  }
  expect(lines).toEqual(["refused a message", "refused a message"]);
});
