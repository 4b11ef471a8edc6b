// A set of positions 0..size-1 as bits, position 0 the most significant bit of the first byte; spare bits must be zero.
import { FeldsparError } from "../../bindings/errors.js";

export function bitmapLength(size: number): number {
  return (size + 7) >> 3;
}

export function bitmapOf(size: number, positions: Iterable<number>): Uint8Array<ArrayBuffer> {
  const bitmap = new Uint8Array(bitmapLength(size));
  for (const position of positions) {
    if (position < 0 || position >= size)
      throw new FeldsparError("BAD_INTEGER", `position ${position} is outside a bitmap of ${size}`);
    bitmap[position >> 3]! |= 0x80 >> (position & 7);
  }
  return bitmap;
}

export function bitmapHas(bitmap: Uint8Array, position: number): boolean {
  return ((bitmap[position >> 3] ?? 0) & (0x80 >> (position & 7))) !== 0;
}

/** Positions in ascending order. Throws MALFORMED for a wrong length or a set spare bit. */
export function bitmapPositions(bitmap: Uint8Array, size: number): number[] {
  if (bitmap.length !== bitmapLength(size)) {
    throw new FeldsparError(
      "MALFORMED",
      `bitmap: expected ${bitmapLength(size)} bytes for ${size} positions, got ${bitmap.length}`,
    );
  }
  const positions: number[] = [];
  for (let position = 0; position < 8 * bitmap.length; position++) {
    if (!bitmapHas(bitmap, position)) continue;
    if (position >= size)
      throw new FeldsparError("MALFORMED", `bitmap: bit ${position} is set, only ${size} positions exist`);
    positions.push(position);
  }
  return positions;
}
