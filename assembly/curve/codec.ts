// Encodings of points: the format of ZCash, as in draft-irtf-cfrg-pairing-friendly-curves-11, appendix C.
//
// Coordinates are big-endian, an element of Fp2 has its u-part first. The three top bits of the first byte are flags:
//   C 0x80  compressed: x alone (48 bytes for G1, 96 for G2); otherwise x and y (96 and 192)
//   I 0x40  infinity: every other bit but C is zero
//   S 0x20  in the compressed form of a finite point: y is the larger of y and -y; otherwise zero
// Decoding is strict: one encoding for each point, everything else is refused with a status. Points read are public, so
// decoding may branch on what it finds. Encoding takes `secret` for points whose Z tells about a secret.
import { copy, equal, Fp2, neg, one, sqr } from "../field/element";
import { fpFromBytes, fpIsLexicographicallyLargest, fpSqrt, fpToBytes } from "../field/fp";
import { fp2FromBytes, fp2IsLexicographicallyLargest, fp2Sqrt, fp2ToBytes } from "../field/fp2";
import { BAD_FLAGS, BAD_LENGTH, NOT_CANONICAL, NOT_IN_SUBGROUP, NOT_ON_CURVE, OK } from "../status";
import { toAffine } from "./affine";
import { curveEquation } from "./group/law";
import { isPackedInfinity, unpackAffine } from "./group/packed";
import { PROJECTIVE, setInfinity, X, Y, Z } from "./group/point";
import { isInSubgroup } from "./subgroup";

const COMPRESSED: u8 = 0x80;
const INFINITY: u8 = 0x40;
export const LARGEST: u8 = 0x20;
const FLAGS: u8 = 0xe0;

/** What `readCoordinates` answers for an encoding of infinity that is in order. */
export const READ_INFINITY: i32 = -1;

const masked: usize = memory.data(96, 16);
const root: usize = memory.data(128, 16);
const equation: usize = memory.data(128, 16);
const point: usize = memory.data(3 * 128, 16);

/** Bytes of an encoded coordinate. */
// @ts-ignore: decorator
@inline
export function coordinateSize<T>(): usize {
  return sizeof<T>() == sizeof<Fp2>() ? 96 : 48;
}

// @ts-ignore: decorator
@inline
function coordinateFromBytes<T>(z: usize, bytes: usize): bool {
  if (sizeof<T>() == sizeof<Fp2>()) return fp2FromBytes(z, bytes);
  return fpFromBytes(z, bytes);
}

// @ts-ignore: decorator
@inline
function coordinateToBytes<T>(bytes: usize, x: usize): void {
  if (sizeof<T>() == sizeof<Fp2>()) fp2ToBytes(bytes, x);
  else fpToBytes(bytes, x);
}

// @ts-ignore: decorator
@inline
export function isLargest<T>(y: usize): bool {
  if (sizeof<T>() == sizeof<Fp2>()) return fp2IsLexicographicallyLargest(y);
  return fpIsLexicographicallyLargest(y);
}

/**
 * Reads length, flags and coordinates: x, and y unless compressed. READ_INFINITY, OK, or what is wrong. `length` is
 * that of the form expected; the form the flag C claims must be the same.
 */
export function readCoordinates<T>(x: usize, y: usize, bytes: usize, length: usize): i32 {
  const size = coordinateSize<T>();
  if (length != size && length != 2 * size) return BAD_LENGTH;
  const flags = load<u8>(bytes);
  const compressed = length == size;
  if (((flags & COMPRESSED) != 0) != compressed) return BAD_FLAGS;
  if ((flags & INFINITY) != 0) {
    if ((flags & LARGEST) != 0) return BAD_FLAGS;
    let any: u8 = flags & ~FLAGS;
    for (let i: usize = 1; i < length; i++) any |= load<u8>(bytes + i);
    return any == 0 ? READ_INFINITY : NOT_CANONICAL;
  }
  if (!compressed && (flags & LARGEST) != 0) return BAD_FLAGS;
  memory.copy(masked, bytes, size);
  store<u8>(masked, flags & ~FLAGS);
  if (!coordinateFromBytes<T>(x, masked)) return NOT_CANONICAL;
  if (!compressed && !coordinateFromBytes<T>(y, bytes + size)) return NOT_CANONICAL;
  return OK;
}

/**
 * The point of G1 (Fp1) or G2 (Fp2) encoded in `length` bytes, as a projective point; on the curve, and in the subgroup
 * if `checkSubgroup`. Variable time. Compressed costs a power of 416 products, in G2 of Fp2; the check 126 (63)
 * doublings.
 */
export function decodePoint<T>(out: usize, bytes: usize, length: usize, checkSubgroup: bool): i32 {
  const status = readCoordinates<T>(point + X, point + Y, bytes, length);
  if (status == READ_INFINITY) {
    setInfinity<T>(out);
    return OK;
  }
  if (status != OK) return status;
  curveEquation<T>(equation, point + X);
  if (length == coordinateSize<T>()) {
    let square: bool;
    if (sizeof<T>() == sizeof<Fp2>()) square = fp2Sqrt(root, equation);
    else square = fpSqrt(root, equation);
    if (!square) return NOT_ON_CURVE;
    if (isLargest<T>(root) != ((load<u8>(bytes) & LARGEST) != 0)) neg<T>(root, root);
    copy(point + Y, root);
  } else {
    sqr<T>(root, point + Y);
    if (!equal<T>(root, equation)) return NOT_ON_CURVE;
  }
  one<T>(point + Z);
  if (checkSubgroup && !isInSubgroup<T>(point)) return NOT_IN_SUBGROUP;
  memory.copy(out, point, PROJECTIVE);
  return OK;
}

/** Writes affine x, y of a finite point, or infinity. */
function writePoint<T>(bytes: usize, x: usize, y: usize, infinite: bool, compressed: bool): void {
  const size = coordinateSize<T>();
  if (infinite) {
    memory.fill(bytes, 0, compressed ? size : 2 * size);
    store<u8>(bytes, compressed ? COMPRESSED | INFINITY : INFINITY);
    return;
  }
  coordinateToBytes<T>(bytes, x);
  if (compressed) store<u8>(bytes, load<u8>(bytes) | COMPRESSED | (isLargest<T>(y) ? LARGEST : 0));
  else coordinateToBytes<T>(bytes + size, y);
}

/** Encodes a projective point: 48 or 96 bytes (G1), 96 or 192 (G2). One inversion, in a fixed sequence if `secret`. */
export function encodePoint<T>(bytes: usize, p: usize, compressed: bool, secret: bool): void {
  const infinite = toAffine<T>(point + X, point + Y, p, secret);
  writePoint<T>(bytes, point + X, point + Y, infinite, compressed);
}

/** Encodes a packed affine point. */
export function encodePacked<T>(bytes: usize, packed: usize, compressed: bool): void {
  unpackAffine<T>(point + X, point + Y, packed);
  writePoint<T>(bytes, point + X, point + Y, isPackedInfinity<T>(packed), compressed);
}
