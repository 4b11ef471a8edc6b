// Packed affine points of a test module, from and to the points of @noble/curves.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import type { EntryExports } from "../../support/compile.js";

export type Group = "g1" | "g2";
export const groups: readonly Group[] = ["g1", "g2"];

// biome-ignore lint/suspicious/noExplicitAny: the points of both groups, whose types differ in their field alone
export type Point = any;

export const curve = (group: Group) => (group === "g1" ? bls12_381.G1.Point : bls12_381.G2.Point) as Point;
export const packedBytes = (group: Group): number => (group === "g1" ? 128 : 256);
const coordinateBytes = (group: Group): number => (group === "g1" ? 48 : 96);

function writeInteger(bytes: Uint8Array, value: bigint): void {
  for (let i = 47, rest = value; i >= 0; i--, rest >>= 8n) bytes[i] = Number(rest & 255n);
}

const readInteger = (bytes: Uint8Array): bigint => bytes.reduce((sum, byte) => (sum << 8n) + BigInt(byte), 0n);

/** Writes points as an array of packed affine points at `address`. */
export function loadPoints(core: EntryExports, group: Group, address: number, points: readonly Point[]): void {
  const size = 2 * coordinateBytes(group);
  const bytes = new Uint8Array(size * points.length);
  points.forEach((point, i) => {
    if (point.is0()) return;
    const { x, y } = point.toAffine();
    const integers = group === "g1" ? [x, y] : [x.c1, x.c0, y.c1, y.c0];
    integers.forEach((value: bigint, j: number) => {
      writeInteger(bytes.subarray(size * i + 48 * j, size * i + 48 * j + 48), value);
    });
  });
  const position = core.mark();
  const input = core.allocate(bytes.length);
  new Uint8Array(core.memory.buffer).set(bytes, input);
  core[`${group}Load`](address, input, points.length);
  core.release(position);
}

/** Reads an array of packed affine points. */
export function storePoints(core: EntryExports, group: Group, address: number, count: number): Point[] {
  const size = 2 * coordinateBytes(group);
  const position = core.mark();
  const output = core.allocate(size * count);
  core[`${group}Store`](output, address, count);
  const bytes = new Uint8Array(core.memory.buffer).slice(output, output + size * count);
  core.release(position);
  return Array.from({ length: count }, (_, i) => {
    const part = bytes.subarray(size * i, size * (i + 1));
    if (part.every((byte) => byte === 0)) return curve(group).ZERO;
    const integers = Array.from({ length: size / 48 }, (_, j) => readInteger(part.subarray(48 * j, 48 * j + 48)));
    const [a, b, c, d] = integers as [bigint, bigint, bigint, bigint];
    const affine = group === "g1" ? { x: a, y: b } : { x: { c1: a, c0: b }, y: { c1: c, c0: d } };
    return curve(group).fromAffine(affine);
  });
}

/** `count` different multiples of the generator, cheap to make: base + i step. */
export function somePoints(group: Group, count: number, seed = 1n): Point[] {
  const step = curve(group).BASE.multiply(0x123456789abcdefn + seed);
  const points: Point[] = [];
  let point = curve(group).BASE.multiply(0xfedcba9876543210n * seed + 1n);
  for (let i = 0; i < count; i++) {
    points.push(point);
    point = point.add(step);
  }
  return points;
}
