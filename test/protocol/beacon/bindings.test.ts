// What binds a round's signatures: to the chain, the view, the round, the count, the randomness before. And what a
// beacon forgets when a count changes or a round ends, so that nothing said for one counts for another.
import { describe, expect, it } from "vitest";
import {
  Beacon,
  type BeaconOptions,
  type BeaconRecord,
  beaconMessage,
  randomness,
  timeoutMessage,
  verifyBeaconChain,
} from "../../../src/beacon/index.js";
import { schemeByName } from "../../../src/bls/index.js";
import { toHex } from "../../../src/encoding/index.js";
import { split } from "../../../src/threshold/index.js";
import { codeOf } from "../view-change/codes.js";

const scheme = schemeByName("min-sig");
const secret = scheme.keygen(new Uint8Array(32).fill(9));
const shares = split(secret, { threshold: 3, ids: [1, 2, 3, 4, 5] });
const options: BeaconOptions = {
  scheme: "min-sig",
  chainId: "test",
  magicBlockNumber: 4,
  groupPublicKey: scheme.getPublicKey(secret),
  threshold: 3,
  members: shares.map(({ id, value }) => ({ id, publicShare: scheme.getPublicKey(value) })),
  round: 100,
  previousRandomness: new Uint8Array(32).fill(3),
};
const partial = (beacon: Beacon, at: number) => ({ id: shares[at]!.id, signature: beacon.sign(shares[at]!.value) });
const vote = (beacon: Beacon, at: number) => ({ id: shares[at]!.id, signature: beacon.signTimeout(shares[at]!.value) });

describe("what is signed", () => {
  const input = { round: 100, timeoutCount: 1, previousRandomness: options.previousRandomness };

  it.each<[string, Partial<BeaconOptions>, Partial<typeof input>]>([
    ["chain", { chainId: "tess" }, {}],
    ["view", { magicBlockNumber: 5 }, {}],
    ["round", {}, { round: 101 }],
    ["count", {}, { timeoutCount: 2 }],
  ])("is another for another %s, in a round and in a vote", (_, view, changed) => {
    for (const message of [beaconMessage, timeoutMessage]) {
      const other = message({ ...options, ...view }, { ...input, ...changed });
      expect(toHex(other)).not.toBe(toHex(message(options, input)));
    }
  });

  it("is another for another randomness before it, in a round", () => {
    const other = beaconMessage(options, { ...input, previousRandomness: new Uint8Array(32).fill(4) });
    expect(toHex(other)).not.toBe(toHex(beaconMessage(options, input)));
  });
});

describe("a beacon", () => {
  it("forgets partial signatures when the count changes: they are neither counted nor called bad", () => {
    const beacon = new Beacon(options);
    for (const at of [0, 1]) beacon.add(partial(beacon, at));
    for (const at of [2, 3, 4]) beacon.addTimeoutVote(vote(beacon, at));
    expect(beacon.current.timeoutCount).toBe(1);
    // the same members sign again, under the new count
    for (const at of [0, 1, 2]) expect(beacon.add(partial(beacon, at))).toBe("accepted");
    const { signers, invalid } = beacon.finish();
    expect(signers).toEqual([1, 2, 3]);
    expect(invalid).toEqual([]);
  });

  it("with fewer than t of the new count has too few, whoever signed the old one", () => {
    const beacon = new Beacon(options);
    for (const at of [0, 1, 2]) beacon.add(partial(beacon, at));
    for (const at of [2, 3, 4]) beacon.addTimeoutVote(vote(beacon, at));
    beacon.add(partial(beacon, 3));
    expect(codeOf(() => beacon.finish())).toBe("NOT_ENOUGH_SIGNATURES");
    expect(beacon.add(partial(beacon, 0))).toBe("accepted");
    beacon.add(partial(beacon, 1));
    expect(beacon.finish().invalid).toEqual([]);
  });

  it("forgets votes when a round ends: those of the one before repeat nothing", () => {
    const beacon = new Beacon(options);
    for (const at of [0, 1]) beacon.addTimeoutVote(vote(beacon, at));
    for (const at of [0, 1, 2]) beacon.add(partial(beacon, at));
    beacon.finish();
    // whoever voted in the round before votes in this one, too
    for (const at of [0, 1]) expect(beacon.addTimeoutVote(vote(beacon, at))).toBe(0);
    expect(beacon.addTimeoutVote(vote(beacon, 2))).toBe(1);
  });

  it("knows no vote of the round before: the first one of a member is kept unseen, only a second one is looked at", () => {
    const beacon = new Beacon(options);
    beacon.addTimeoutVote(vote(beacon, 0));
    for (const at of [0, 1, 2]) beacon.add(partial(beacon, at));
    beacon.finish();
    const junk = (byte: number) => ({ id: 1, signature: scheme.sign(Uint8Array.of(byte), shares[0]!.value) });
    expect(beacon.addTimeoutVote(junk(1))).toBe(0);
    expect(codeOf(() => beacon.addTimeoutVote(junk(2)))).toBe("BAD_SIGNATURE");
  });

  it("takes a claim about the randomness before only in 32 bytes", () => {
    const beacon = new Beacon(options);
    for (const length of [0, 31, 33]) {
      const claim = { ...partial(beacon, 0), previousRandomness: new Uint8Array(length).fill(3) };
      expect(codeOf(() => beacon.add(claim))).toBe("BAD_LENGTH");
    }
    expect(beacon.add({ ...partial(beacon, 0), previousRandomness: options.previousRandomness })).toBe("accepted");
  });
});

describe("a verifier", () => {
  const recordOf = (round: number, previousRandomness: Uint8Array): BeaconRecord => {
    const input = { round, timeoutCount: 0, previousRandomness };
    const signature = scheme.sign(beaconMessage(options, input), secret);
    return { magicBlockNumber: 4, ...input, signature, randomness: randomness(signature) };
  };
  const first = recordOf(100, options.previousRandomness);

  it("takes no round that is left out, repeated or earlier, though it is signed and chained", () => {
    expect(verifyBeaconChain(options, [first, recordOf(101, first.randomness)]).valid).toBe(true);
    for (const round of [102, 200, 100, 99]) {
      const { valid, reason } = verifyBeaconChain(options, [first, recordOf(round, first.randomness)]);
      expect(valid).toBe(false);
      expect(reason).toBe(`round ${round} does not follow 100`);
    }
  });
});
