// What a node measures, as it is served.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Metrics, openMetrics } from "../../../src/cli/network/metrics.js";
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

  it("have messages by kind, and refusals by code", async () => {
    const { observer } = metrics;
    for (const what of ["sent", "resent", "resent", "received"] as const) observer.message(what, "partial");
    observer.refused("BAD_MAC", "ab");
    const named = (what: string, count: number) => `messages_total{what="${what}",kind="partial"} ${count}`;
    expect(await served("messages_total{")).toEqual([...[named("sent", 1), named("resent", 2), named("received", 1)]]);
    expect(await served("messages_refused_total{")).toEqual(['messages_refused_total{code="BAD_MAC"} 1']);
  });
});
