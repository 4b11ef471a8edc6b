// Hashing to the scalars: hash_to_field of RFC 9380, section 5.2, with the field modulo r, one element, and 48 bytes
// for it (ceil((255 + 128) / 8)), which makes it uniform to within 2^-128. As in BBS, and in OPRFs over BLS12-381.
import { reduceScalar } from "../../bindings/scalar.js";
import { expanded, type HashOptions } from "./group.js";

const UNIFORM = 48;

/**
 * A scalar from a message, 32 bytes big-endian below r: 48 bytes of expand_message_xmd with SHA-256, or of
 * expand_message_xof with `xof`, modulo r. For public messages: the hash's inputs are not wiped, the reduction is
 * constant-sequence. It is zero with a probability of 2^-255. Throws BAD_TYPE, BAD_DST, BAD_LENGTH, UNKNOWN_OPTION.
 *
 * @example
 * const transcript = bytesOf("all that was said so far");
 * const challenge = hashToScalar(transcript, { DST: "MY-PROTOCOL-V01-CS02-challenge" });
 * challenge.length; //=> 32
 * Fr.isValid(Fr.fromBytes(challenge)); //=> true
 */
export function hashToScalar(message: Uint8Array, options: HashOptions): Uint8Array<ArrayBuffer> {
  return reduceScalar(expanded(message, options, UNIFORM));
}
