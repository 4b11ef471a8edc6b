// The beacon: t partial signatures, one group signature, whichever t they are.
import { beforeAll, describe, expect, it } from "vitest";
import {
  Beacon,
  type BeaconOptions,
  beaconFromJson,
  beaconMessage,
  beaconToJson,
  randomness,
  rank,
  timeoutMessage,
  verifyBeaconChain,
  verifyRound,
} from "../../../src/beacon/index.js";
import { schemeByName } from "../../../src/bls/index.js";
import type { FeldsparError } from "../../../src/encoding/index.js";
import { type Share, split } from "../../../src/threshold/index.js";
import { codeOf } from "../view-change/codes.js";

for (const name of ["min-sig", "min-pk"] as const) {
  describe(`beacon (${name})`, () => {
    const scheme = schemeByName(name);
    const secret = scheme.keygen(new Uint8Array(32).fill(9));
    let shares: Share[];
    let options: BeaconOptions;

    beforeAll(() => {
      shares = split(secret, { threshold: 3, ids: [1, 2, 3, 4, 5] });
      options = {
        scheme: name,
        chainId: "test",
        magicBlockNumber: 4,
        groupPublicKey: scheme.getPublicKey(secret),
        threshold: 3,
        members: shares.map(({ id, value }) => ({ id, publicShare: scheme.getPublicKey(value) })),
        round: 100,
        previousRandomness: new Uint8Array(32).fill(3),
      };
    });

    const partial = (beacon: Beacon, position: number) => ({
      id: shares[position]!.id,
      signature: beacon.sign(shares[position]!.value),
    });
    const junk = (position: number) => ({
      id: shares[position]!.id,
      signature: scheme.sign(Uint8Array.of(1), shares[position]!.value),
    });

    it("gives the same signature whichever t members sign, and it is the group's", () => {
      const sets = [
        [0, 1, 2],
        [2, 3, 4],
        [4, 0, 3],
        [0, 1, 2, 3, 4],
      ];
      const records = sets.map((set) => {
        const beacon = new Beacon(options);
        for (const position of set) expect(beacon.add(partial(beacon, position))).toBe("accepted");
        const { record, signers, invalid } = beacon.finish();
        expect(signers.length).toBe(set.length);
        expect(invalid).toEqual([]);
        return record;
      });
      for (const record of records) expect(record).toEqual(records[0]);
      const whole = scheme.sign(
        beaconMessage(options, { round: 100, timeoutCount: 0, previousRandomness: options.previousRandomness }),
        secret,
      );
      expect(records[0]!.signature).toEqual(whole);
      expect(records[0]!.randomness).toEqual(randomness(whole));
      expect(verifyRound(options, records[0]!)).toBe(true);
    });

    it("chains rounds; a verifier with the group key alone sees any change", () => {
      const beacon = new Beacon(options);
      const records = [0, 1, 2].map(() => {
        for (const position of [0, 2, 4]) beacon.add(partial(beacon, position));
        return beacon.finish().record;
      });
      expect(records.map(({ round }) => round)).toEqual([100, 101, 102]);
      expect(verifyBeaconChain(options, records)).toEqual({ valid: true, reason: "" });
      expect(verifyBeaconChain(options, [records[0]!, records[2]!]).valid).toBe(false);
      const [first, second] = records as [(typeof records)[0], (typeof records)[0], (typeof records)[0]];
      const flip = (bytes: Uint8Array) => bytes.map((byte, position) => (position === 31 ? byte ^ 1 : byte));
      expect(
        verifyBeaconChain(options, [first, { ...second, previousRandomness: flip(second.previousRandomness) }]).reason,
      ).toMatch(/not chained/);
      for (const change of [
        { round: 101 },
        { timeoutCount: 1 },
        { magicBlockNumber: 5 },
        { randomness: flip(first.randomness) },
        { signature: second.signature },
        { signature: second.signature, randomness: second.randomness },
        { previousRandomness: flip(first.previousRandomness) },
      ]) {
        expect(verifyRound(options, { ...first, ...change })).toBe(false);
      }
      for (const other of [
        { chainId: "other" },
        { magicBlockNumber: 3 },
        { groupPublicKey: options.members[0]!.publicShare },
      ]) {
        expect(verifyRound({ ...options, ...other }, first)).toBe(false);
      }
    });

    it("keeps a view's rounds within its bounds: forged, moved or cut to another place gives a reason (A11)", () => {
      const beacon = new Beacon(options);
      const records = [0, 1, 2].map(() => {
        for (const position of [0, 2, 4]) beacon.add(partial(beacon, position));
        return beacon.finish().record;
      });
      const firstPrevious = options.previousRandomness;
      const judge = (bounds: Parameters<typeof verifyBeaconChain>[2], list = records) =>
        verifyBeaconChain(options, list, bounds).reason;
      expect(judge({ first: 100, last: 102, firstPrevious })).toBe("");
      expect(judge({ first: 100 })).toBe("");
      expect(judge({ first: 90, firstPrevious: new Uint8Array(32) })).toBe("");
      expect(judge({ first: 101 })).toMatch(/before the view's first/);
      expect(judge({ first: 100, last: 101 })).toMatch(/after the view's last/);
      expect(judge({ first: 100, firstPrevious: new Uint8Array(32) })).toMatch(/not chained to what was before/);
      expect(judge({ first: 100 }, [records[1]!, records[0]!])).toMatch(/does not follow/);
      expect(verifyRound(options, records[0]!, { first: 100, last: 100, firstPrevious })).toBe(true);
      expect(verifyRound(options, records[0]!, { first: 101 })).toBe(false);
      expect(verifyRound(options, records[2]!, { first: 100, last: 101 })).toBe(false);
      expect(verifyRound(options, records[0]!, { first: 100, firstPrevious: new Uint8Array(32) })).toBe(false);
      expect(codeOf(() => verifyRound(options, records[0]!, { first: -1 }))).toBe("BAD_INTEGER");
      expect(codeOf(() => judge({ first: 1, firstPrevious: new Uint8Array(31) }))).toBe("BAD_LENGTH");
    });

    it("gives a timeout certificate, by which whoever was away catches up", () => {
      const beacon = new Beacon(options);
      for (let count = 0; count < 2; count++) {
        for (const position of [0, 1, 2]) {
          const signature = beacon.signTimeout(shares[position]!.value);
          beacon.addTimeoutVote({ id: shares[position]!.id, signature });
        }
      }
      const certificate = beacon.timeoutCertificate!;
      expect(certificate).toMatchObject({ round: 100, timeoutCount: 2 });
      expect(certificate.signature).toEqual(scheme.sign(timeoutMessage(options, certificate), secret));
      // not about the previous randomness: members that differ about it agree on the count
      const away = new Beacon({ ...options, previousRandomness: new Uint8Array(32).fill(8) });
      expect(away.timeoutCertificate).toBeNull();
      expect(codeOf(() => away.addTimeoutCertificate({ ...certificate, timeoutCount: 3 }))).toBe("BAD_SIGNATURE");
      expect(away.addTimeoutCertificate({ ...certificate, round: 101 })).toBe(0);
      expect(away.addTimeoutCertificate(certificate)).toBe(2);
      expect(away.addTimeoutCertificate({ ...certificate, timeoutCount: 1 })).toBe(2);
      expect(away.current).toMatchObject({ round: 100, timeoutCount: 2 });
    });

    it("reads back from JSON", () => {
      const beacon = new Beacon(options);
      for (const position of [0, 1, 2]) beacon.add(partial(beacon, position));
      const { scheme: _s, ...rest } = options;
      const view = {
        scheme: name,
        chainId: rest.chainId,
        magicBlockNumber: rest.magicBlockNumber,
        groupPublicKey: rest.groupPublicKey,
      };
      const file = { view, magicBlockHash: new Uint8Array(32), rounds: [beacon.finish().record] };
      expect(beaconFromJson(beaconToJson(file, 2))).toEqual(file);
      expect(codeOf(() => beaconFromJson(beaconToJson(file).replace('"round":100', '"round":"100"')))).toBe("BAD_JSON");
      expect(codeOf(() => beaconFromJson("{}"))).toBe("BAD_JSON");
    });

    it("names bad partial signatures, ignores them and still finishes with t good ones", () => {
      const beacon = new Beacon(options);
      beacon.add(junk(0));
      beacon.add({ id: 2, signature: new Uint8Array(scheme.signatureLength).fill(0x99) });
      for (const position of [2, 3, 4]) beacon.add(partial(beacon, position));
      const { record, signers, invalid } = beacon.finish();
      expect(verifyRound(options, record)).toBe(true);
      expect([...invalid].sort()).toEqual([1, 2]);
      expect(signers).toEqual([3, 4, 5]);
    });

    it("says clearly when fewer than t are good, names the bad, and finishes when more come", () => {
      const beacon = new Beacon(options);
      expect(codeOf(() => beacon.finish())).toBe("NOT_ENOUGH_SIGNATURES");
      for (const position of [0, 1]) beacon.add(partial(beacon, position));
      beacon.add(junk(2));
      try {
        beacon.finish();
        expect.unreachable();
      } catch (error) {
        expect((error as FeldsparError).code).toBe("NOT_ENOUGH_SIGNATURES");
        expect((error as FeldsparError).culprits).toEqual(["3"]);
      }
      beacon.add(partial(beacon, 4));
      expect(beacon.finish().invalid).toEqual([3]);
    });

    it("counts duplicates once, and does not let a forged one crowd out the right one", () => {
      const beacon = new Beacon(options);
      beacon.add(partial(beacon, 0));
      expect(beacon.add(partial(beacon, 0))).toBe("duplicate");
      beacon.add(partial(beacon, 1));
      expect(codeOf(() => beacon.finish())).toBe("NOT_ENOUGH_SIGNATURES");
      beacon.add(junk(2));
      expect(beacon.add(partial(beacon, 2))).toBe("accepted");
      expect(codeOf(() => beacon.add(junk(2)))).toBe("BAD_SIGNATURE");
      expect(beacon.finish().invalid).toEqual([]);
    });

    it("refuses strangers, wrong lengths, and options that make no sense", () => {
      const beacon = new Beacon(options);
      expect(codeOf(() => beacon.add({ id: 9, signature: new Uint8Array(scheme.signatureLength) }))).toBe(
        "UNKNOWN_MEMBER",
      );
      expect(codeOf(() => beacon.add({ id: 1, signature: new Uint8Array(3) }))).toBe("BAD_LENGTH");
      expect(codeOf(() => beacon.add({ id: 1, signature: "00" as never }))).toBe("BAD_TYPE");
      for (const threshold of [0, 6, 1.5])
        expect(codeOf(() => new Beacon({ ...options, threshold }))).toBe("BAD_PARAMETER");
      expect(codeOf(() => new Beacon({ ...options, members: [...options.members, options.members[0]!] }))).toBe(
        "DUPLICATE_ID",
      );
      expect(codeOf(() => new Beacon({ ...options, round: -1 }))).toBe("BAD_INTEGER");
      expect(codeOf(() => new Beacon({ ...options, previousRandomness: new Uint8Array(31) }))).toBe("BAD_LENGTH");
    });

    it("changes the timeout count only with t signed votes: nobody re-rolls a round alone", () => {
      const beacon = new Beacon(options);
      const before = [0, 1, 2].map((position) => partial(beacon, position));
      const vote = (position: number) => ({
        id: shares[position]!.id,
        signature: beacon.signTimeout(shares[position]!.value),
      });
      expect(beacon.addTimeoutVote(vote(0))).toBe(0);
      expect(beacon.addTimeoutVote(vote(0))).toBe(0);
      expect(beacon.addTimeoutVote({ id: 2, signature: scheme.sign(Uint8Array.of(1), shares[1]!.value) })).toBe(0);
      expect(beacon.addTimeoutVote(vote(2))).toBe(0); // three votes, one of them bad
      expect(beacon.current.timeoutCount).toBe(0);
      expect(beacon.addTimeoutVote(vote(3))).toBe(1);
      expect(beacon.current).toMatchObject({ round: 100, timeoutCount: 1 });
      // signatures for the old count are worth nothing now
      for (const old of before) beacon.add(old);
      expect(codeOf(() => beacon.finish())).toBe("NOT_ENOUGH_SIGNATURES");
      for (const position of [0, 1, 2]) beacon.add(partial(beacon, position));
      const { record } = beacon.finish();
      expect(record.timeoutCount).toBe(1);
      expect(verifyRound(options, record)).toBe(true);
      expect(beacon.current).toMatchObject({ round: 101, timeoutCount: 0 });
      // a vote is not a beacon signature
      const input = { round: 100, timeoutCount: 1, previousRandomness: options.previousRandomness };
      expect(timeoutMessage(options, input)).not.toEqual(beaconMessage(options, input));
    });
  });
}

describe("ranks", () => {
  const seed = (value: number) =>
    new Uint8Array(32).map((_, position) => (position === 31 ? value & 255 : position === 0 ? value >> 8 : 7));

  it("are a permutation, the same for the same randomness, all 256 bits of it counting", () => {
    const items = Array.from({ length: 50 }, (_, position) => position);
    const order = rank(seed(1), items);
    expect([...order].sort((a, b) => a - b)).toEqual(items);
    expect(rank(seed(1), items)).toEqual(order);
    for (let bit = 0; bit < 256; bit++) {
      const other = seed(1);
      other[bit >> 3]! ^= 0x80 >> (bit & 7);
      expect(rank(other, items)).not.toEqual(order);
    }
    expect(rank(seed(1), items, "another purpose")).not.toEqual(order);
    expect(rank(seed(1), [])).toEqual([]);
    expect(rank(seed(1), ["only"])).toEqual(["only"]);
    expect(codeOf(() => rank(new Uint8Array(31), items))).toBe("BAD_LENGTH");
  });

  it("are unbiased: every item in every place about equally often", () => {
    const counts = Array.from({ length: 5 }, () => [0, 0, 0, 0, 0]);
    const runs = 5000;
    for (let run = 0; run < runs; run++) {
      for (const [place, item] of rank(seed(run), [0, 1, 2, 3, 4]).entries()) counts[item]![place]!++;
    }
    // χ² with 16 degrees of freedom: 39.3 is passed once in a thousand times by a fair shuffle; the seeds are fixed,
    // so this is no lottery
    const expected = runs / 5;
    const chi = counts.flat().reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    expect(chi).toBeLessThan(39.3);
  });
});
