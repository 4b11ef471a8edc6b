// A set of positions 0..size-1 as bits, position 0 the most significant bit of the first byte; spare bits must be zero.
import { checkInteger } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { describe, FeldsparError, fail } from "../../bindings/errors.js";

export function bitmapLength(size: number): number {
  return (size + 7) >> 3;
}

export function bitmapOf(size: number, positions: Iterable<number>): Uint8Array<ArrayBuffer> {
  const bitmap = new Uint8Array(bitmapLength(size));
  for (const position of positions) {
    if (!Number.isSafeInteger(position) || position < 0 || position >= size)
      fail("BAD_INTEGER", `${describe(position)}: expected a position in a bitmap of ${size}`);
    bitmap[position >> 3]! |= 0x80 >> (position & 7);
  }
  return bitmap;
}

export function bitmapHas(bitmap: Uint8Array, position: number): boolean {
  return ((bitmap[position >> 3] ?? 0) & (0x80 >> (position & 7))) !== 0;
}

/** How many bits are set. */
export function bitmapCount(bitmap: Uint8Array): number {
  let count = 0;
  for (let byte of bitmap) for (; byte !== 0; byte &= byte - 1) count++;
  return count;
}

/** What is set in either of two bitmaps of one size. */
export function bitmapWith(bitmap: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bitmap, (byte, at) => byte | other[at]!);
}

/** What is set in one bitmap and not in another of the same size. */
export function bitmapWithout(bitmap: Uint8Array, other: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(bitmap, (byte, at) => byte & ~other[at]!);
}

/** Throws MALFORMED for a wrong length or a set spare bit. */
export function checkBitmap(bitmap: Uint8Array, size: number): void {
  checkBytes(bitmap, "bitmap");
  checkInteger(size, "bitmap's positions", 0, 2 ** 31 - 8);
  if (bitmap.length !== bitmapLength(size)) {
    throw new FeldsparError(
      "MALFORMED",
      `bitmap: expected ${bitmapLength(size)} bytes for ${size} positions, got ${bitmap.length}`,
    );
  }
  for (let position = size; position < 8 * bitmap.length; position++) {
    if (bitmapHas(bitmap, position))
      throw new FeldsparError("MALFORMED", `bitmap: bit ${position} is set, only ${size} positions exist`);
  }
}

/** Positions in ascending order. Throws like checkBitmap. */
export function bitmapPositions(bitmap: Uint8Array, size: number): number[] {
  checkBitmap(bitmap, size);
  const positions: number[] = [];
  bitmap.forEach((byte, at) => {
    // the highest bit first
    for (let rest = byte; rest !== 0; ) {
      const bit = Math.clz32(rest) - 24;
      positions.push(8 * at + bit);
      rest &= ~(0x80 >> bit);
    }
  });
  return positions;
}
