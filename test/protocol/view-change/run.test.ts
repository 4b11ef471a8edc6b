// Whole view changes in one process: the same seed gives the same bytes, everybody agrees, and the report says what
// happened.
import { describe, expect, it } from "vitest";
import { beaconToJson, verifyBeaconChain } from "../../../src/beacon/index.js";
import { schemeByName } from "../../../src/bls/index.js";
import { toHex } from "../../../src/encoding/index.js";
import {
  MagicBlock,
  type Progress,
  parseFaults,
  type RunViewChangeOptions,
  type runViewChange,
  type SimulatedShare,
  ViewChangeContract,
  verifyMagicBlockChain,
} from "../../../src/entry/view-change.js";
import { recoverSignature } from "../../../src/threshold/index.js";
import { codeOf, codeOfPromise } from "./codes.js";
import { candidates, sevenMiners } from "./support.js";

type Result = Awaited<ReturnType<typeof runViewChange>>;

const bytesOf = (result: Result) => [
  ...result.magicBlocks.map((block) => MagicBlock.toJson(block)),
  JSON.stringify(
    result.beacon.map(({ record, ranks, signers }) => ({ signature: [...record.signature], ranks, signers })),
  ),
];

/** A light client's view of the beacon. */
function beaconHolds(result: Result): boolean {
  const block = result.magicBlock!;
  const view = {
    scheme: block.scheme,
    chainId: result.chainId,
    magicBlockNumber: block.number,
    groupPublicKey: block.groupPublicKey,
  };
  const rounds = result.beacon.map(({ record }) => record);
  expect(beaconToJson({ view, magicBlockHash: MagicBlock.hash(block), rounds }).length).toBeGreaterThan(100);
  return verifyBeaconChain(view, rounds).valid;
}

describe("the shares of a run", () => {
  it("are told to whoever asks, of the members that have theirs: any t of them sign for the group, fewer do not", async () => {
    const told: (readonly SimulatedShare[])[] = [];
    const { magicBlock, beacon } = await sevenMiners({
      faults: "lost:6",
      rounds: 1,
      onShares: (now) => told.push(now),
    });
    const { t, scheme: name, groupPublicKey, members } = magicBlock!;
    const scheme = schemeByName(name);
    const [shares] = told;
    expect(told.length).toBe(1);
    expect(beacon.length).toBe(1);
    expect(shares!.map(({ index }) => index)).toEqual(members.map(({ index }) => index).filter((index) => index !== 6));
    const message = new Uint8Array(3);
    const signedBy = (signers: readonly SimulatedShare[]) =>
      recoverSignature(
        scheme,
        signers.map(({ partyId, secretShare }) => ({ id: partyId, signature: scheme.sign(message, secretShare) })),
      );
    const signature = signedBy(shares!.slice(0, t));
    expect(signedBy(shares!.slice(-t))).toEqual(signature);
    expect(scheme.verify(signature, message, groupPublicKey)).toBe(true);
    expect(scheme.verify(signedBy(shares!.slice(1, t)), message, groupPublicKey)).toBe(false);
  });
});

describe("a seeded run", () => {
  it("gives the same magic block and beacon to the byte, faults and a bad network included", async () => {
    const options: Partial<RunViewChangeOptions> = {
      rounds: 3,
      views: 2,
      faults: "bad-share:3>2,restart:5@share",
      network: { loss: 0.2, duplication: 0.2, minDelay: 0, maxDelay: 900 },
      phaseRounds: 40,
    };
    const [one, two] = [await sevenMiners(options), await sevenMiners(options)];
    expect(one.activated).toBe(true);
    expect(one.messages.lost).toBeGreaterThan(0);
    expect(bytesOf(one)).toEqual(bytesOf(two));
    const other = await sevenMiners({ ...options, seed: "another" });
    expect(bytesOf(one)).not.toEqual(bytesOf(other));
  });

  it("gives these bytes on every kernel and in every version until the format changes", async () => {
    const { magicBlock, beacon } = await sevenMiners({ rounds: 1 });
    expect(toHex(MagicBlock.hash(magicBlock!))).toBe(
      "566954c1650bfc48501926e0bf663039483410bdf5c65bd9dbaa092115a01488",
    );
    expect(toHex(beacon[0]!.record.randomness)).toBe(
      "e1e9f5b23f4e8623fabca533da8f5b51a7c89fab89279db01f0ea6923f1951f1",
    );
  });

  it("without a seed is different every time", async () => {
    const [one, two] = [await sevenMiners({ seed: undefined }), await sevenMiners({ seed: undefined })];
    expect(one.activated && two.activated).toBe(true);
    expect(one.magicBlock!.groupPublicKey).not.toEqual(two.magicBlock!.groupPublicKey);
  });
});

describe("runs", () => {
  const variants: [string, Partial<RunViewChangeOptions>][] = [
    ["min-pk", { scheme: "min-pk" }],
    ["Züs' party ids", { partyIds: "zus" }],
    ["Züs' rules", { qualification: "zus" }],
    ["without the fast path", { fastPath: false }],
    ["fractions", { threshold: "4/7", quorum: "70%" }],
    ["one miner", { miners: 1, threshold: 1, quorum: 1, candidates: candidates(1) }],
    ["two miners, everybody needed", { miners: 2, threshold: 2, quorum: 2, candidates: candidates(2) }],
    ["more candidates than seats", { candidates: candidates(12) }],
    ["a network that loses a third", { network: { loss: 0.33, maxDelay: 300 }, phaseRounds: 60 }],
    ["three views of a reshare", { mode: "reshare", views: 3 }],
    ["a reshare with Züs' party ids", { mode: "reshare", views: 2, partyIds: "zus", scheme: "min-pk" }],
    ["five sharders", { sharders: [3, 1, 2, 5, 4].map((stake) => ({ stake })) }],
    ["late messages", { network: { minDelay: 2000, maxDelay: 9000 }, phaseRounds: 60 }],
  ];
  for (const [name, options] of variants) {
    it(`end in a certified magic block and a beacon: ${name}`, async () => {
      const result = await sevenMiners({ rounds: 2, ...options });
      expect(result.failure).toBe(null);
      expect(result.agreement).toBe(true);
      expect(verifyMagicBlockChain(result.magicBlocks, { genesis: result.genesis }).valid).toBe(true);
      expect(result.beacon.length).toBe(2);
      expect(beaconHolds(result)).toBe(true);
      const members = result.magicBlock!.members.map((member) => member.index);
      for (const { ranks } of result.beacon) expect([...ranks].sort((a, b) => a - b)).toEqual(members);
    });
  }

  it("select by stake and keep seats for the current set", async () => {
    const stakes = [9, 8, 7, 6, 5, 4, 3, 2, 1, 0];
    const list = stakes.map((stake) => ({ name: `s${stake}`, stake }));
    const result = await sevenMiners({
      candidates: list,
      miners: 5,
      threshold: 3,
      quorum: 4,
      views: 2,
      incumbency: "60%",
    });
    const names = result.attempts.map((attempt) => attempt.selected.map((miner) => miner.name).sort());
    expect(names[0]).toEqual(["s5", "s6", "s7", "s8", "s9"]);
    expect(result.attempts.at(-1)!.selected.length).toBe(5);
  });

  it("report phases, costs, bytes and progress", async () => {
    const steps: Progress[] = [];
    const result = await sevenMiners({ rounds: 1, onProgress: (progress) => steps.push(progress) });
    const attempt = result.attempts[0]!;
    expect(attempt.phases.map(({ phase }) => phase)).toEqual(["start", "contribute", "share", "publish", "wait"]);
    for (const { phase, cost, startRound, endRound, endedBy } of attempt.phases) {
      expect(endRound).toBeGreaterThanOrEqual(startRound);
      expect(endedBy).toBe(phase === "start" ? "rounds-over" : "everybody-done");
      if (phase === "start") continue;
      expect(cost.miner.milliseconds).toBeGreaterThan(0);
      expect(cost.miner.bytesSent).toBeGreaterThan(0);
      expect(cost.oneMiner.milliseconds).toBeCloseTo(cost.miner.milliseconds + cost.contract.milliseconds);
      expect(cost.total.milliseconds).toBeGreaterThan(cost.miner.milliseconds);
    }
    // 6 shares, each sealed with a signature and the path to its root (the last of the seven has a shorter one), 6
    // acknowledgements, and the transaction that says all is acknowledged
    const [frame, envelope, signature, path] = [133, 48, 48, 12];
    const bytes = (hashes: number) =>
      6 * (frame + envelope + 32 + signature + path) + 32 * hashes + 6 * (frame + signature) + 121;
    expect([bytes(17), bytes(18)]).toContain(attempt.phases[2]!.cost.miner.bytesSent);
    expect(new Set(steps.map(({ stage }) => stage))).toEqual(
      new Set(["identities", "contribute", "share", "publish", "wait", "beacon"]),
    );
    for (const { done, total } of steps) expect(done > 0 && done <= total).toBe(true);
  });

  it("make the same rounds by members apart, over a bad network, and by all of them together", async () => {
    const options = { rounds: 5, views: 2, mode: "reshare" as const, phaseRounds: 40 };
    const network = { loss: 0.2, duplication: 0.2, minDelay: 0, maxDelay: 900 };
    const apart = await sevenMiners({ ...options, network, faults: "lost:2" });
    const together = await sevenMiners({ ...options, network, faults: "lost:2", beaconMembers: "together" });
    expect(apart.beacon.length).toBe(5);
    expect(apart.beacon.map(({ record }) => record)).toEqual(together.beacon.map(({ record }) => record));
    for (const { signers } of apart.beacon) expect(signers).not.toContain(2);
  });

  it("can be replayed by anybody from the blocks, with the same result", async () => {
    const result = await sevenMiners({ faults: "no-share:3>2,spam:4@publish", views: 2 });
    const contract = new ViewChangeContract();
    let state = contract.genesis(result.genesis);
    for (const block of result.blocks) state = contract.apply(state, block).state;
    expect(state.current.magicBlock).toEqual(result.magicBlock);
  });

  it("refuse options that make no sense", async () => {
    const refused: [Partial<RunViewChangeOptions>, string][] = [
      [{ candidates: [] }, "BAD_PARAMETER"],
      [{ candidates: [{ stake: -1 }] }, "BAD_PARAMETER"],
      [{ candidates: [{ stake: 1.5 }] }, "BAD_PARAMETER"],
      [{ threshold: 3 }, "BAD_PARAMETER"],
      [{ rounds: -1 }, "BAD_PARAMETER"],
      [{ views: 0 }, "BAD_PARAMETER"],
      [{ seed: "" }, "BAD_PARAMETER"],
      [{ network: { loss: 1 } }, "BAD_PARAMETER"],
      [{ network: { minDelay: 5, maxDelay: 1 } }, "BAD_PARAMETER"],
      [{ faults: "no-mpk:8" }, "BAD_FAULT"],
      [{ faults: "no-mpk:somebody" }, "BAD_FAULT"],
      [{ faults: "nonsense:1" }, "BAD_FAULT"],
    ];
    for (const [options, code] of refused)
      expect(await codeOfPromise(sevenMiners(options)), JSON.stringify(options)).toBe(code);
  });
});

describe("fault plans", () => {
  it("are read with names, lists, phases and attempts", () => {
    expect(
      parseFaults("crash:3@share, bad-share:5>7+Figment , no-ack:9#2,").map(({ text: _, ...fault }) => fault),
    ).toEqual([
      { kind: "crash", who: "3", whom: [], phase: "share", view: null, attempt: null },
      { kind: "bad-share", who: "5", whom: ["7", "Figment"], phase: null, view: null, attempt: null },
      { kind: "no-ack", who: "9", whom: [], phase: null, view: null, attempt: 2 },
    ]);
    expect(parseFaults("")).toEqual([]);
    expect(parseFaults("no-mpk:1#2.3")).toMatchObject([{ view: 2, attempt: 3 }]);
    expect(parseFaults("silent:1+2@wait").map(({ who }) => who)).toEqual(["1", "2"]);
  });

  it("are refused with what was expected", () => {
    for (const plan of [
      "crash",
      "crash:3",
      "crash:@share",
      "crash:3@lunch",
      "no-mpk:3@share",
      "no-mpk:3>4",
      "bad-share:3>",
      "bad-share:3>4>5",
      "stolen-mpk:3",
      "toString:1",
      "silent:1@start",
      "no-ack:1#x",
    ]) {
      expect(
        codeOf(() => parseFaults(plan)),
        plan,
      ).toBe("BAD_FAULT");
    }
  });
});
