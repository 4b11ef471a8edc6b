// From projective to affine coordinates: one point by one inversion, many points by one inversion and Montgomery's
// trick ("Speeding the Pollard and elliptic curve methods", 1987). Z of a point computed from a secret tells about the
// secret (Naccache, Smart, Stern, EUROCRYPT 2004), so every function takes `secret`: true runs a fixed sequence of
// operations.
import { copy, Fp1, inv, invVartime, mul, one, select } from "../field/element";
import { lanesMul, mergeLanes, ONE, ONES, packLanes, PACKED, PAIR, zeroLanes } from "../kernel/index";
import { allocate, mark, release } from "../memory";
import { packedSize } from "./group/packed";
import { isInfinity, PROJECTIVE, X, Y, Z } from "./group/point";
import { selectLanes } from "./lanes";

const inverse: usize = memory.data(128, 16);
const coordinates: usize = memory.data(128, 16);
const nothing: usize = memory.data(128, 16);
const discarded: usize = memory.data(128, 16);

// @ts-ignore: decorator
@inline
function invert<T>(z: usize, x: usize, secret: bool): void {
  if (secret) inv<T>(z, x);
  else invVartime<T>(z, x);
}

/**
 * The affine coordinates x, y (two slots) of p; both zero for infinity. One inversion, 2M. Returns whether p is
 * infinity.
 */
export function toAffine<T>(x: usize, y: usize, p: usize, secret: bool): bool {
  const infinite = isInfinity<T>(p);
  invert<T>(inverse, p + Z, secret);
  mul<T>(x, p + X, inverse);
  mul<T>(y, p + Y, inverse);
  // the product with 1/0 = 0 is zero, but bytes of a zero differ between representations
  select(x, nothing, infinite);
  select(y, nothing, infinite);
  return infinite != 0;
}

/** Writes affine coordinates in two slots as a packed affine point. */
// @ts-ignore: decorator
@inline
export function packAffine<T>(packed: usize, x: usize, y: usize): void {
  if (sizeof<T>() == 4) {
    copy(packed, x);
    copy(packed + PAIR, y);
  } else {
    mergeLanes(coordinates, x, y);
    packLanes(packed, packed + PACKED, coordinates);
  }
}

/**
 * Writes `count` projective points (384 bytes each) as packed affine points. One inversion, and for each point 5M in
 * Fp2 or 5 pair products for two points of G1. Scratch from the arena: 256 bytes per element.
 */
export function normalisePoints<T>(packed: usize, points: usize, count: i32, secret: bool): void {
  if (count <= 0) return;
  const position = mark();
  if (sizeof<T>() == sizeof<Fp1>()) normaliseG1(packed, points, count, secret);
  else normaliseG2<T>(packed, points, count, secret);
  release(position);
}

function normaliseG2<T>(packed: usize, points: usize, count: i32, secret: bool): void {
  const size = packedSize<T>();
  const prefixes = allocate(<usize>count * PAIR);
  const denominators = allocate(<usize>count * PAIR);
  const running = allocate(PAIR);
  one<T>(running);
  for (let i: usize = 0; i < <usize>count; i++) {
    const z = denominators + i * PAIR;
    copy(z, points + i * PROJECTIVE + Z);
    select(z, ONE, isInfinity<T>(points + i * PROJECTIVE));
    copy(prefixes + i * PAIR, running);
    mul<T>(running, running, z);
  }
  invert<T>(running, running, secret);
  for (let i = <usize>count; i-- > 0;) {
    const p = points + i * PROJECTIVE,
      out = packed + i * size,
      infinite = isInfinity<T>(p);
    mul<T>(inverse, running, prefixes + i * PAIR);
    mul<T>(running, running, denominators + i * PAIR);
    mul<T>(out, p + X, inverse);
    mul<T>(out + PAIR, p + Y, inverse);
    select(out, nothing, infinite);
    select(out + PAIR, nothing, infinite);
  }
}

// Points 2i and 2i + 1 in the two lanes; an odd last one is paired with itself
function normaliseG1(packed: usize, points: usize, count: i32, secret: bool): void {
  const pairs = (<usize>count + 1) >> 1;
  const prefixes = allocate(pairs * PAIR);
  const denominators = allocate(pairs * PAIR);
  const running = allocate(PAIR);
  copy(running, ONES);
  for (let i: usize = 0; i < pairs; i++) {
    const p = points + (i << 1) * PROJECTIVE,
      q = (i << 1) + 1 < <usize>count ? p + PROJECTIVE : p,
      z = denominators + i * PAIR;
    mergeLanes(z, p + Z, q + Z);
    selectLanes(z, ONES, zeroLanes(z));
    copy(prefixes + i * PAIR, running);
    lanesMul(running, running, z);
  }
  invert<u16>(running, running, secret);
  for (let i = pairs; i-- > 0;) {
    const p = points + (i << 1) * PROJECTIVE,
      last = (i << 1) + 1 == <usize>count,
      q = last ? p : p + PROJECTIVE,
      out = packed + (i << 1) * PAIR,
      next = last ? discarded : out + PAIR;
    lanesMul(inverse, running, prefixes + i * PAIR);
    lanesMul(running, running, denominators + i * PAIR);
    mergeLanes(coordinates, p + Z, q + Z);
    const infinite = zeroLanes(coordinates);
    mergeLanes(coordinates, p + X, q + X);
    lanesMul(coordinates, coordinates, inverse);
    packLanes(out, next, coordinates);
    mergeLanes(coordinates, p + Y, q + Y);
    lanesMul(coordinates, coordinates, inverse);
    packLanes(out + PACKED, next + PACKED, coordinates);
    select(out, nothing, infinite & 1);
    select(next, nothing, infinite >> 1);
  }
}
