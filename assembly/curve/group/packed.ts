// Packed affine points: G1 x, y packed (128 bytes), G2 x, y pairs (256 bytes); all bytes zero for infinity.
import { one } from "../../field/element";
import { copy, PAIR, unpackSplat } from "../../kernel/index";
import { setInfinity, X, Y, Z } from "./point";

/** Bytes of a packed affine point. */
// @ts-ignore: decorator
@inline
export function packedSize<T>(): usize {
  return sizeof<T>() == 4 ? 2 * PAIR : PAIR;
}

/** Whether a packed affine point is infinity. */
export function isPackedInfinity<T>(packed: usize): bool {
  let any = v128.load(packed);
  for (let i: usize = 16; i < packedSize<T>(); i += 16) any = v128.or(any, v128.load(packed + i));
  return !v128.any_true(any);
}

/** x, y (two slots) from a packed affine point of Fp1 or Fp2. */
// @ts-ignore: decorator
@inline
export function unpackAffine<T>(x: usize, y: usize, packed: usize): void {
  if (sizeof<T>() == 4) {
    copy(x, packed);
    copy(y, packed + PAIR);
  } else {
    unpackSplat(x, packed);
    unpackSplat(y, packed + 64);
  }
}

/** out = the projective point of a packed affine one, infinity included. Branches on infinity only. */
export function fromPacked<T>(out: usize, packed: usize): void {
  if (isPackedInfinity<T>(packed)) {
    setInfinity<T>(out);
    return;
  }
  unpackAffine<T>(out + X, out + Y, packed);
  one<T>(out + Z);
}
