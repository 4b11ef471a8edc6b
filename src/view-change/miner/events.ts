// What a miner is told, and what it asks for in return: the two ends of a step. An effect carries everything it needs,
// so that whoever performs it looks nothing up in another state.
import type { ContractState } from "../contract/state.js";
import type { FrozenMember } from "../session.js";
import type { Transaction } from "../transaction.js";
import type { MinerState } from "./state.js";

/** What a miner is told. `chain` is the contract's state after the latest block; `time` is in milliseconds. */
export type MinerEvent = { readonly time: number; readonly chain: ContractState } & (
  | { readonly type: "block" }
  /** A time it asked for has come. */
  | { readonly type: "tick" }
  /** It was restarted from its stored state. */
  | { readonly type: "restarted" }
  /** A share came and was opened: `from` is proved by the envelope. */
  | { readonly type: "share"; readonly session: Uint8Array; readonly from: number; readonly share: Uint8Array }
  /** An acknowledgement came: `from` is a claim. */
  | {
      readonly type: "acknowledgement";
      readonly session: Uint8Array;
      readonly from: number;
      readonly signature: Uint8Array;
    }
);

export type MinerEffect =
  /** Store the new state now, before the effects that follow. */
  | { readonly type: "persist" }
  | { readonly type: "submit"; readonly transaction: Transaction }
  /** Seal `share` to the receiver and send it: from this miner's index to a member of the session's list. */
  | {
      readonly type: "send-share";
      readonly session: Uint8Array;
      readonly from: number;
      readonly to: FrozenMember;
      readonly share: Uint8Array;
    }
  | {
      readonly type: "send-acknowledgement";
      readonly session: Uint8Array;
      readonly from: number;
      readonly to: FrozenMember;
      readonly signature: Uint8Array;
    }
  /** Send a "tick" at this time. */
  | { readonly type: "wake"; readonly at: number }
  /** Somebody misbehaved towards this miner. */
  | {
      readonly type: "evidence";
      readonly against: number;
      readonly code: "CONFLICTING_SHARES" | "BAD_SHARE" | "BAD_ACKNOWLEDGEMENT";
    };

export interface Step {
  readonly state: MinerState;
  readonly effects: MinerEffect[];
}
