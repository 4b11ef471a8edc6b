// The platform's CSPRNG: Web Crypto, the same object in browsers, workers and Node. It is asked anew by every call, and
// not believed when it shows that it does not work: there is no fallback on purpose.
import { checkBytes, zeroBytes } from "./bytes.js";
import { describe, FeldsparError, fail } from "./errors.js";

/**
 * A source of random bytes, a new array each time: what is drawn is overwritten once it was used. Tests and simulations
 * pass a seeded one; everybody else leaves the default.
 */
export type RandomBytes = (length: number) => Uint8Array;

/** Bytes drawn twice beside every draw, used for nothing else: a source that gives the same twice repeats itself. */
const WITNESS_SIZE = 16;

function noRandom(message: string, cause?: unknown): never {
  throw Object.assign(new FeldsparError("NO_RANDOM", message), cause === undefined ? {} : { cause });
}

function fill(out: Uint8Array<ArrayBuffer>): void {
  const source = globalThis.crypto;
  if (typeof source?.getRandomValues !== "function") {
    noRandom("crypto.getRandomValues is not available: this platform has no secure random numbers");
  }
  try {
    // the standard allows at most 65536 bytes per call
    for (let start = 0; start < out.length; start += 65536) source.getRandomValues(out.subarray(start, start + 65536));
  } catch (cause) {
    noRandom("crypto.getRandomValues threw an error", cause);
  }
}

/** One byte over and over: of 16 bytes or more, a working source gives this with a probability of 2^-120 at most. */
function isMonotone(bytes: Uint8Array): boolean {
  let different = 0;
  for (let index = 1; index < bytes.length; index++) different |= bytes[index]! ^ bytes[0]!;
  return bytes.length >= WITNESS_SIZE && different === 0;
}

function drawWitness(): Uint8Array {
  const drawn = new Uint8Array(WITNESS_SIZE);
  fill(drawn);
  return drawn;
}

/**
 * `length` bytes from crypto.getRandomValues. Throws NO_RANDOM when the platform has none, when it throws, and when it
 * gives the same bytes again and again.
 */
export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  const [first, second] = [drawWitness(), drawWitness()];
  const out = zeroBytes(length);
  fill(out);
  let different = 0;
  for (let index = 0; index < WITNESS_SIZE; index++) different |= first[index]! ^ second[index]!;
  if (different === 0 || isMonotone(first) || isMonotone(out)) {
    noRandom("crypto.getRandomValues repeats itself: this platform has no secure random numbers");
  }
  return out;
}

/**
 * `length` bytes of a source that a caller gave, whatever it does: throws BAD_TYPE, BAD_LENGTH, and NO_RANDOM for a
 * source that throws.
 */
export function drawFrom(random: unknown, length: number): Uint8Array {
  if (typeof random !== "function") fail("BAD_TYPE", `random source: expected a function, got ${describe(random)}`);
  let fresh: unknown;
  try {
    fresh = random(length);
  } catch (cause) {
    if (cause instanceof FeldsparError) throw cause;
    noRandom("random source: it threw an error", cause);
  }
  checkBytes(fresh, "random source", length);
  return fresh;
}
