// Products of pairings e(p1s[i], p2s[i]) over arrays of projective points, as the ABI has them. Where `prepared` lists
// prepared lines, a pointer that is not zero is taken in place of the G2 point. Variable time: for public data.
import { fp12IsOne } from "../field/fp12";
import { finalExponentiation } from "./final-exponentiation";
import { millerLoop, millerLoopOfMembers } from "./miller";

const f: usize = memory.data(768, 16);

/** outGt = e(p1, p2), the same element @noble/curves and blst compute; 1 if either is infinity. */
export function pairing(outGt: usize, p1: usize, p2: usize): void {
  millerLoop(f, p1, p2, 0, 1);
  finalExponentiation(outGt, f);
}

/** Whether the product over `count` pairs is one. */
export function pairingCheck(p1s: usize, p2s: usize, count: i32): i32 {
  return pairingCheckMixed(p1s, p2s, 0, count);
}

/** The same with prepared lines for every G2 point: `prepared` lists `count` 32-bit pointers. */
export function pairingCheckPrepared(p1s: usize, prepared: usize, count: i32): i32 {
  return pairingCheckMixed(p1s, 0, prepared, count);
}

/** The same with some of them prepared. */
export function pairingCheckMixed(p1s: usize, p2s: usize, prepared: usize, count: i32): i32 {
  millerLoop(f, p1s, p2s, prepared, count);
  finalExponentiation(f, f);
  return i32(fp12IsOne(f));
}

/**
 * The same, and members[i] = whether p2s[i], any point of the twist, is in the subgroup (1 where it was prepared).
 */
export function pairingCheckMembers(members: usize, p1s: usize, p2s: usize, prepared: usize, count: i32): i32 {
  millerLoopOfMembers(f, members, p1s, p2s, prepared, count);
  for (let i: usize = 0; i < <usize>count; i++) {
    if (load<u8>(members + i) == 0) return 0;
  }
  finalExponentiation(f, f);
  return i32(fp12IsOne(f));
}

/** outGt = the product; `prepared` may be 0. */
export function pairingProduct(outGt: usize, p1s: usize, p2s: usize, prepared: usize, count: i32): void {
  millerLoop(f, p1s, p2s, prepared, count);
  finalExponentiation(outGt, f);
}
