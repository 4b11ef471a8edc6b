// What is malformed, and what shows that the instance still works after it has refused something.
import { expect } from "vitest";
import { type BlsScheme, minPk, minSig } from "../../src/bls/index.js";
import { type CurveGroup, G1, G2, type GroupName } from "../../src/curve/index.js";
import { bigEndian, concat, hex, scalarBytes, utf8 } from "../support/bytes.js";
import { MODULUS, ORDER } from "../support/generators.js";
import { refusal } from "../support/verdict.js";

/** Something that no entry point of its kind may take, and the codes with which it may be refused. */
export interface Malformed {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: half of these values have the wrong type on purpose
  readonly value: any;
  readonly codes: readonly string[];
}

/** One way into the package for values of one kind. */
export interface Entry {
  readonly name: string;
  // biome-ignore lint/suspicious/noExplicitAny: see above
  readonly call: (bad: any) => unknown;
}

export const groups = { G1, G2 } as unknown as Record<GroupName, CurveGroup<GroupName>>;
export const schemes: readonly BlsScheme[] = [minSig, minPk];

const message = utf8("known good");
const known = schemes.map((scheme) => {
  const secretKey = scheme.keygen(new Uint8Array(32).fill(9));
  const publicKey = scheme.preparePublicKey(scheme.getPublicKey(secretKey));
  return { scheme, publicKey, signature: scheme.sign(message, secretKey) };
});
let turn = 0;

/** A verification that must succeed and one that must fail, of either scheme in turn. */
export function expectStillWorking(): void {
  const { scheme, publicKey, signature } = known[turn++ % known.length]!;
  expect(scheme.verify(signature, message, publicKey)).toBe(true);
  if (turn % 8 === 0) expect(scheme.verify(signature, utf8("another"), publicKey)).toBe(false);
}

/** Every malformed value through one entry point. */
export function expectRefusals(entry: Entry, values: readonly Malformed[]): void {
  for (const { name, value, codes } of values) {
    const code = refusal(() => entry.call(value));
    expect(codes, `${entry.name}, ${name}: ${code === undefined ? "accepted" : code}`).toContain(code);
    expectStillWorking();
  }
}

export const wrongTypes: readonly Malformed[] = [
  ["undefined", undefined],
  ["null", null],
  ["a number", 7],
  ["hexadecimal text", "aabbcc"],
  ["an array of numbers", [1, 2, 3]],
  ["an ArrayBuffer", new ArrayBuffer(48)],
  ["16-bit integers", new Uint16Array(48)],
  ["an object", {}],
].map(([name, value]) => ({ name: name as string, value, codes: ["BAD_TYPE"] }));

/** Integers at which a coordinate stops being canonical, with the spare bits free for flags. */
const NOT_CANONICAL = [MODULUS, MODULUS + 1n, (1n << 381n) - 1n];

/** The smallest x-coordinates (c1 = 0) whose points are not on the curve, and outside the subgroup. */
function badCoordinates(group: CurveGroup<GroupName>): { offCurve: Uint8Array[]; outside: Uint8Array[] } {
  const offCurve: Uint8Array[] = [];
  const outside: Uint8Array[] = [];
  for (let x = 1n; offCurve.length < 3 || outside.length < 3; x++) {
    const bytes = concat(new Uint8Array(group.compressedLength - 48), bigEndian(x, 48));
    bytes[0]! |= x % 2n === 0n ? 0x80 : 0xa0;
    const code = refusal(() => group.fromBytes(bytes));
    expect(["NOT_ON_CURVE", "NOT_IN_SUBGROUP"]).toContain(code);
    (code === "NOT_ON_CURVE" ? offCurve : outside).push(bytes);
  }
  return { offCurve, outside };
}

/** Encodings of `group` that are no compressed points of the subgroup, whatever may be done with the identity. */
export function malformedPoints(name: GroupName): Malformed[] {
  const group = groups[name];
  const length = group.compressedLength;
  const good = group.BASE.multiply(7n).toBytes();
  const list: Malformed[] = [];
  const add = (title: string, value: Uint8Array, ...codes: string[]) => list.push({ name: title, value, codes });
  const flagged = (bytes: Uint8Array, set: number, clear = 0) => {
    const changed = bytes.slice();
    changed[0] = (changed[0]! & ~clear) | set;
    return changed;
  };

  add("no bytes", new Uint8Array(0), "BAD_LENGTH");
  add("one byte", good.slice(0, 1), "BAD_LENGTH");
  add("one byte short", good.slice(0, -1), "BAD_LENGTH");
  add("one byte long", concat(good, new Uint8Array(1)), "BAD_LENGTH");
  add("twice as long, with the flag of compression", concat(good, new Uint8Array(length)), "BAD_LENGTH", "BAD_FLAGS");

  add("no flag of compression", flagged(good, 0, 0x80), "BAD_FLAGS");
  add("flag of the identity on a point", flagged(good, 0x40), "BAD_FLAGS", "NOT_CANONICAL");
  add("flags of identity and sign on a point", flagged(good, 0x60), "BAD_FLAGS", "NOT_CANONICAL");
  const identity = group.ZERO.toBytes();
  add("identity with the sign flag", flagged(identity, 0x20), "BAD_FLAGS", "NOT_CANONICAL");
  add("identity without the flag of compression", flagged(identity, 0, 0x80), "BAD_FLAGS");
  const dirty = identity.slice();
  dirty[length - 1] = 1;
  add("identity with a byte that is not zero", dirty, "BAD_FLAGS", "NOT_CANONICAL");
  add("all bytes zero", new Uint8Array(length), "BAD_FLAGS");
  add("all bits one", new Uint8Array(length).fill(0xff), "BAD_FLAGS", "NOT_CANONICAL");

  const zero = new Uint8Array(48);
  for (const value of NOT_CANONICAL) {
    for (let position = 0; position < length / 48; position++) {
      const parts = Array.from({ length: length / 48 }, (_, index) =>
        index === position ? bigEndian(value, 48) : zero,
      );
      add(
        `coordinate ${position} is ${value === MODULUS ? "p" : value === MODULUS + 1n ? "p + 1" : "2^381 - 1"}`,
        flagged(concat(...parts), 0x80),
        "NOT_CANONICAL",
      );
    }
  }
  // the same x, written with p added: a second encoding of a good point where it fits
  for (let factor = 1n; ; factor++) {
    const point = group.BASE.multiply(factor).toBytes();
    const last = point.slice(-48);
    last[0]! &= 0x1f;
    const shifted = BigInt(`0x${hex(last)}`) + MODULUS;
    if (shifted >> 381n !== 0n) continue;
    const tail = bigEndian(shifted, 48);
    if (length === 48) tail[0]! |= point[0]! & 0xe0;
    add("a good point whose coordinate has p added", concat(point.slice(0, -48), tail), "NOT_CANONICAL");
    break;
  }
  const { offCurve, outside } = badCoordinates(group);
  for (const [index, bytes] of offCurve.entries()) add(`point ${index} off the curve`, bytes, "NOT_ON_CURVE");
  for (const [index, bytes] of outside.entries()) {
    add(`point ${index} outside the subgroup`, bytes, "NOT_IN_SUBGROUP");
  }
  return list;
}

export function identityOf(name: GroupName): Uint8Array {
  return groups[name].ZERO.toBytes();
}

/** 32 bytes that are no scalar, and lengths that no scalar has. */
export const malformedScalars: readonly Malformed[] = [
  ...[ORDER, ORDER + 1n, 1n << 255n, (1n << 256n) - 1n].map((value) => ({
    name: value === ORDER ? "r" : `0x${value.toString(16).slice(0, 8)}…`,
    value: scalarBytes(value),
    codes: ["BAD_SCALAR"],
  })),
  ...[0, 1, 31, 33, 48, 64].map((length) => ({
    name: `${length} bytes`,
    value: new Uint8Array(length).fill(1),
    codes: ["BAD_LENGTH"],
  })),
  ...wrongTypes,
];

export const zeroScalar: Malformed = { name: "zero", value: new Uint8Array(32), codes: ["BAD_SCALAR"] };

export const malformedIds: readonly Malformed[] = [
  ...[0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53, 0n, -1n, ORDER, ORDER + 1n, 1n << 256n].map(
    (value) => ({
      name: `${typeof value} ${value}`,
      value: value as unknown,
    }),
  ),
  { name: "32 zero bytes", value: new Uint8Array(32) },
  { name: "r as bytes", value: scalarBytes(ORDER) },
  { name: "31 bytes", value: new Uint8Array(31).fill(1) },
  { name: "33 bytes", value: new Uint8Array(33).fill(1) },
  { name: "no bytes", value: new Uint8Array(0) },
  { name: "text", value: "5" },
  { name: "null", value: null },
  { name: "undefined", value: undefined },
  { name: "an object", value: {} },
].map((entry) => ({ ...entry, codes: ["BAD_ID"] }));

export function malformedThresholds(most: number): Malformed[] {
  const values: unknown[] = [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "2", null, undefined, 2n];
  if (most < Number.MAX_SAFE_INTEGER) values.push(most + 1);
  return values.map((value) => ({ name: `${typeof value} ${value}`, value, codes: ["BAD_THRESHOLD"] }));
}
