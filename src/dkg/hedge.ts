// Secret scalars that do not rest on the random source alone: SHA-512 of what the scalar is for, of fresh random bytes
// and of a long-lived secret, modulo r ("hedged" randomness: Bellare et al., Asiacrypt 2009; RFC 6979, section 3.6).
// While the source works, the scalar cannot be told from a uniform one, whatever else is known. When it repeats itself
// (a snapshot of a machine that was restored, a broken driver) the scalar is still unknown to whoever does not know the
// secret, and different wherever it is for something else.
//
// A dealer that has long-lived secrets derives all scalars of a dealing from one draw and from them (HKDF, RFC 5869):
//   key = HKDF-Extract(salt = tag, 64 fresh bytes, each secret)
//   scalar = HKDF-Expand(key, tag, session, dealer, context, receivers, number, 64 bytes) mod r
// with a length before each part whose length can vary. The proof's nonce has the number after the last coefficient,
// and behind it "nonce" and the digest of all commitments.
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha512 } from "@noble/hashes/sha2.js";
import { listOf, optionsOf } from "../../bindings/arguments.js";
import { checkBytes, concatBytes } from "../../bindings/bytes.js";
import { fail } from "../../bindings/errors.js";
import { drawFrom, type RandomBytes, randomBytes } from "../../bindings/random.js";
import { isNonZero, reduceScalar } from "../../bindings/scalar.js";
import { Encoder, TAG } from "../encoding/index.js";

/** Random bytes that go into each scalar. */
const FRESH = 48;

/**
 * A secret non-zero scalar, 32 bytes. `statement`: an encoding, with a tag of its own, of everything that the scalar is
 * for; `secret`: 32 bytes. Constant-sequence in the secret; what was drawn is wiped. Throws NO_RANDOM, BAD_TYPE,
 * BAD_LENGTH when the source gives anything but 48 bytes.
 */
export function hedgedScalar(
  statement: Uint8Array,
  secret: Uint8Array,
  random: RandomBytes = randomBytes,
): Uint8Array<ArrayBuffer> {
  const fresh = drawFrom(random, FRESH);
  const seed = concatBytes(statement, fresh, secret);
  const hashed = sha512(seed);
  const scalar = reduceScalar(hashed);
  seed.fill(0);
  hashed.fill(0);
  fresh.fill(0);
  return nonZero(scalar);
}

/** What a dealing rests on beside its random source. */
export interface DealingHedge {
  /**
   * Long-lived secrets of the dealer, at least one, each of one byte or more: its long-term secret key, its share of a
   * former key. They are read, neither kept nor wiped. What `dealReshare` deals is taken in by itself.
   */
  readonly secrets: readonly Uint8Array[];
  /** Public bytes of any length: what the dealing is for beyond its session, such as the hash of a state. */
  readonly context: Uint8Array;
}

/**
 * A hedge whose fields were read and checked; undefined for none. Throws BAD_TYPE, BAD_LENGTH, EMPTY, UNKNOWN_OPTION.
 */
export function openHedge(value: unknown): DealingHedge | undefined {
  if (value === undefined) return undefined;
  const { secrets: given, context } = optionsOf<DealingHedge>(value, ["secrets", "context"]);
  const secrets = listOf<Uint8Array>(given, "hedge, secrets");
  secrets.forEach((secret, index) => {
    checkBytes(secret, `hedge, secret ${index}`);
    if (secret.length === 0)
      fail("BAD_LENGTH", `hedge, secret ${index}: expected at least one byte, got none`, [index]);
  });
  checkBytes(context, "hedge, context");
  return { secrets, context };
}

/** All that a dealing is for, public. */
export interface DealingStatement {
  readonly schemeName: string;
  readonly session: Uint8Array;
  /** 32 bytes. */
  readonly dealer: Uint8Array;
  readonly threshold: number;
  /** 32 bytes each, end to end. */
  readonly receivers: Uint8Array;
}

/** Random bytes that go into a dealing. */
const FRESH_OF_DEALING = 64;

/** The secret scalars of one dealing. Whoever makes it wipes it. */
export class DealingScalars {
  /** The extracted key, 64 bytes. */
  readonly #key: Uint8Array;
  /** What each expansion is for, up to the number. */
  readonly #purpose: Uint8Array;
  readonly #threshold: number;

  /**
   * Draws 64 bytes, once, and wipes them. Constant-sequence in them and in the secrets. Throws NO_RANDOM, BAD_TYPE,
   * BAD_LENGTH when the source gives anything but 64 bytes.
   */
  constructor({ secrets, context }: DealingHedge, statement: DealingStatement, random: RandomBytes = randomBytes) {
    const { schemeName, session, dealer, threshold, receivers } = statement;
    // another threshold, list of receivers or group is another polynomial, under one session too
    const all = new Encoder(TAG.dealingReceivers).text(schemeName).u32(threshold).bytes(receivers).digest();
    this.#purpose = new Encoder(TAG.dealing).bytes(session).fixed(dealer, 32).bytes(context).fixed(all, 32).finish();
    this.#threshold = threshold;
    const fresh = drawFrom(random, FRESH_OF_DEALING);
    // secrets stay out of the encoder, whose buffer is not wiped
    const material = concatBytes(...[fresh, ...secrets].flatMap((part) => [u32(part.length), part]));
    this.#key = extract(sha512, material, new Encoder(TAG.dealing).finish());
    material.fill(0);
    fresh.fill(0);
  }

  /** The coefficient of a power of x, 32 bytes, not zero. Throws NO_RANDOM where it came out as zero. */
  coefficient(power: number): Uint8Array<ArrayBuffer> {
    return this.#scalar(u32(power));
  }

  /** The nonce of the proof for these commitments, by their digest; else like a coefficient. */
  nonce(commitmentsDigest: Uint8Array): Uint8Array<ArrayBuffer> {
    const what = new Encoder().u32(this.#threshold).text("nonce").fixed(commitmentsDigest, 32).finish();
    return this.#scalar(what);
  }

  #scalar(what: Uint8Array): Uint8Array<ArrayBuffer> {
    const block = expand(sha512, this.#key, concatBytes(this.#purpose, what), 64);
    const scalar = reduceScalar(block);
    block.fill(0);
    return nonZero(scalar);
  }

  wipe(): void {
    this.#key.fill(0);
  }
}

function u32(value: number): Uint8Array<ArrayBuffer> {
  return new Encoder().u32(value).finish();
}

/** A zero, which comes with a probability of 2^-255, says that something is broken. */
function nonZero(scalar: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (isNonZero(scalar) === 0) fail("NO_RANDOM", "a secret scalar came out as zero");
  return scalar;
}
