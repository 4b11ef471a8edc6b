// Scalars: integers modulo the group order r, 32 bytes big-endian at every border. Functions here that take secrets run
// in the core or as straight-line byte code; conversions to and from bigint are for public values (the engine's bigints
// are not constant-time and cannot be wiped).
import { bytesToInteger, checkBytes, checkCount, integerToBytes, isBytes, zeroBytes } from "./bytes.js";
import { checkStatus, describe, fail } from "./errors.js";
import type { CoreExports, Pointer, Status } from "./exports.gen.js";
import { SCALAR_SIZE } from "./point.js";
import { drawFrom, type RandomBytes, randomBytes } from "./random.js";
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
    if (!isBytes(scalar)) fail("BAD_TYPE", `${subject}: expected a bigint or 32 bytes, got ${describe(scalar)}`);
    checkBytes(scalar, subject, SCALAR_SIZE);
    bytes = scalar;
    if (isBelowOrder(bytes) === 0) fail("BAD_SCALAR", `${subject}: expected an integer below the group order r`);
  }
  if (!allowZero && isNonZero(bytes) === 0) fail("BAD_SCALAR", `${subject}: expected a non-zero scalar`);
  return bytes;
}

/** Calls `use` with a scalar's bytes as scalarToBytes gives them; overwrites those that it made of a bigint. */
export function withScalarBytes<Result>(scalar: Scalar, subject: string, use: (bytes: Uint8Array) => Result): Result {
  const bytes = scalarToBytes(scalar, subject);
  try {
    return use(bytes);
  } finally {
    if (bytes !== scalar) bytes.fill(0);
  }
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
  checkCount(scalars.length, SCALAR_SIZE, `${subject}s`);
  const out = zeroBytes(SCALAR_SIZE * scalars.length);
  for (let index = 0; index < scalars.length; index++) {
    out.set(scalarToBytes(scalars[index]!, `${subject} ${index}`), SCALAR_SIZE * index);
  }
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

/** Draws of a scalar before the source is given up: zero comes with a probability of 2^-255. */
const MOST_DRAWS = 4;

/**
 * A uniform non-zero scalar: 48 bytes of the source, modulo r. Throws NO_RANDOM when it comes out as zero again and
 * again, or the source throws; BAD_TYPE, BAD_LENGTH for a source that gives anything but 48 bytes.
 */
export function randomScalar(random: RandomBytes = randomBytes): Uint8Array<ArrayBuffer> {
  for (let draw = 0; draw < MOST_DRAWS; draw++) {
    const drawn = drawFrom(random, 48);
    const scalar = reduceScalar(drawn);
    if (random === randomBytes) drawn.fill(0);
    if (isNonZero(scalar) === 1) return scalar;
  }
  return fail("NO_RANDOM", "random source: every scalar that it gave was zero");
}

/**
 * `count` of them, end to end, like randomScalar one after the other. The platform is asked once for all: each question
 * costs more than the bytes.
 */
export function randomScalars(count: number, random: RandomBytes = randomBytes): Uint8Array<ArrayBuffer> {
  const out = zeroBytes(SCALAR_SIZE * count);
  const drawn = random === randomBytes && count > 0 ? randomBytes(48 * count) : undefined;
  try {
    for (let index = 0; index < count; index++) {
      let scalar = drawn && reduceScalar(drawn.subarray(48 * index, 48 * (index + 1)));
      if (scalar === undefined || isNonZero(scalar) === 0) scalar = randomScalar(random);
      out.set(scalar, SCALAR_SIZE * index);
      scalar.fill(0);
    }
    return out;
  } catch (error) {
    out.fill(0);
    throw error;
  } finally {
    drawn?.fill(0);
  }
}

/** The number of bits of a random weight. */
export const WEIGHT_BITS = 128;
