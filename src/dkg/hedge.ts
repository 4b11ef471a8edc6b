// Secret scalars that do not rest on the random source alone: SHA-512 of what the scalar is for, of fresh random bytes
// and of a long-lived secret, modulo r ("hedged" randomness: Bellare et al., Asiacrypt 2009; RFC 6979, section 3.6).
// While the source works, the scalar cannot be told from a uniform one, whatever else is known. When it repeats itself
// (a snapshot of a machine that was restored, a broken driver) the scalar is still unknown to whoever does not know the
// secret, and different wherever it is for something else.
import { sha512 } from "@noble/hashes/sha2.js";
import { concatBytes } from "../../bindings/bytes.js";
import { fail } from "../../bindings/errors.js";
import { drawFrom, type RandomBytes, randomBytes } from "../../bindings/random.js";
import { isNonZero, reduceScalar } from "../../bindings/scalar.js";

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
  if (isNonZero(scalar) === 0) fail("NO_RANDOM", "a secret scalar came out as zero");
  return scalar;
}
