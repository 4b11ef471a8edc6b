// What the contract reports of a block, why an attempt starts over, and why a dealer or a receiver is removed.
import type { BeaconOutput } from "../../beacon/index.js";
import type { ErrorCode } from "../../encoding/index.js";
import type { MagicBlock, MagicBlockRemoval, Phase, RemovalCode } from "../../magic-block/index.js";
import type { EntryKind } from "../entries.js";
import type { TransactionKind } from "../transaction.js";
import type { SessionState } from "./state.js";

/** Why an attempt ended without a magic block. */
export const RESTART_REASONS = {
  TOO_FEW_CANDIDATES: "too few candidates",
  TOO_FEW_MPKS: "too few dealers published commitments",
  TOO_FEW_PRESENT: "too few receivers published commitments or said that they are present",
  TOO_FEW_MEMBERS: "too few receivers were left after the publish phase",
  TOO_FEW_DEALERS: "too few dealers were qualified",
  TOO_FEW_SHARDERS: "too few sharders want to go on, or none of those in office does",
  BAD_GROUP_KEY: "the group key or a public share is the identity",
  TOO_FEW_CONFIRMATIONS: "too few members confirmed the new key",
} as const;
export type RestartReason = keyof typeof RESTART_REASONS;

/** Why somebody is no dealer, or no receiver, any more. */
export const REMOVAL_REASONS: Readonly<Record<RemovalCode, string>> = {
  "no-mpk": "published no valid commitments, and did not say that it is present",
  "no-publication": "published no valid acknowledgements and shares",
  "dealer-rule": "fewer than t receivers confirmed its dealing",
  "receiver-rule": "its share was revealed by too many dealers",
};

/** An attempt that must start over. */
export interface Failure {
  readonly code: RestartReason;
  readonly message: string;
}

export type EndOfPhase = "everybody-done" | "rounds-over";

export type ContractEvent =
  | { readonly type: "closed"; readonly number: number; readonly attempt: number; readonly hash: Uint8Array }
  | { readonly type: "frozen"; readonly number: number; readonly attempt: number; readonly session: Uint8Array }
  | { readonly type: "phase-ended"; readonly phase: Phase; readonly why: "everybody-done" | "rounds-over" | "failed" }
  | { readonly type: "phase-began"; readonly phase: Phase }
  | {
      readonly type: "accepted";
      readonly phase: Phase;
      readonly kind: TransactionKind;
      readonly sender: string;
      /** In the list of the kind's senders: dealers or receivers; null for hand-overs and `first`. */
      readonly index: number | null;
    }
  | {
      readonly type: "refused";
      readonly phase: Phase | "stopped";
      readonly kind: EntryKind;
      /** As claimed; empty where nothing is claimed. */
      readonly sender: string;
      readonly code: ErrorCode;
      readonly message: string;
      /** Who did it, by id: the sender once its signature was verified, nobody before. */
      readonly culprits: readonly string[];
    }
  | { readonly type: "registered" | "left" | "returned" | "kept"; readonly id: string }
  | { readonly type: "stake"; readonly id: string; readonly stake: bigint }
  | { readonly type: "suspended"; readonly id: string; readonly attempts: number }
  | { readonly type: "parameters"; readonly taken: boolean }
  | { readonly type: "removed"; readonly removal: MagicBlockRemoval }
  | { readonly type: "made"; readonly magicBlock: MagicBlock; readonly hash: Uint8Array }
  | { readonly type: "decided" | "certified"; readonly magicBlock: MagicBlock; readonly hash: Uint8Array }
  | { readonly type: "activated"; readonly magicBlock: MagicBlock; readonly session: SessionState }
  | { readonly type: "beacon"; readonly output: BeaconOutput }
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
  | { readonly type: "stopped"; readonly failures: number }
  | { readonly type: "resumed" };
