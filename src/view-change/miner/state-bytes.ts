// A miner's state as bytes, for the store, with the version that counts the stored states of one miner up. Secret.

import { sha256 } from "@noble/hashes/sha2.js";
import { reading } from "../../../bindings/arguments.js";
import {
  bytes,
  bytesOf,
  choice,
  concatBytes,
  Decoder,
  Encoder,
  encodeAs,
  equalBytes,
  FeldsparError,
  type Fields,
  fixed,
  flag,
  list,
  mapped,
  nullable,
  record,
  unsigned,
} from "../../encoding/index.js";
import { MAX_MINERS, partyIdFormat } from "../../magic-block/index.js";
import { MOST_OWNERS } from "../contract/beacon.js";
import { MAX_SHARE_PROOF } from "../evidence.js";
import {
  decodeTransaction,
  encodeTransaction,
  MAX_PAYLOAD,
  TRANSACTION_KINDS,
  type TransactionKind,
} from "../transaction.js";
import { pastSessionsFormat } from "./past-sessions.js";
import type {
  IncomingShare,
  MinerKey,
  MinerLot,
  MinerSession,
  MinerState,
  OutgoingShare,
  OwnHandOver,
  OwnReturn,
  OwnTransaction,
  SessionKeys,
  SignedShares,
  Submitted,
} from "./state.js";

const FORMAT = 3;
const HASH_LENGTH = 32;
/** Beside a transaction's payload. */
const MAX_OVERHEAD = 256;
/**
 * Views whose keys may be held at once: all that owe rounds, however long the ledger waits for them, and the one that
 * is being made. What can be stored must be readable again.
 */
const MAX_KEYS = MOST_OWNERS + 1;

const VERDICTS = ["unknown", "no", "yes"] as const;
const verdict = mapped<boolean | null, (typeof VERDICTS)[number]>(
  choice(VERDICTS),
  (value) => VERDICTS[value === null ? 0 : value ? 2 : 1],
  (name) => (name === "unknown" ? null : name === "yes"),
);
const point = bytesOf(48, 96);
const scalar = fixed(32);
const counted: Fields<Submitted> = { submittedAt: unsigned(64), times: unsigned(32) };

const transaction = record<OwnTransaction>({
  transaction: mapped(bytes(MAX_PAYLOAD + MAX_OVERHEAD), encodeTransaction, decodeTransaction),
  ...counted,
});
const transactions = mapped<MinerSession["transactions"], readonly OwnTransaction[]>(
  list(transaction, TRANSACTION_KINDS.length),
  (byKind) => Object.values(byKind),
  (all) =>
    Object.fromEntries(all.map((own) => [own.transaction.kind, own])) as Partial<
      Record<TransactionKind, OwnTransaction>
    >,
);

type StoredSession = Omit<MinerSession, "countedAt">;

const storedSession = record<StoredSession>({
  id: fixed(32),
  number: unsigned(64),
  attempt: unsigned(32),
  dealer: unsigned(32, 0, MAX_MINERS),
  receiver: unsigned(32, 0, MAX_MINERS),
  setAside: flag,
  keys: nullable(record<SessionKeys>({ publicKey: fixed(32), privateKey: nullable(fixed(32)) })),
  commitments: list(bytesOf(48, 96, 192), MAX_MINERS),
  proof: bytes(64),
  shares: list(scalar, MAX_MINERS),
  signedShares: nullable(
    record<SignedShares>({ receivers: list(unsigned(32, 1, MAX_MINERS), MAX_MINERS), signature: point }),
  ),
  incoming: list(
    record<IncomingShare>({
      share: nullable(scalar),
      proof: nullable(bytes(MAX_SHARE_PROOF)),
      valid: verdict,
      conflict: flag,
      acknowledgement: nullable(point),
      refused: unsigned(32),
    }),
    MAX_MINERS,
  ),
  outgoing: list(
    record<OutgoingShare>({
      acknowledgement: nullable(point),
      valid: verdict,
      refused: unsigned(32),
      sent: unsigned(32),
      nextAt: unsigned(64),
    }),
    MAX_MINERS,
  ),
  waited: unsigned(64),
  transactions,
});
const session = mapped<MinerSession, StoredSession>(
  storedSession,
  (value) => value,
  (stored) => ({ ...stored, countedAt: null }),
);

const state = record<MinerState>({
  past: pastSessionsFormat,
  keys: list(
    record<MinerKey>({
      number: unsigned(64),
      blockHash: fixed(32),
      session: fixed(32),
      attempt: unsigned(32),
      index: unsigned(32),
      partyId: partyIdFormat,
      secretShare: scalar,
      handOver: nullable(record<OwnHandOver>({ hash: fixed(32), own: transaction })),
    }),
    MAX_KEYS,
  ),
  session: nullable(session),
  lot: nullable(
    record<MinerLot>({
      number: unsigned(64),
      attempt: unsigned(32),
      candidates: fixed(32),
      partials: list(nullable(bytesOf(0, 48, 96)), MAX_MINERS),
      signature: nullable(point),
      sent: unsigned(32),
      nextAt: unsigned(64),
      ...counted,
    }),
  ),
  returning: nullable(record<OwnReturn>({ serial: unsigned(64), ...counted })),
});

/**
 * The state as bytes, for the store. `version` counts the stored states of one miner up. The bytes end in their hash:
 * a store that has changed a bit is damaged, and does not make another miner of this one. All of it is secret. Throws
 * BAD_TYPE, BAD_INTEGER.
 *
 * @example
 * const stored = encodeMinerState(minerState, 7); // secret: a SealedStore keeps it
 * decodeMinerState(stored).version; //=> 7
 */
export function encodeMinerState(value: MinerState, version: number): Uint8Array {
  return reading("encodeMinerState", (): Uint8Array => {
    const content = encodeAs(state, value, new Encoder().u8(FORMAT).u64(version));
    return concatBytes(content, sha256(content));
  });
}

/**
 * Reads what encodeMinerState wrote. Throws MALFORMED: a damaged store is not repaired.
 *
 * @example
 * const stored = encodeMinerState(minerState, 7);
 * decodeMinerState(stored).state.session!.id; //=> minerState.session!.id
 * stored[9] ^= 1;
 * decodeMinerState(stored); //=> throws MALFORMED
 */
export function decodeMinerState(stored: Uint8Array): { readonly state: MinerState; readonly version: number } {
  return reading("decodeMinerState", (): { readonly state: MinerState; readonly version: number } => {
    const content = stored.subarray(0, Math.max(0, stored.length - HASH_LENGTH));
    const intact = equalBytes(sha256(content), stored.subarray(content.length));
    if (!intact) throw new FeldsparError("MALFORMED", "miner state: damaged, its hash is not that of its content");
    const decoder = new Decoder(content, "miner state");
    const format = decoder.u8();
    if (format !== FORMAT)
      throw new FeldsparError("MALFORMED", `miner state: expected format ${FORMAT}, got ${format}`);
    const version = Number(decoder.u64());
    const value = state.read(decoder);
    decoder.finish();
    return { state: value, version };
  });
}
