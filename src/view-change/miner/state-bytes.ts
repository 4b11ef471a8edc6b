// A miner's state as bytes, for the store, with the version that counts the stored states of one miner up. Secret.
import { Decoder, Encoder, FeldsparError } from "../../encoding/index.js";
import { MAX_MINERS } from "../../magic-block/index.js";
import { decodeTransaction, encodeTransaction, MAX_PAYLOAD, type TransactionPhase } from "../transaction.js";
import { decodePastSessions, encodePastSessions } from "./past-sessions.js";
import type { MinerSession, MinerState, OwnTransaction } from "./state.js";

const FORMAT = 2;

function optional(encoder: Encoder, value: Uint8Array | null): Encoder {
  return value === null ? encoder.flag(false) : encoder.flag(true).bytes(value);
}

function truth(value: boolean | null): number {
  return value === null ? 0 : value ? 2 : 1;
}

/** The state as bytes, for the store. `version` counts the stored states of one miner up. */
export function encodeMinerState(state: MinerState, version: number): Uint8Array {
  const encoder = new Encoder().u8(FORMAT).u64(version);
  encodePastSessions(encoder, state.past);
  encoder.list(state.keys, (e, key) =>
    e.u64(key.number).fixed(key.blockHash, 32).u32(key.index).fixed(key.secretShare, 32),
  );
  const { session } = state;
  encoder.flag(session !== null);
  if (session !== null) {
    encoder
      .fixed(session.id, 32)
      .u32(session.index)
      .list(session.commitments, (e, commitment) => e.bytes(commitment))
      .bytes(session.proof)
      .list(session.shares, (e, share) => e.fixed(share, 32))
      .list(session.incoming, (e, incoming) => {
        optional(e, incoming.share);
        e.u8(truth(incoming.valid)).flag(incoming.conflict);
        optional(e, incoming.acknowledgement);
      })
      .list(session.outgoing, (e, outgoing) => {
        optional(e, outgoing.acknowledgement);
        e.u8(truth(outgoing.valid)).u32(outgoing.sent).u64(outgoing.nextAt);
      })
      .list(Object.values(session.transactions), (e, own) =>
        e.bytes(encodeTransaction(own.transaction)).u64(own.submittedAt).u32(own.times),
      );
  }
  return encoder.finish();
}

/** Reads what encodeMinerState wrote. Throws MALFORMED: a damaged store is not repaired. */
export function decodeMinerState(bytes: Uint8Array): { readonly state: MinerState; readonly version: number } {
  const decoder = new Decoder(bytes, "miner state");
  const format = decoder.u8();
  if (format !== FORMAT) throw new FeldsparError("MALFORMED", `miner state: expected format ${FORMAT}, got ${format}`);
  const version = Number(decoder.u64());
  const past = decodePastSessions(decoder);
  const maybe = (d: Decoder): Uint8Array | null => (d.flag() ? d.bytes(96) : null);
  const truthOf = (d: Decoder): boolean | null => {
    const value = d.u8();
    if (value > 2) throw new FeldsparError("MALFORMED", "miner state: expected a truth value");
    return value === 0 ? null : value === 2;
  };
  const keys = decoder.list(16, (d) => ({
    number: Number(d.u64()),
    blockHash: d.fixed(32),
    index: d.u32(),
    secretShare: d.fixed(32),
  }));
  let session: MinerSession | null = null;
  if (decoder.flag()) {
    const id = decoder.fixed(32);
    const index = decoder.u32();
    const commitments = decoder.list(MAX_MINERS, (d) => d.bytes(96));
    const proof = decoder.bytes(256);
    const shares = decoder.list(MAX_MINERS, (d) => d.fixed(32));
    const incoming = decoder.list(MAX_MINERS, (d) => ({
      share: maybe(d),
      valid: truthOf(d),
      conflict: d.flag(),
      acknowledgement: maybe(d),
    }));
    const outgoing = decoder.list(MAX_MINERS, (d) => ({
      acknowledgement: maybe(d),
      valid: truthOf(d),
      sent: d.u32(),
      nextAt: Number(d.u64()),
    }));
    const transactions: Partial<Record<TransactionPhase, OwnTransaction>> = {};
    const own = decoder.list(4, (d) => ({
      transaction: decodeTransaction(d.bytes(MAX_PAYLOAD + 256)),
      submittedAt: Number(d.u64()),
      times: d.u32(),
    }));
    for (const entry of own) transactions[entry.transaction.phase] = entry;
    session = { id, index, commitments, proof, shares, incoming, outgoing, transactions };
  }
  decoder.finish();
  return { state: { session, past, keys }, version };
}
