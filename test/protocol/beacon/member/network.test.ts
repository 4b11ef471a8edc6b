// Whole beacons under loss, reordering, crashes and junk: at most one output of each round and count, one chain that
// all agree on and that is the ledger's where the ledger has it, progress with t members and none with fewer.
import { describe, expect, it } from "vitest";
import { randomness } from "../../../../src/beacon/index.js";
import { toHex } from "../../../../src/encoding/index.js";
import { Network, type NetworkOptions } from "./network.js";
import { idOf, makeView } from "./support.js";

const START = 10;

/** Everybody agrees on every round up to the least advanced member's, and each is chained to the one before. */
function checkAgreement(network: Network): number {
  const honest = network.honest().filter(({ up }) => up);
  const least = Math.min(...honest.map((node) => network.tipOf(node)));
  let previous = toHex(network.test.first);
  for (let round = START; round <= least; round++) {
    const known = honest.flatMap((node) => network.outputOf(node, round) ?? []);
    const entry = network.ledger.find((output) => output.round === round);
    const outputs = entry === undefined ? known : [entry];
    const signatures = new Set(outputs.map(({ signature }) => toHex(signature)));
    expect(signatures.size, `round ${round}`).toBe(1);
    expect(toHex(outputs[0]!.previousRandomness), `round ${round} is chained`).toBe(previous);
    previous = toHex(randomness(outputs[0]!.signature));
  }
  for (const [key, signatures] of network.published) expect(signatures.size, `round/count ${key}`).toBe(1);
  return least;
}

function play(n: number, t: number, options: NetworkOptions, seconds = 40): Network {
  const network = new Network(makeView(n, t), options);
  network.run(seconds * 1000);
  return network;
}

/** Rounds of which something came out under a count that had timed out, and under two counts. */
function timedOut(network: Network): { late: number; twice: number } {
  const counts = new Map<string, number[]>();
  for (const key of network.published.keys()) {
    const [round, count] = key.split("/") as [string, string];
    counts.set(round, [...(counts.get(round) ?? []), Number(count)]);
  }
  const all = [...counts.values()];
  return {
    late: all.filter((some) => some.some((count) => count > 0)).length,
    twice: all.filter((some) => some.length > 1).length,
  };
}

describe("a whole beacon", () => {
  it("makes a round for each block when nothing goes wrong, and puts nothing on the ledger", () => {
    const network = play(5, 3, { seed: 1 });
    expect(checkAgreement(network)).toBeGreaterThanOrEqual(START + 36);
    expect(network.ledger).toEqual([]);
    expect(network.blamed.size).toBe(0);
    // partial signatures to everybody, and hardly anything else
    expect(network.sent).toBeLessThan(45 * 5 * 4 * 1.5);
  });

  it("ends after the view's last round, which is on the ledger", () => {
    const network = new Network(makeView(4, 3, { lastRound: 20 }), { seed: 2, loss: 0.2 });
    network.run(40_000);
    expect(checkAgreement(network)).toBe(20);
    expect(network.ledger.map(({ round }) => round)).toContain(20);
  });

  it("goes on with exactly t members", () => {
    const network = play(7, 4, { seed: 3, away: [0, 3, 6] });
    expect(checkAgreement(network)).toBeGreaterThanOrEqual(START + 36);
  });

  it("halts with fewer than t, and goes on when one comes back", () => {
    const network = play(7, 4, { seed: 4, away: [0, 1, 3, 6] });
    expect(Math.max(...network.nodes.map((node) => network.tipOf(node)))).toBe(0);
    network.start(network.nodes[3]!);
    network.run(30_000);
    expect(checkAgreement(network)).toBeGreaterThanOrEqual(START + 40);
  });

  it("is not stopped by n − t members that send junk, and blames nobody else", () => {
    const network = play(7, 4, { seed: 5, junk: [1, 4, 5] });
    expect(checkAgreement(network)).toBeGreaterThanOrEqual(START + 34);
    for (const id of network.blamed) expect([1, 4, 5].map(idOf)).toContain(id);
  });

  it("lets one that was away for long catch up by a single output", () => {
    const network = play(5, 3, { seed: 6, away: [2] }, 100);
    network.start(network.nodes[2]!);
    network.run(15_000);
    const tips = network.nodes.map((node) => network.tipOf(node));
    expect(Math.max(...tips) - tips[2]!).toBeLessThanOrEqual(1);
    checkAgreement(network);
  });

  it.each(Array.from({ length: 6 }, (_, index) => index))("survives loss, delay, doubling and crashes (%i)", (seed) => {
    const [n, t] = (
      [
        [4, 3],
        [5, 3],
        [7, 4],
        [6, 4],
      ] as const
    )[seed % 4]!;
    const faults = { loss: 0.25, twice: 0.1, delay: 2500, crash: seed % 3 === 0 ? 0 : 0.01, lag: 2 };
    const network = play(n, t, { seed: 100 + seed, ...faults }, 60);
    const before = checkAgreement(network);
    // calm comes back: all that are down come up, and what is late is made
    Object.assign(network.options, { loss: 0, twice: 0, delay: 50, crash: 0, lag: 0.1 });
    network.run(90_000);
    for (const node of network.nodes) if (!node.up) network.start(node);
    network.run(5000);
    const after = checkAgreement(network);
    expect(after).toBeGreaterThan(before);
    expect(after).toBeGreaterThan(START + 100);
    expect(network.blamed.size).toBe(0);
  });

  it("agrees on one output where two came out, as the ledger says", () => {
    // messages that take about as long as a round may: some finish it, others vote that it be repeated
    const network = play(7, 4, { seed: 500, loss: 0.4, slow: 12_000 }, 150);
    Object.assign(network.options, { loss: 0, slow: 0 });
    network.run(30_000);
    checkAgreement(network);
    const { late, twice } = timedOut(network);
    expect(late).toBeGreaterThan(0);
    expect(twice).toBeGreaterThan(0);
    expect(network.ledger.length).toBeGreaterThanOrEqual(late);
  });

  it.each([0, 1])("survives junk, loss and crashes together (%i)", (seed) => {
    const faults = { loss: 0.2, twice: 0.1, delay: 1500, crash: 0.01, lag: 2, junk: seed % 2 === 0 ? [0] : [2, 6] };
    const network = play(7, 4, { seed: 300 + seed, ...faults }, 60);
    checkAgreement(network);
    Object.assign(network.options, { loss: 0, twice: 0, delay: 50, crash: 0, lag: 0.1 });
    network.run(60_000);
    expect(checkAgreement(network)).toBeGreaterThan(START + 80);
    for (const id of network.blamed) expect(network.options.junk!.map(idOf)).toContain(id);
  });
});
