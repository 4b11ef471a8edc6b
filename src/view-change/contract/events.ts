// What the contract reports of a block, why an attempt starts over, and why a miner is taken off the list.
import type { ErrorCode } from "../../encoding/index.js";
import type { MagicBlock, MagicBlockRemoval, Phase } from "../../magic-block/index.js";
import type { SessionState } from "./state.js";

/** Why an attempt ended without a magic block. */
export const RESTART_REASONS = {
  TOO_FEW_CANDIDATES: "too few candidates",
  TOO_FEW_MPKS: "too few miners published commitments",
  TOO_FEW_MEMBERS: "too few members were left after the publish phase",
  TOO_FEW_DEALERS: "too few dealers were qualified",
  BAD_GROUP_KEY: "the group key is the identity",
  TOO_FEW_CONFIRMATIONS: "too few members confirmed the new key",
  NO_HAND_OVER: "the current set did not sign the hand-over",
} as const;
export type RestartReason = keyof typeof RESTART_REASONS;

/** Why a miner was taken off the list. A removal by the receiver rule says the numbers too. */
export const REMOVAL_REASONS = {
  "no-mpk": "published no valid commitments",
  "no-publication": "published no valid acknowledgements and shares",
  "receiver-rule": "its share was revealed by at least t dealers",
} as const;
export type RemovalCode = keyof typeof REMOVAL_REASONS;

/** An attempt that must start over. */
export interface Failure {
  readonly code: RestartReason;
  readonly message: string;
}

export type EndOfPhase = "everybody-done" | "rounds-over";

export type ContractEvent =
  | { readonly type: "frozen"; readonly number: number; readonly attempt: number; readonly session: Uint8Array }
  | { readonly type: "phase-ended"; readonly phase: Phase; readonly why: "everybody-done" | "rounds-over" | "failed" }
  | { readonly type: "phase-began"; readonly phase: Phase }
  | { readonly type: "accepted"; readonly phase: Phase; readonly sender: string; readonly index: number | null }
  | {
      readonly type: "refused";
      readonly phase: Phase | "stopped";
      /** As claimed. */
      readonly sender: string;
      /** On the frozen list, if there. */
      readonly index: number | null;
      readonly code: ErrorCode;
      readonly message: string;
      /** Who did it, by list index or else miner id: the sender once its signature was verified, nobody before. */
      readonly culprits: readonly (number | string)[];
    }
  | { readonly type: "registered"; readonly id: string }
  | { readonly type: "removed"; readonly removal: MagicBlockRemoval }
  | { readonly type: "made"; readonly magicBlock: MagicBlock; readonly hash: Uint8Array }
  | { readonly type: "certified"; readonly magicBlock: MagicBlock }
  | { readonly type: "activated"; readonly magicBlock: MagicBlock; readonly session: SessionState }
  | {
      /** "dropped" when a magic block had been made. */
      readonly type: "restarted" | "dropped";
      readonly code: RestartReason;
      readonly message: string;
      /** The attempt as it ended; null when its list was never frozen. */
      readonly session: SessionState | null;
      /** First round of the next attempt. */
      readonly until: number;
    }
  | { readonly type: "stopped"; readonly failures: number };
