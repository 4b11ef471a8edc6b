// A miner's state as bytes, for the store, with the version that counts the stored states of one miner up. Secret.
import { sha256 } from "@noble/hashes/sha2.js";
import {
  bytes,
  choice,
  concatBytes,
  Decoder,
  Encoder,
  encodeAs,
  equalBytes,
  FeldsparError,
  fixed,
  flag,
  list,
  mapped,
  nullable,
  record,
  unsigned,
} from "../../encoding/index.js";
import { MAX_MINERS } from "../../magic-block/index.js";
import { decodeTransaction, encodeTransaction, MAX_PAYLOAD, type TransactionPhase } from "../transaction.js";
import { pastSessionsFormat } from "./past-sessions.js";
import type { IncomingShare, MinerKey, MinerSession, MinerState, OutgoingShare, OwnTransaction } from "./state.js";

const FORMAT = 2;
const HASH_LENGTH = 32;
/** Beside a transaction's payload. */
const MAX_OVERHEAD = 256;

const VERDICTS = ["unknown", "no", "yes"] as const;
const verdict = mapped<boolean | null, (typeof VERDICTS)[number]>(
  choice(VERDICTS),
  (value) => VERDICTS[value === null ? 0 : value ? 2 : 1],
  (name) => (name === "unknown" ? null : name === "yes"),
);
const maybe = nullable(bytes(96));
const scalar = fixed(32);

const transaction = record<OwnTransaction>({
  transaction: mapped(bytes(MAX_PAYLOAD + MAX_OVERHEAD), encodeTransaction, decodeTransaction),
  submittedAt: unsigned(64),
  times: unsigned(32),
});
const transactions = mapped<Partial<Record<TransactionPhase, OwnTransaction>>, readonly OwnTransaction[]>(
  list(transaction, 4),
  (byPhase) => Object.values(byPhase),
  (all) => Object.fromEntries(all.map((own) => [own.transaction.phase, own])),
);

const session = record<MinerSession>({
  id: fixed(32),
  index: unsigned(32),
  commitments: list(bytes(96), MAX_MINERS),
  proof: bytes(256),
  shares: list(scalar, MAX_MINERS),
  incoming: list(
    record<IncomingShare>({ share: maybe, valid: verdict, conflict: flag, acknowledgement: maybe }),
    MAX_MINERS,
  ),
  outgoing: list(
    record<OutgoingShare>({ acknowledgement: maybe, valid: verdict, sent: unsigned(32), nextAt: unsigned(64) }),
    MAX_MINERS,
  ),
  transactions,
});

const state = record<MinerState>({
  past: pastSessionsFormat,
  keys: list(
    record<MinerKey>({ number: unsigned(64), blockHash: fixed(32), index: unsigned(32), secretShare: scalar }),
    16,
  ),
  session: nullable(session),
});

/**
 * The state as bytes, for the store. `version` counts the stored states of one miner up. The bytes end in their hash: a
 * store that has changed a bit is damaged, and does not make another miner of this one.
 */
export function encodeMinerState(value: MinerState, version: number): Uint8Array {
  const content = encodeAs(state, value, new Encoder().u8(FORMAT).u64(version));
  return concatBytes(content, sha256(content));
}

/** Reads what encodeMinerState wrote. Throws MALFORMED: a damaged store is not repaired. */
export function decodeMinerState(stored: Uint8Array): { readonly state: MinerState; readonly version: number } {
  const content = stored.subarray(0, Math.max(0, stored.length - HASH_LENGTH));
  const intact = equalBytes(sha256(content), stored.subarray(content.length));
  if (!intact) throw new FeldsparError("MALFORMED", "miner state: damaged, its hash is not that of its content");
  const decoder = new Decoder(content, "miner state");
  const format = decoder.u8();
  if (format !== FORMAT) throw new FeldsparError("MALFORMED", `miner state: expected format ${FORMAT}, got ${format}`);
  const version = Number(decoder.u64());
  const value = state.read(decoder);
  decoder.finish();
  return { state: value, version };
}
