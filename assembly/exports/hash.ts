// ABI: hashing to the groups (RFC 9380), given the output of expand_message. OUT first; points are projective, 384
// bytes. Fixed sequence.
import { encodeToG1, encodeToG2, hashToG1, hashToG2, mapToG1, mapToG2 } from "../hash/hash-to-curve";

/** 128 uniform bytes. */
export function g1HashToCurve(out: usize, uniform: usize): void {
  hashToG1(out, uniform);
}

/** 64 uniform bytes. */
export function g1EncodeToCurve(out: usize, uniform: usize): void {
  encodeToG1(out, uniform);
}

/** A field element of 48 bytes. OK or NOT_CANONICAL. */
export function g1MapToCurve(out: usize, element: usize): i32 {
  return mapToG1(out, element);
}

/** 256 uniform bytes. */
export function g2HashToCurve(out: usize, uniform: usize): void {
  hashToG2(out, uniform);
}

/** 128 uniform bytes. */
export function g2EncodeToCurve(out: usize, uniform: usize): void {
  encodeToG2(out, uniform);
}

/** A field element of 96 bytes, c1 first. OK or NOT_CANONICAL. */
export function g2MapToCurve(out: usize, element: usize): i32 {
  return mapToG2(out, element);
}
