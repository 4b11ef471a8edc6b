// What a miner is told, and what it asks for in return: the two ends of a step. An effect carries everything it needs,
// so that whoever performs it looks nothing up in another state.
import type { RawKeyPair } from "../../sealing/keys.js";
import type { ContractState } from "../contract/state.js";
import type { LedgerEntry } from "../entries.js";
import type { Evidence } from "../evidence.js";
import type { Transaction } from "../transaction.js";
import type { MinerState } from "./state.js";

/** What is true whenever a miner is told something. */
export interface Now {
  /** In milliseconds. */
  readonly time: number;
  /** The contract's state after the latest block. */
  readonly chain: ContractState;
  /**
   * The highest round whose state more than half of the sharders in office have signed; Infinity on engines that need
   * no such signatures.
   */
  readonly attested: number;
}

/** A private message came, and was authenticated: who sent it is proved. */
export type MinerMessage =
  /** A share and what came with it, opened. `from`: index in the list of dealers. */
  | { readonly type: "share"; readonly session: Uint8Array; readonly from: number; readonly plaintext: Uint8Array }
  /** A share of a dealer whose share this miner has acknowledged, and that cannot be opened any more. */
  | { readonly type: "share-again"; readonly session: Uint8Array; readonly from: number }
  /** `from`: index in the list of receivers. */
  | {
      readonly type: "acknowledgement";
      readonly session: Uint8Array;
      readonly from: number;
      readonly signature: Uint8Array;
    }
  /** A partial signature of a lot, by the id of a member in office. */
  | {
      readonly type: "lot";
      readonly number: number;
      readonly attempt: number;
      readonly from: string;
      readonly signature: Uint8Array;
    };

/** "tick": a time it asked for has come; "restarted": from its stored state. */
export interface MinerNotice {
  readonly type: "block" | "tick" | "restarted";
  /** A fresh pair for the session that `chain` shows, where this miner has not joined it; else null. */
  readonly sessionKeys: RawKeyPair | null;
}

export type MinerEvent = Now & (MinerNotice | MinerMessage);

/** Somebody a private message goes to. */
export interface Peer {
  readonly id: string;
  /** Long-term X25519, as it is frozen in the session's list or the block. */
  readonly encryptionKey: Uint8Array;
}

/** A private message that is to be sent: under this miner's long-term X25519 key `own`, as it is frozen. */
export interface Addressed {
  readonly own: Uint8Array;
  readonly to: Peer;
}

/**
 * Off the chain: BAD_SHARE is proved by its evidence, TWO_SHARES by that of the wrong one of them; ANOTHER_MPK stands
 * under this miner's own name (a lost disk, an old backup, a twin); BAD_ACKNOWLEDGEMENT is for logs.
 */
export type NoticeCode = "BAD_SHARE" | "TWO_SHARES" | "BAD_ACKNOWLEDGEMENT" | "ANOTHER_MPK";

export type MinerEffect =
  /** Store the new state now, before the effects that follow. */
  | { readonly type: "persist" }
  | { readonly type: "submit"; readonly transaction: Transaction }
  /** Any other entry: a lot, or a `return`. */
  | { readonly type: "append"; readonly entry: LedgerEntry }
  /** Seal `plaintext` to the receiver's key for the session, and send it. */
  | (Addressed & {
      readonly type: "send-share";
      readonly session: Uint8Array;
      readonly dealer: number;
      readonly receiver: number;
      readonly sessionKey: Uint8Array;
      readonly plaintext: Uint8Array;
    })
  | (Addressed & {
      readonly type: "send-acknowledgement";
      readonly session: Uint8Array;
      readonly signature: Uint8Array;
    })
  | (Addressed & {
      readonly type: "send-lot";
      readonly number: number;
      readonly attempt: number;
      readonly signature: Uint8Array;
    })
  /** Send a "tick" at this time. */
  | { readonly type: "wake"; readonly at: number }
  /** Somebody, by id, misbehaved; with what proves it, where something does. */
  | {
      readonly type: "evidence";
      readonly against: string;
      readonly code: NoticeCode;
      readonly evidence: Evidence | null;
    };

export interface Step {
  readonly state: MinerState;
  readonly effects: MinerEffect[];
}
