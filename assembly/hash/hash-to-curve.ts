// RFC 9380 above expand_message: from uniform bytes, or from field elements, to points of order r.
//   hash_to_curve two field elements, two maps, one addition, one clearing of the cofactor (section 3, uniform on the
//   group) encode_to_curve one field element (section 3, nonuniform) map to curve one field element given as it is,
//   cofactor cleared: what EIP-2537 calls MAP_FP_TO_G1, MAP_FP2_TO_G2
// Everything is a fixed sequence of field operations, but for images of so small an order that nobody hashes to one
// (clearCofactor).
import { addPoints } from "../curve/group/law";
import { splitPoints } from "../curve/group/point";
import { clearCofactor } from "../curve/subgroup";
import { Fp1, Fp2, FpLanes } from "../field/element";
import { fpFromBytes, lanesFromBytes64 } from "../field/fp";
import { fp2FromBytes, fp2FromBytes128 } from "../field/fp2";
import { PAIR, splatLane0 } from "../kernel/index";
import { NOT_CANONICAL, OK } from "../status";
import { isogeny } from "./isogeny";
import { mapToIsogenousG1 } from "./map-g1";
import { mapToIsogenousG2 } from "./map-g2";

const u0: usize = memory.data(128, 16);
const u1: usize = memory.data(128, 16);
const affine0: usize = memory.data(2 * 128, 16);
const affine1: usize = memory.data(2 * 128, 16);
const first: usize = memory.data(384, 16);
const second: usize = memory.data(384, 16);

/** out = the point of G1 for 128 uniform bytes, two integers of 64 bytes. */
export function hashToG1(out: usize, uniform: usize): void {
  lanesFromBytes64(u0, uniform, uniform + 64);
  mapLanesG1();
  splitPoints(first, second, first);
  addPoints<Fp1>(first, first, second);
  clearCofactor<Fp1>(out, first);
}

/** out = the point of G1 for 64 uniform bytes. */
export function encodeToG1(out: usize, uniform: usize): void {
  lanesFromBytes64(u0, uniform, uniform);
  mapLanesG1();
  clearCofactor<Fp1>(out, first);
}

/** out = the point of G1 for the field element of 48 bytes; NOT_CANONICAL if that is not below p. */
export function mapToG1(out: usize, element: usize): i32 {
  if (!fpFromBytes(u0, element)) return NOT_CANONICAL;
  splatLane0(u0, u0);
  mapLanesG1();
  clearCofactor<Fp1>(out, first);
  return OK;
}

// first = the images on E of both lanes of u0, side by side
function mapLanesG1(): void {
  mapToIsogenousG1(affine0, affine0 + PAIR, u0);
  isogeny<FpLanes>(first, affine0, affine0 + PAIR);
}

/** out = the point of G2 for 256 uniform bytes, two elements of 128 bytes with c0 first. */
export function hashToG2(out: usize, uniform: usize): void {
  fp2FromBytes128(u0, uniform);
  fp2FromBytes128(u1, uniform + 128);
  mapToIsogenousG2(affine0, affine1, u0, u1);
  isogeny<Fp2>(first, affine0, affine0 + PAIR);
  isogeny<Fp2>(second, affine1, affine1 + PAIR);
  addPoints<Fp2>(first, first, second);
  clearCofactor<Fp2>(out, first);
}

/** out = the point of G2 for 128 uniform bytes. */
export function encodeToG2(out: usize, uniform: usize): void {
  fp2FromBytes128(u0, uniform);
  mapOneG2(out);
}

/** out = the point of G2 for the element of 96 bytes, c1 first; NOT_CANONICAL if a half is not below p. */
export function mapToG2(out: usize, element: usize): i32 {
  if (!fp2FromBytes(u0, element)) return NOT_CANONICAL;
  mapOneG2(out);
  return OK;
}

function mapOneG2(out: usize): void {
  mapToIsogenousG2(affine0, affine1, u0, u0);
  isogeny<Fp2>(first, affine0, affine0 + PAIR);
  clearCofactor<Fp2>(out, first);
}
