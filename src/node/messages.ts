// Private messages, between bytes on the wire and what the state machine says and is told: shares are sealed and opened
// here. An index means something only in the list of its own session, so nothing is looked up in another.
import { equalBytes, FeldsparError } from "../encoding/index.js";
import type { ShareCipher } from "../sealing/cipher.js";
import type { ContractState } from "../view-change/contract/state.js";
import type { MinerEffect, MinerEvent } from "../view-change/miner/events.js";
import type { MinerState } from "../view-change/miner/state.js";
import { decodeWire, encodeWire, type WireMessage } from "../view-change/miner/wire.js";

export interface Outgoing {
  /** Miner id. */
  readonly to: string;
  readonly bytes: Uint8Array;
}

/** What the miner is told of a message as it came; null when it is nothing for it. */
export async function eventOf(
  cipher: ShareCipher,
  message: Uint8Array,
  state: MinerState,
  now: { readonly time: number; readonly chain: ContractState },
  onEvidence: (against: number, code: string) => void,
): Promise<MinerEvent | null> {
  const decoded = decodeOrNull(message);
  const mine = state.session;
  const onChain = now.chain.session;
  if (decoded === null || mine === null || onChain === null) return null;
  const { kind, session, from, to } = decoded;
  if (!equalBytes(mine.id, onChain.id) || !equalBytes(mine.id, session)) return null;
  const sender = onChain.list[from - 1];
  if (sender === undefined || to !== mine.index || from === mine.index) return null;
  if (kind === "acknowledgement") return { type: kind, ...now, session, from, signature: decoded.signature };
  try {
    const context = { session, dealer: from, receiver: to };
    const share = await cipher.open(context, sender.encryptionKey, decoded.envelope);
    return { type: kind, ...now, session, from, share };
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    onEvidence(from, error.code);
    return null;
  }
}

function decodeOrNull(message: Uint8Array): WireMessage | null {
  try {
    return decodeWire(message);
  } catch (error) {
    if (error instanceof FeldsparError) return null;
    throw error;
  }
}

/**
 * The private message that an effect asks for, sealed; null for other effects, and for receivers whose key is of no
 * use.
 */
export async function messageOf(cipher: ShareCipher, effect: MinerEffect): Promise<Outgoing | null> {
  if (effect.type !== "send-share" && effect.type !== "send-acknowledgement") return null;
  const { session, from } = effect;
  const { index: to, id, encryptionKey } = effect.to;
  if (effect.type === "send-acknowledgement") {
    return { to: id, bytes: encodeWire({ kind: "acknowledgement", session, from, to, signature: effect.signature }) };
  }
  try {
    const envelope = await cipher.seal({ session, dealer: from, receiver: to }, encryptionKey, effect.share);
    return { to: id, bytes: encodeWire({ kind: "share", session, from, to, envelope }) };
  } catch (error) {
    if (error instanceof FeldsparError) return null;
    throw error;
  }
}
