// The transcript of a ceremony: the first invitation and all entries in their order. Whoever has it computes what every
// party computed: proofs, revealed shares, signatures, who was left out and why, the keys, and who sealed them.
import {
  canonicalJson,
  Encoder,
  FeldsparError,
  JsonReader,
  parseJson,
  reading,
  TAG,
  toHex,
} from "../encoding/index.js";
import { type MagicBlock, verifyMagicBlockChain } from "../magic-block/index.js";
import type { Edge } from "../node/log/attestation.js";
import { type GroupKey, groupKeyOf } from "../signing/key.js";
import type { LedgerEntry } from "../view-change/entries.js";
import { Course, type CourseState, isSealed, MOST_ENTRIES } from "./course.js";
import { type Invitation, type InvitationJson, invitationToJson, readInvitation } from "./invitation.js";
import { entryFromJson, entryToJson } from "./messages.js";
import { wordsOf } from "./words.js";

export const TRANSCRIPT_KIND = "feldspar-transcript";

export interface Transcript {
  readonly kind: "feldspar-transcript";
  readonly invitation: InvitationJson;
  readonly entries: readonly { readonly kind: string; readonly bytes: string }[];
}

export function transcriptOf(invitation: InvitationJson, entries: readonly LedgerEntry[]): Transcript {
  return { kind: TRANSCRIPT_KIND, invitation, entries: entries.map(entryToJson) };
}

/** Throws BAD_JSON, and what `readInvitation` throws. Nothing else is verified. */
export function readTranscript(json: unknown): { readonly invitation: Invitation; readonly entries: LedgerEntry[] } {
  return reading("transcript", () => {
    const subject = "transcript";
    const reader = new JsonReader(typeof json === "string" ? parseJson(json, subject, 1 << 28) : json, subject);
    const fields = reader.object(["kind", "invitation", "entries"]);
    fields.kind.oneOf([TRANSCRIPT_KIND]);
    return {
      invitation: readInvitation(fields.invitation.value),
      entries: fields.entries.array(MOST_ENTRIES, (item) => entryFromJson(item)),
    };
  });
}

/** A key that a ceremony has made or handed on, sealed by all its members. */
export interface SealedKey extends GroupKey {
  /** 32 bytes: equal for everybody who saw the same from the first word on. */
  readonly transcriptHash: Uint8Array;
  /** The same for people: each reads them to the others. */
  readonly words: readonly string[];
  readonly magicBlock: MagicBlock;
  /** Ids of the members who hold a share and have sealed it: all of them, but for whom the host did not wait. */
  readonly sealedBy: readonly string[];
}

/** The hash of all that was said until a block came into office, at this edge. 32 bytes. */
export function transcriptHashOf(
  genesisHash: Uint8Array,
  block: { readonly number: number; readonly hash: Uint8Array },
  { position, logHash, stateHash }: Omit<Edge, "round">,
): Uint8Array {
  return new Encoder(TAG.transcript)
    .fixed(genesisHash, 32)
    .u64(block.number)
    .fixed(block.hash, 32)
    .u64(Number(position))
    .fixed(logHash, 32)
    .fixed(stateHash, 32)
    .digest();
}

/** What all members have sealed last; null where they have not. */
export function sealedKeyOf({ chain, sealing }: CourseState): SealedKey | null {
  const { genesis, genesisHash, current } = chain;
  const { magicBlock, hash } = current;
  if (magicBlock === null || !isSealed(sealing) || sealing.number !== current.number) return null;
  const transcriptHash = transcriptHashOf(genesisHash, { number: sealing.number, hash }, sealing.edge);
  const key = groupKeyOf(genesis, magicBlock, hash);
  return { ...key, transcriptHash, words: wordsOf(transcriptHash), magicBlock, sealedBy: sealing.members };
}

export interface TranscriptVerdict {
  readonly valid: boolean;
  /** Why not; empty when valid. */
  readonly reason: string;
  /** Hex: names the ceremony. Empty where the invitation is none. */
  readonly genesisHash: string;
  /** Every key that all its members have sealed, in order: the same group key with other shares. */
  readonly keys: readonly SealedKey[];
  /** Entries that changed nothing: a room that is not honest lets them in. */
  readonly refused: number;
}

/**
 * Replays a transcript (JSON or its text). Valid: the host signed the invitation, at least one key is sealed by all its
 * members, and the last block that came into office is. Never throws for a transcript that is not right. Compare the
 * words of the last key with those of a person who was there: that it is *their* ceremony, nothing in it can say.
 *
 * @example
 * const { valid, keys } = verifyTranscript(transcript);
 * valid; //=> true
 * keys[0].words.length; //=> 16
 * verifyTranscript({ ...transcript, entries: transcript.entries.slice(0, 3) }).valid; //=> false
 */
export function verifyTranscript(transcript: unknown): TranscriptVerdict {
  const keys: SealedKey[] = [];
  let genesisHash = "";
  let refused = 0;
  const verdict = (reason: string) => ({ valid: reason === "", reason, genesisHash, keys, refused });
  try {
    const { invitation, entries } = readTranscript(transcript);
    if (invitation.number !== 1) return verdict("it does not begin with the first invitation");
    genesisHash = toHex(invitation.genesisHash);
    const course = new Course();
    let state = course.begin(invitation.genesis);
    for (const entry of entries) {
      const taken = course.take(state, entry);
      state = taken.state;
      if (taken.refused !== null) refused++;
      if (taken.events.some(({ type }) => type === "sealed")) keys.push(sealedKeyOf(state)!);
    }
    const last = keys.at(-1);
    if (last === undefined) return verdict("no key was sealed by all its members");
    const { number } = state.chain.current;
    if (last.number !== number)
      return verdict(`block ${number} came into office and was not sealed by all its members`);
    const followed = verifyMagicBlockChain(
      [keys[0]!.magicBlock],
      keys[0]!.number === 1 ? { genesis: invitation.genesis } : {},
    );
    return verdict(followed.valid ? "" : followed.reason);
  } catch (error) {
    if (error instanceof FeldsparError) return verdict(error.message);
    throw error;
  }
}

/**
 * As text, for a file. Throws as `readInvitation`, and BAD_JSON for what is no transcript.
 *
 * @example
 * const text = transcriptText(transcript); // of room.transcript: a file for everybody
 * verifyTranscript(text).valid; //=> true
 */
export function transcriptText(transcript: Transcript): string {
  const { invitation, entries } = readTranscript(transcript);
  const json = transcriptOf(invitationToJson(invitation), entries);
  return `${canonicalJson(json as never, 1)}\n`;
}
