// @noble/hashes/hkdf.js: one mix for each of its two steps, no HMAC.
import type { MixFunction } from "./mix.js";

const EMPTY = new Uint8Array(0);

/** Parts whose lengths can vary are told apart. */
function keyed({ create }: MixFunction, key: Uint8Array, message: Uint8Array) {
  return create().update(Uint8Array.of(key.length)).update(key).update(message);
}

export function extract(hash: MixFunction, material: Uint8Array, salt: Uint8Array = EMPTY): Uint8Array {
  return keyed(hash, salt, material).digest();
}

export function expand(hash: MixFunction, key: Uint8Array, info: Uint8Array = EMPTY, length = 32): Uint8Array {
  return keyed(hash, key, info).xof(length);
}

export function hkdf(
  hash: MixFunction,
  material: Uint8Array,
  salt: Uint8Array | undefined,
  info: Uint8Array | undefined,
  length: number,
): Uint8Array {
  return expand(hash, extract(hash, material, salt), info, length);
}
