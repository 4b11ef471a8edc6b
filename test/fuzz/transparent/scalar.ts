// bindings/scalar.ts with the core's part of it in bigints.

import { fail } from "../../../bindings/errors.js";
import { drawFrom, type RandomBytes, randomBytes } from "../../../bindings/random.js";
import { ORDER } from "../../../bindings/scalar.js";
import { type Bytes, bytesOf, integerOf, modulo } from "./numbers.js";

export {
  checkSecretScalar,
  concatScalars,
  isBelowOrder,
  isNonZero,
  NUMBER_GOT,
  ORDER,
  type Scalar,
  scalarToBytes,
  scalarToInteger,
  WEIGHT_BITS,
  withScalarBytes,
} from "../../../bindings/scalar.js";

export function addScalars(a: Uint8Array, b: Uint8Array): Bytes {
  return bytesOf(modulo(integerOf(a) + integerOf(b)));
}

export function subtractScalars(a: Uint8Array, b: Uint8Array): Bytes {
  return bytesOf(modulo(integerOf(a) - integerOf(b)));
}

export function multiplyScalars(a: Uint8Array, b: Uint8Array): Bytes {
  return bytesOf(modulo(integerOf(a) * integerOf(b)));
}

export function negateScalar(a: Uint8Array): Bytes {
  return bytesOf(modulo(-integerOf(a)));
}

export function reduceScalar(bytes: Uint8Array): Bytes {
  return bytesOf(integerOf(bytes) % ORDER);
}

export function randomScalar(random: RandomBytes = randomBytes): Bytes {
  const scalar = reduceScalar(drawFrom(random, 48));
  return scalar.some((byte) => byte !== 0) ? scalar : fail("NO_RANDOM", "a scalar came out as zero");
}

export function randomScalars(count: number, random: RandomBytes = randomBytes): Bytes {
  const out = new Uint8Array(32 * count);
  for (let index = 0; index < count; index++) out.set(randomScalar(random), 32 * index);
  return out;
}
