// Classes of secrets. Both classes of a test are made before anything is measured, as many inputs for each, and every
// measurement copies one of them into the same buffer: a fixed secret is as many copies of it.
import { randomBytes, randomInt } from "node:crypto";
import { bytesToInteger, integerToBytes } from "../../bindings/bytes.js";
import { ORDER } from "../../bindings/scalar.js";

export type SecretClass = () => Uint8Array;

const INPUTS = 256;
const bytesOf = (value: bigint) => integerToBytes(value, 32);

/** From 1 to r − 1. */
export const uniform: SecretClass = () => bytesOf(1n + (bytesToInteger(randomBytes(48)) % (ORDER - 1n)));

/** One secret of a class, drawn once. */
export function fixed(make: SecretClass = uniform): SecretClass {
  const secret = make();
  return () => secret.slice();
}

/** Four bits of 254 are set. */
export const lowWeight: SecretClass = () => {
  let value = 0n;
  for (let bit = 0; bit < 4; bit++) value |= 1n << BigInt(randomInt(254));
  return bytesOf(value);
};

/** Below 2^64: 24 bytes are zero. */
export const leadingZeros: SecretClass = () => bytesOf(1n + bytesToInteger(randomBytes(8)));

/** Of a class those whose last bit is so. */
export function withLastBit(make: SecretClass, bit: number): SecretClass {
  return () => {
    for (;;) {
      const secret = make();
      if ((secret[31]! & 1) === bit) return secret;
    }
  };
}

/** `count` secrets end to end, many times: what a class puts before an operation. */
export function poolOf(make: SecretClass, count: number): readonly Uint8Array[] {
  return Array.from({ length: INPUTS }, () => {
    const input = new Uint8Array(32 * count);
    for (let index = 0; index < count; index++) input.set(make(), 32 * index);
    return input;
  });
}
