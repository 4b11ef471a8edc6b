// Scalars: integers modulo the group order r, 32 bytes big-endian at every border. Functions here that take secrets run
// in the core or as straight-line byte code; conversions to and from bigint are for public values (the engine's bigints
// are not constant-time and cannot be wiped).
import { bytesToInteger, checkBytes, integerToBytes } from "./bytes.js";
import { checkStatus, fail } from "./errors.js";
import type { CoreExports, Pointer, Status } from "./exports.js";
import { SCALAR_SIZE } from "./point.js";
import { type RandomBytes, randomBytes } from "./random.js";
import { withSecretArena } from "./scope.js";

/** r = x^4 - x^2 + 1 with x = -0xd201000000010000, the order of G1, G2 and Gt. */
export const ORDER = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
const ORDER_BYTES = integerToBytes(ORDER, SCALAR_SIZE);

/** An integer in [0, r), or its 32 bytes big-endian. */
export type Scalar = bigint | Uint8Array;

/** 1 when the 32-byte integer is below r, 0 otherwise. Constant-sequence: borrow of a subtraction over all bytes. */
export function isBelowOrder(bytes: Uint8Array): number {
  let borrow = 0;
  for (let index = SCALAR_SIZE - 1; index >= 0; index--) {
    borrow = ((bytes[index]! - ORDER_BYTES[index]! - borrow) >> 8) & 1;
  }
  return borrow;
}

/** 1 when any byte is non-zero. Constant-sequence. */
export function isNonZero(bytes: Uint8Array): number {
  let any = 0;
  for (let index = 0; index < bytes.length; index++) any |= bytes[index]!;
  return (any + 255) >> 8;
}

/** A number is mostly a bigint whose n was forgotten. */
export const NUMBER_GOT = "got a number: write 5n, or BigInt(value)";

/**
 * The 32 bytes of a scalar in [0, r), 0 excluded unless `allowZero`. A new array for a bigint, the given one otherwise.
 * Throws BAD_TYPE, BAD_LENGTH, BAD_SCALAR; the message never contains the value.
 */
export function scalarToBytes(scalar: Scalar, subject: string, allowZero = true): Uint8Array {
  if (typeof scalar === "number") fail("BAD_TYPE", `${subject}: expected a bigint or 32 bytes, ${NUMBER_GOT}`);
  let bytes: Uint8Array;
  if (typeof scalar === "bigint") {
    if (scalar < 0n || scalar >= ORDER) fail("BAD_SCALAR", `${subject}: expected an integer from 0 to r - 1`);
    bytes = integerToBytes(scalar, SCALAR_SIZE);
  } else {
    checkBytes(scalar, subject, SCALAR_SIZE);
    bytes = scalar;
    if (isBelowOrder(bytes) === 0) fail("BAD_SCALAR", `${subject}: expected an integer below the group order r`);
  }
  if (!allowZero && isNonZero(bytes) === 0) fail("BAD_SCALAR", `${subject}: expected a non-zero scalar`);
  return bytes;
}

/** A secret scalar: 32 bytes, 0 < s < r. Constant-sequence apart from the refusal. */
export function checkSecretScalar(bytes: unknown, subject: string): asserts bytes is Uint8Array {
  checkBytes(bytes, subject, SCALAR_SIZE);
  if ((isBelowOrder(bytes) & isNonZero(bytes)) === 0) {
    fail("BAD_SCALAR", `${subject}: expected a non-zero integer below the group order r`);
  }
}

/** Not constant-time. Throws like scalarToBytes. */
export function scalarToInteger(scalar: Scalar, subject: string): bigint {
  return bytesToInteger(scalarToBytes(scalar, subject));
}

/** Scalars end to end, 32 bytes each, zero allowed. Names all bad ones in `culprits`. */
export function concatScalars(scalars: readonly Scalar[], subject: string): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(SCALAR_SIZE * scalars.length);
  scalars.forEach((scalar, index) => {
    out.set(scalarToBytes(scalar, `${subject} ${index}`), SCALAR_SIZE * index);
  });
  return out;
}

type ScalarOperation = (wasm: CoreExports, out: Pointer, a: Pointer, b: Pointer) => Status;

function compute(operation: ScalarOperation, a: Uint8Array, b: Uint8Array = a): Uint8Array<ArrayBuffer> {
  return withSecretArena((arena) => {
    const out = arena.allocate(SCALAR_SIZE);
    checkStatus(operation(arena.wasm, out, arena.put(a), arena.put(b)), "scalar");
    return arena.get(out, SCALAR_SIZE);
  });
}

/** a + b mod r, constant-sequence, as are the other operations on bytes. Inputs are 32 bytes below r. */
export function addScalars(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  return compute((wasm, out, x, y) => wasm.frAdd(out, x, y), a, b);
}

export function subtractScalars(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  return compute((wasm, out, x, y) => wasm.frSub(out, x, y), a, b);
}

export function multiplyScalars(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  return compute((wasm, out, x, y) => wasm.frMul(out, x, y), a, b);
}

export function negateScalar(a: Uint8Array): Uint8Array<ArrayBuffer> {
  return compute((wasm, out, x) => wasm.frNeg(out, x), a);
}

/** a big-endian integer of at most 64 bytes, modulo r. Constant-sequence. */
export function reduceScalar(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return withSecretArena((arena) => {
    const out = arena.allocate(SCALAR_SIZE);
    checkStatus(arena.wasm.frFromBytesMod(out, arena.put(bytes), bytes.length), "integer to reduce");
    return arena.get(out, SCALAR_SIZE);
  });
}

/**
 * A uniform non-zero scalar: 48 random bytes modulo r (bias below 2^-128), drawn again in the practically impossible
 * case of zero.
 */
export function randomScalar(random: RandomBytes = randomBytes): Uint8Array<ArrayBuffer> {
  for (;;) {
    const drawn = random(48);
    checkBytes(drawn, "random source", 48);
    const scalar = reduceScalar(drawn);
    if (random === randomBytes) drawn.fill(0);
    if (isNonZero(scalar) === 1) return scalar;
  }
}

/**
 * `count` weights for a random linear combination, 32 bytes each, end to end: 128 random bits, never zero. Always from
 * the platform's CSPRNG: a caller who could choose them could make a wrong batch look right.
 */
export function randomWeights(count: number): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(SCALAR_SIZE * count);
  const drawn = randomBytes(16 * count);
  for (let index = 0; index < count; index++) {
    let weight = drawn.subarray(16 * index, 16 * (index + 1));
    while (isNonZero(weight) === 0) weight = randomBytes(16);
    out.set(weight, SCALAR_SIZE * index + 16);
  }
  return out;
}

/** The number of bits of a random weight. */
export const WEIGHT_BITS = 128;
