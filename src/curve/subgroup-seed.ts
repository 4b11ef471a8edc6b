// Randomness of the subgroup check of many points: drawn, or, where several machines decode the same points and must
// agree, derived.
import { checkBytes, utf8 } from "../../bindings/bytes.js";
import { lengthPrefixed, sha256Of, shake256Of } from "../../bindings/hash.js";
import { type GroupName, SIZES } from "../../bindings/point.js";
import { randomBytes } from "../../bindings/random.js";
import { FEWEST_IN_BULK, type SubgroupSeed } from "../../bindings/vector.js";

/** Options of a decoder of many points. */
export interface TranscriptOptions {
  /**
   * Where several machines must come to the same verdict (a contract on a chain), the random combinations behind the
   * subgroup check are derived from a hash of this and of all encodings, instead of being drawn by each for itself. A
   * bad point then passes with a probability of 2^-128, since who sends it can try many encodings; otherwise of 2^-64.
   */
  readonly transcript?: Uint8Array | undefined;
}

const DRAWN_BITS = 64;
const DERIVED_BITS = 128;

/**
 * For everybody who decodes the same encodings under the same transcript the same seed (Fiat and Shamir). Without a
 * transcript a hash of random bytes and of all encodings: should the source repeat itself, no sender knows the
 * combinations before the points are fixed. None for so few points that each is checked by itself.
 */
export function subgroupSeed(
  transcript: Uint8Array | undefined,
  group: GroupName,
  encodings: Uint8Array,
  length: number = SIZES[group].compressed,
): SubgroupSeed | undefined {
  if (transcript !== undefined) checkBytes(transcript, "transcript");
  if (encodings.length < FEWEST_IN_BULK * length) return undefined;
  const tag = utf8(`feldspar/v2/subgroup-checks/${group}`);
  if (transcript === undefined) {
    return { bytes: sha256Of(tag, randomBytes(32), encodings), bits: DRAWN_BITS };
  }
  return { bytes: shake256Of(32, [tag, ...lengthPrefixed([transcript, encodings])]), bits: DERIVED_BITS };
}
