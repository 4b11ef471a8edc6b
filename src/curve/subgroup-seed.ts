// Randomness of the subgroup check of many points, where several machines decode the same points and must agree.
import { shake256 } from "@noble/hashes/sha3.js";
import { checkBytes, utf8 } from "../../bindings/bytes.js";
import type { GroupName } from "../../bindings/point.js";

/** Options of a decoder of many points. */
export interface TranscriptOptions {
  /**
   * Where several machines must come to the same verdict (a contract on a chain), the random combinations behind the
   * subgroup check are derived from a hash of this and of all encodings, instead of being drawn by each for itself. A
   * bad point then passes with a probability of 2^-128, since who sends it can try many encodings; otherwise of 2^-64.
   */
  readonly transcript?: Uint8Array | undefined;
}

/**
 * 32 bytes for everybody who decodes the same encodings under the same transcript (Fiat and Shamir); none without a
 * transcript.
 */
export function subgroupSeed(
  { transcript }: TranscriptOptions,
  group: GroupName,
  encodings: Uint8Array,
): Uint8Array | undefined {
  if (transcript === undefined) return undefined;
  checkBytes(transcript, "transcript");
  const hash = shake256.create({}).update(utf8(`feldspar/v1/subgroup-checks/${group}`));
  const length = new Uint8Array(4);
  for (const part of [transcript, encodings]) {
    new DataView(length.buffer).setUint32(0, part.length);
    hash.update(length).update(part);
  }
  return hash.xof(32);
}
