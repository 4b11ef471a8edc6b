// Records of points for multi-scalar multiplication: a point and its images under multiplication by powers of z = |x|,
// both signs.
//
// z^2 acts on either group as (x, y) -> (c x, -y) with a cube root of one c in Fp (phi of G1, psi^2 of G2,
// endomorphism.ts). So the four coordinates c x, x, y, -y hold P, -P, z^2 P and -z^2 P at once, and a reference of
// batch-affine.ts (the address of x and the distance to y) picks one of the four without computing or copying anything.
// G1 needs one such quadruple per point for its scalar halves k0 + k1 z^2, G2 two, for P and zP = -psi(P), for its
// digits d0 + d1 z + d2 z^2 + d3 z^3.
import { BETA, PSI2_X, PSI_X, PSI_Y } from "../constants";
import { Fp2 } from "../field/element";
import { conj, copy, copyPacked, fp2Mul, lanesMul, neg, PACKED, packLanes, PAIR, unpackLanes } from "../kernel/index";
import { coordinateBytes, pointBytes } from "./batch-affine";

/** Powers of the endomorphism that a record serves, and digit strings of a scalar: 2 in G1, 4 in G2. */
// @ts-ignore: decorator
@inline
export function images<T>(): usize {
  return sizeof<T>() == sizeof<Fp2>() ? 4 : 2;
}

/** Bytes of a record: 256 in G1, 1024 in G2. */
// @ts-ignore: decorator
@inline
export function recordBytes<T>(): usize {
  return sizeof<T>() == sizeof<Fp2>() ? 8 * PAIR : 4 * PACKED;
}

/**
 * What to add to the address of a record to get the reference to the image of its point that belongs to digit string
 * `image` (G1: 0 P, 1 z^2 P; G2: z^image P), negated if `negative` is 1.
 */
export function imageOffset<T>(image: usize, negative: usize): u32 {
  const size = <u32>coordinateBytes<T>();
  const squared = sizeof<T>() == sizeof<Fp2>() ? (<u32>image) >> 1 : <u32>image;
  const quadruple = sizeof<T>() == sizeof<Fp2>() ? ((<u32>image) & 1) * 4 * size : 0;
  // c x is the first coordinate, x the second; y the third and -y the fourth
  return squared != 0 ? quadruple | (negative != 0 ? 2 : 3) : (quadruple + size) | (negative != 0 ? 2 : 1);
}

const gathered: usize = memory.data(PAIR, 16);
const discarded: usize = memory.data(256, 16);

/**
 * Writes the records of `count` packed affine points. Records of infinity are not to be used. 1M per point in G1, 4M in
 * G2.
 */
export function buildRecords<T>(records: usize, points: usize, count: i32): void {
  if (sizeof<T>() == sizeof<Fp2>()) {
    for (let i = 0; i < count; i++) {
      buildQuadrupleG2(records, points, points + PAIR);
      const next = records + 4 * PAIR;
      // zP = -psi(P)
      conj(next + PAIR, points);
      fp2Mul(next + PAIR, next + PAIR, PSI_X);
      conj(next + 3 * PAIR, points + PAIR);
      fp2Mul(next + 3 * PAIR, next + 3 * PAIR, PSI_Y);
      lanesMul(next, next + PAIR, PSI2_X);
      neg(next + 2 * PAIR, next + 3 * PAIR);
      records += recordBytes<T>();
      points += pointBytes<T>();
    }
    return;
  }
  // two points at a time; an odd last one goes with itself
  for (let i = 0; i < count; i += 2) {
    const odd = i + 1 == count;
    const other = odd ? points : points + pointBytes<T>();
    const next = odd ? discarded : records + recordBytes<T>();
    copyPacked(records + PACKED, points);
    copyPacked(records + 2 * PACKED, points + PACKED);
    copyPacked(next + PACKED, other);
    copyPacked(next + 2 * PACKED, other + PACKED);
    unpackLanes(gathered, points, other);
    lanesMul(gathered, gathered, BETA);
    packLanes(records, next, gathered);
    unpackLanes(gathered, points + PACKED, other + PACKED);
    neg(gathered, gathered);
    packLanes(records + 3 * PACKED, next + 3 * PACKED, gathered);
    records += 2 * recordBytes<T>();
    points += 2 * pointBytes<T>();
  }
}

// @ts-ignore: decorator
@inline
function buildQuadrupleG2(record: usize, x: usize, y: usize): void {
  lanesMul(record, x, PSI2_X);
  copy(record + PAIR, x);
  copy(record + 2 * PAIR, y);
  neg(record + 3 * PAIR, y);
}
