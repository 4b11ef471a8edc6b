// A group in which a point is its discrete logarithm: bindings/point.ts without curves. Everything above it is the
// product's own code; only what makes it secure is missing, and what makes it slow.
import { checkStatus, fail } from "../../../bindings/errors.js";
import { isBelowOrder } from "../../../bindings/scalar.js";
import { sha256 } from "./hashes/sha2.js";
import { type Bytes, bytesOf, integerOf, LENGTH, modulo } from "./numbers.js";

export type GroupName = "G1" | "G2";
export type RawPoint = Bytes;
export type MultiplyMode = "secret" | "vartime" | "any";

export interface GroupSizes {
  readonly compressed: number;
  readonly uncompressed: number;
  readonly affine: number;
  readonly fieldElement: number;
  readonly uniform: number;
}

export const SIZES: Record<GroupName, GroupSizes> = {
  G1: { compressed: 48, uncompressed: 96, affine: LENGTH, fieldElement: 48, uniform: 128 },
  G2: { compressed: 96, uncompressed: 192, affine: LENGTH, fieldElement: 96, uniform: 256 },
};
export const POINT_SIZE = LENGTH;
export const SCALAR_SIZE = LENGTH;

const COMPRESSED = 0x80;
const IDENTITY = 0x40;
/** Statuses of the ABI (assembly/status.ts). */
const STATUS = { flags: 2, canonical: 3, curve: 4, subgroup: 5 } as const;
/** Stands in the second byte of an encoding of a "point" outside the "subgroup". */
const OUTSIDE = 0x55;

/** The scalar at the end, flags at the beginning, zeros between; the status of what is not so. */
export function decodeStatus(encoded: Uint8Array, compressed: boolean, subgroupCheck: boolean): number {
  const flags = encoded[0]!;
  const rest = encoded.subarray(1, encoded.length - LENGTH);
  const scalar = encoded.subarray(encoded.length - LENGTH);
  const zero = scalar.every((byte) => byte === 0);
  if (flags !== ((compressed ? COMPRESSED : 0) | (zero ? IDENTITY : 0))) return STATUS.flags;
  if (isBelowOrder(scalar) === 0) return STATUS.canonical;
  if (rest.some((byte, at) => byte !== 0 && !(at === 0 && byte === OUTSIDE))) return STATUS.curve;
  return subgroupCheck && rest[0] === OUTSIDE ? STATUS.subgroup : 0;
}

export function encodeScalar(group: GroupName, scalar: Uint8Array, compressed: boolean): Bytes {
  const out = new Uint8Array(compressed ? SIZES[group].compressed : SIZES[group].uncompressed);
  out.set(scalar.subarray(0, LENGTH), out.length - LENGTH);
  out[0] = (compressed ? COMPRESSED : 0) | (scalar.every((byte) => byte === 0) ? IDENTITY : 0);
  return out;
}

export function decodePoint(group: GroupName, bytes: Uint8Array, subgroupCheck: boolean, subject: string): RawPoint {
  const { compressed, uncompressed } = SIZES[group];
  if (bytes.length !== compressed && bytes.length !== uncompressed)
    fail("BAD_LENGTH", `${subject}: expected ${compressed} or ${uncompressed} bytes, got ${bytes.length}`);
  checkStatus(decodeStatus(bytes, bytes.length === compressed, subgroupCheck), subject);
  return bytes.slice(bytes.length - LENGTH) as RawPoint;
}

export function encodePoint(group: GroupName, point: RawPoint, compressed: boolean): Bytes {
  return encodeScalar(group, point, compressed);
}

export function addPoints(_: GroupName, a: RawPoint, b: RawPoint): RawPoint {
  return bytesOf(modulo(integerOf(a) + integerOf(b)));
}

export function subtractPoints(_: GroupName, a: RawPoint, b: RawPoint): RawPoint {
  return bytesOf(modulo(integerOf(a) - integerOf(b)));
}

export function doublePoint(group: GroupName, a: RawPoint): RawPoint {
  return addPoints(group, a, a);
}

export function negatePoint(_: GroupName, a: RawPoint): RawPoint {
  return bytesOf(modulo(-integerOf(a)));
}

export function equalPoints(_: GroupName, a: RawPoint, b: RawPoint): boolean {
  return a.every((byte, at) => byte === b[at]);
}

export function isIdentity(_: GroupName, a: RawPoint): boolean {
  return a.every((byte) => byte === 0);
}

export function isTorsionFree(): boolean {
  return true;
}

export function generator(): RawPoint {
  return bytesOf(1n);
}

export function clearCofactor(_: GroupName, a: RawPoint): RawPoint {
  return a.slice();
}

export function multiplyPoint(_: GroupName, point: RawPoint, scalar: Uint8Array): RawPoint {
  return bytesOf(modulo(integerOf(point) * integerOf(scalar)));
}

export function multiplyGenerator(_: GroupName, scalar: Uint8Array): RawPoint {
  return scalar.slice() as RawPoint;
}

export function multiplyToBytes(group: GroupName, point: RawPoint | undefined, scalar: Uint8Array): Bytes {
  const product = point === undefined ? scalar : multiplyPoint(group, point, scalar);
  return encodeScalar(group, product, true);
}

export function hashUniformToCurve(_: GroupName, uniform: Uint8Array): RawPoint {
  return bytesOf(modulo(integerOf(sha256(uniform))));
}

export function encodeUniformToCurve(group: GroupName, uniform: Uint8Array): RawPoint {
  return hashUniformToCurve(group, uniform);
}

export function mapFieldElement(group: GroupName, element: Uint8Array): RawPoint {
  return hashUniformToCurve(group, element);
}
