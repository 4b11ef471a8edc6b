// What sharders of a log engine say of its rounds, as entries of the log itself. A tick: "the round before closed
// here"; more than half of them close the next one. A checkpoint: "after this round, here in the log, this is the
// contract's state"; more than half of them let miners act upon it. Each is signed over bytes that are the same for
// all sharders.
import { schemeByName } from "../../bls/index.js";
import {
  decodeAs,
  Encoder,
  encodeAs,
  type Fields,
  type Format,
  fixed,
  hexName,
  reading,
  record,
  TAG,
} from "../../encoding/index.js";
import { identityDst, type SchemeName } from "../../magic-block/index.js";
import type { LedgerEntry } from "../../view-change/entries.js";
import { type SigningIdentity, signLongTerm } from "../../view-change/identity.js";
import type { Head } from "../ports.js";
import { headFields } from "./head-format.js";

/** Who says it. */
interface Signed {
  /** Of a sharder. */
  readonly id: string;
  readonly signature: Uint8Array;
}

/** A sharder's wish to close `round`: `position` and `logHash` are where the round before closed. */
export interface Tick extends Head, Signed {}

/** A sharder's replica after `round`. */
export interface Checkpoint extends Head, Signed {
  /** Of the contract, 32 bytes. */
  readonly stateHash: Uint8Array;
}

const head = headFields(1);
const tickBody = record<Head>(head);
const checkpointBody = record<Head & Pick<Checkpoint, "stateHash">>({ ...head, stateHash: fixed(32) });

function signed<Value>(scheme: SchemeName, fields: Fields<Value>): Format<Value & Signed> {
  const { signatureLength } = schemeByName(scheme);
  return record<Value & Signed>({ ...fields, id: hexName("bytes"), signature: fixed(signatureLength) } as Fields<
    Value & Signed
  >);
}

/**
 * What sharders sign to close a round. Throws BAD_TYPE, BAD_LENGTH, BAD_INTEGER.
 *
 * @example
 * const place = { round: 7, position: 3n, logHash: EMPTY_LOG_HASH }; // closes round 7, where the log had three entries
 * const signature = signLongTerm("min-sig", sharder, tickMessage(genesisHash(genesis), place));
 * signature.length; //=> 48
 */
export function tickMessage(genesisHash: Uint8Array, tick: Head): Uint8Array {
  return reading("tick", () => encodeAs(tickBody, tick, new Encoder(TAG.tick).fixed(genesisHash, 32)));
}

/**
 * What sharders sign of their replica's state. Throws BAD_TYPE, BAD_LENGTH, BAD_INTEGER.
 *
 * @example
 * const place = { round: 7, position: 3n, logHash: EMPTY_LOG_HASH, stateHash: stateHash(inOffice) };
 * const signature = signLongTerm("min-sig", sharder, checkpointMessage(genesisHash(genesis), place));
 * decodeCheckpoint("min-sig", encodeCheckpoint("min-sig", { ...place, id: sharder.id, signature })).round; //=> 7
 */
export function checkpointMessage(genesisHash: Uint8Array, checkpoint: Omit<Checkpoint, keyof Signed>): Uint8Array {
  const encoded = () => encodeAs(checkpointBody, checkpoint, new Encoder(TAG.checkpoint).fixed(genesisHash, 32));
  return reading("checkpoint", encoded);
}

/** A tick as the log carries it: closes `round`, after `before`. */
export function tickEntry(
  scheme: SchemeName,
  identity: SigningIdentity,
  genesisHash: Uint8Array,
  tick: Head,
): LedgerEntry {
  const signature = signLongTerm(scheme, identity, tickMessage(genesisHash, tick));
  return { kind: "tick", bytes: encodeTick(scheme, { ...tick, id: identity.id, signature }) };
}

/** A checkpoint as the log carries it. */
export function checkpointEntry(
  scheme: SchemeName,
  identity: SigningIdentity,
  genesisHash: Uint8Array,
  checkpoint: Omit<Checkpoint, keyof Signed>,
): LedgerEntry {
  const signature = signLongTerm(scheme, identity, checkpointMessage(genesisHash, checkpoint));
  return { kind: "checkpoint", bytes: encodeCheckpoint(scheme, { ...checkpoint, id: identity.id, signature }) };
}

function checkpointFormat(scheme: SchemeName): Format<Checkpoint> {
  return signed<Omit<Checkpoint, keyof Signed>>(scheme, { ...head, stateHash: fixed(32) });
}

/** The bytes of a tick. Throws BAD_SCHEME, BAD_TYPE, BAD_LENGTH, BAD_INTEGER, BAD_ID. */
export function encodeTick(scheme: SchemeName, tick: Tick): Uint8Array {
  return reading("tick", () => encodeAs(signed<Head>(scheme, head), tick));
}

/**
 * The bytes of a checkpoint. Throws BAD_SCHEME, BAD_TYPE, BAD_LENGTH, BAD_INTEGER, BAD_ID.
 *
 * @example
 * const place = { round: 7, position: 3n, logHash: EMPTY_LOG_HASH, stateHash: stateHash(inOffice) };
 * const signature = signLongTerm("min-sig", sharder, checkpointMessage(genesisHash(genesis), place));
 * const bytes = encodeCheckpoint("min-sig", { ...place, id: sharder.id, signature });
 * decodeCheckpoint("min-sig", bytes).stateHash; //=> place.stateHash
 */
export function encodeCheckpoint(scheme: SchemeName, checkpoint: Checkpoint): Uint8Array {
  return reading("checkpoint", () => encodeAs(checkpointFormat(scheme), checkpoint));
}

/**
 * Reads a tick, by which a sharder wishes to close a round; not verified. Throws BAD_SCHEME, BAD_TYPE, MALFORMED.
 *
 * @example
 * // the entries by which sharders close rounds, as `SharderNode` appends them
 * decodeTick("min-sig", new Uint8Array(9)); //=> throws MALFORMED
 */
export function decodeTick(scheme: SchemeName, bytes: Uint8Array): Tick {
  return decodeAs(signed<Head>(scheme, head), bytes, "tick");
}

/**
 * Reads what encodeCheckpoint wrote; not verified. Throws BAD_SCHEME, BAD_TYPE, MALFORMED.
 *
 * @example
 * const place = { round: 7, position: 3n, logHash: EMPTY_LOG_HASH, stateHash: stateHash(inOffice) };
 * const checkpoint = { ...place, id: sharder.id, signature: new Uint8Array(48) };
 * decodeCheckpoint("min-sig", encodeCheckpoint("min-sig", checkpoint)); //=> checkpoint
 */
export function decodeCheckpoint(scheme: SchemeName, bytes: Uint8Array): Checkpoint {
  return decodeAs(checkpointFormat(scheme), bytes, "checkpoint");
}

/** Has the sharder with this key signed the message? */
export function isSigned(
  scheme: SchemeName,
  { signature }: Signed,
  message: Uint8Array,
  publicKey: Uint8Array,
): boolean {
  const { invalid } = schemeByName(scheme).batchVerify([{ signature, message, publicKey }], {
    DST: identityDst(scheme),
  });
  return invalid.length === 0;
}
