// The platform's CSPRNG: Web Crypto, the same object in browsers, workers and Node.
import { fail } from "./errors.js";

/** A source of random bytes. Tests and simulations pass a seeded one; everybody else leaves the default. */
export type RandomBytes = (length: number) => Uint8Array;

/**
 * `length` bytes from crypto.getRandomValues. Throws NO_RANDOM when the platform has none: there is no fallback on
 * purpose.
 */
export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const source = globalThis.crypto;
  if (typeof source?.getRandomValues !== "function") {
    fail("NO_RANDOM", "crypto.getRandomValues is not available: this platform has no secure random numbers");
  }
  const out = new Uint8Array(length);
  // the standard allows at most 65536 bytes per call
  for (let start = 0; start < length; start += 65536) source.getRandomValues(out.subarray(start, start + 65536));
  return out;
}
