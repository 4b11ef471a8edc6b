// Verification beside what it is made of: a point in G2 may be found outside of the subgroup by the pairing itself, and
// still the verdict, or the code and whose fault it is, must be those of decoding the key, then the signature, then
// multiplying pairings. With points of small order, with right keys and signatures to which such a point was added, and
// with bytes that are no points.
import { describe, expect, it } from "vitest";
import { FeldsparError } from "../../bindings/errors.js";
import { minPk, minPkPop, minSig, minSigAug } from "../../src/bls/index.js";
import {
  type CurveGroup,
  G1,
  type G1Point,
  G2,
  type G2Point,
  type GroupName,
  pairingCheck,
} from "../../src/curve/index.js";
import { concat, scalarBytes, utf8 } from "../support/bytes.js";
import { COFACTORS, ORDER } from "../support/generators.js";

const groups = { G1, G2 } as unknown as Record<GroupName, CurveGroup<GroupName>>;
/** Powers of small primes that divide the cofactors: no higher ones do. */
const PARTS = { G1: [3n, 11n ** 2n, 10177n ** 2n], G2: [13n ** 2n, 23n ** 2n, 2713n, 11953n, 262069n] };

/** Points of the whole curve with that order, or a divisor of it, and one whose order nothing small divides. */
function strayPoints(name: GroupName) {
  const group = groups[name];
  const found = Array.from({ length: 256 }, (_, last) => {
    const bytes = Uint8Array.of(0x80, ...new Uint8Array(name === "G1" ? 46 : 94), last);
    try {
      return [group.fromBytes(bytes, { subgroupCheck: false })];
    } catch {
      return [];
    }
  }).flat();
  return [...PARTS[name].map((part) => COFACTORS[name] / part), 1n].map((factor, index) => {
    let sum = found[index]!;
    for (const bit of (factor * ORDER).toString(2).slice(1)) {
      sum = sum.double();
      if (bit === "1") sum = sum.add(found[index]!);
    }
    expect(sum.is0()).toBe(false);
    expect(sum.isTorsionFree()).toBe(false);
    return sum;
  });
}

const strays = { G1: strayPoints("G1"), G2: strayPoints("G2") };

/** Encodings: of stray points, of sums of them and of a good point, of infinity, and of nothing. */
function hostile(name: GroupName, good: Uint8Array): Uint8Array[] {
  const with0 = (first: number): Uint8Array => Uint8Array.of(first, ...new Uint8Array(good.length - 1));
  const point = groups[name].fromBytes(good);
  return [
    good,
    ...strays[name].flatMap((stray) => [stray.toBytes(), point.add(stray).toBytes()]),
    point.negate().toBytes(),
    with0(0xc0),
    with0(0xe0),
    with0(0),
    with0(0x9f).fill(0xff, 1),
    good.subarray(1),
    groups[name].fromBytes(good).toBytes(false),
  ];
}

/** The verdict, or the code of the error and what it says. */
function outcome(call: () => boolean): boolean | string {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    return `${error.code}: ${error.message}`;
  }
}

describe.each([minSig, minPk, minSigAug, minPkPop])("$DST", (scheme) => {
  it("verify says what decoding and pairings say, whatever it is given", () => {
    const { publicKeyGroup, signatureGroup } = scheme;
    const message = utf8("to be signed");
    const secret = scalarBytes(0x1234567n);
    const key = scheme.getPublicKey(secret);
    const separately = (signature: Uint8Array, publicKey: Uint8Array): boolean => {
      const prepared = scheme.preparePublicKey(publicKey);
      // throws what is wrong with the signature
      const sum = scheme.fastAggregateVerify(signature, message, [prepared]);
      const signed = scheme.messageRule === "augmented" ? concat(publicKey, message) : message;
      const hash = groups[signatureGroup].hashToCurve(signed, { DST: scheme.DST });
      const points = [
        groups[signatureGroup].fromBytes(signature),
        groups[publicKeyGroup].fromBytes(publicKey),
      ] as const;
      const pair = (left: unknown, right: unknown): [G1Point, G2Point] =>
        (signatureGroup === "G1" ? [left, right] : [right, left]) as [G1Point, G2Point];
      const verdict = pairingCheck([pair(points[0], groups[publicKeyGroup].BASE.negate()), pair(hash, points[1])]);
      expect(sum).toBe(verdict);
      return verdict;
    };
    const verdicts = new Set<boolean | string>();
    for (const publicKey of hostile(publicKeyGroup, key)) {
      for (const signature of hostile(signatureGroup, scheme.sign(message, secret))) {
        const expected = outcome(() => separately(signature, publicKey));
        expect(outcome(() => scheme.verify(signature, message, publicKey))).toBe(expected);
        verdicts.add(expected);
      }
    }
    expect(verdicts).toContain(true);
    expect(verdicts).toContain(false);
    for (const subject of ["public key", "signature"]) {
      expect(verdicts).toContain(`NOT_IN_SUBGROUP: ${subject} is not in the subgroup of prime order`);
    }
  });
});
