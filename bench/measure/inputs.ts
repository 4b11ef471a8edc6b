// The same inputs in every run: scalars and messages from SHA-256 of a counter.
import { sha256 } from "@noble/hashes/sha2.js";
import { type CurveGroup, Fr, G1, G2, type GroupName, type Point } from "../../src/curve/index.js";

export function digest(label: string, index: number): Uint8Array {
  return sha256(new TextEncoder().encode(`feldspar benchmark ${label} ${index}`));
}

/** A full-size scalar in 1 .. r - 1, as bytes. */
export function scalarBytes(label: string, index: number): Uint8Array {
  return Fr.toBytes(Fr.create(BigInt(`0x${Buffer.from(digest(label, index)).toString("hex")}`)));
}

export const scalars = (label: string, count: number) => Array.from({ length: count }, (_, i) => scalarBytes(label, i));

/** Multiples of the generator by unrelated scalars, compressed. */
export function points(group: "G1" | "G2", count: number): Uint8Array[] {
  const base = (group === "G1" ? G1 : G2).BASE;
  return scalars(`points ${group}`, count).map((scalar) => base.multiply(scalar).toBytes());
}

/**
 * Many different points at the price of an addition each: an arithmetic progression. For timing only, where nothing
 * depends on how points relate.
 */
export function manyPoints<Name extends GroupName>(group: CurveGroup<Name>, count: number): Point<Name>[] {
  const [start, step] = scalars(`progression ${group.name}`, 2).map((scalar) => group.BASE.multiply(scalar));
  const result: Point<Name>[] = [];
  for (let i = 0, point = start as Point<Name>; i < count; i++, point = point.add(step as Point<Name>))
    result.push(point);
  return result;
}

export const littleEndian = (bytes: Uint8Array) => Uint8Array.from(bytes).reverse();

export function concatenate(list: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(Buffer.concat(list));
}
