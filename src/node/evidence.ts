// What a miner may notice of another off the chain, one line each for docs/errors.md. The package uses no more of this
// than its type; the table is complete because the compiler compares it with what the miner says.
import type { MinerEffect } from "../view-change/miner/events.js";

/** BAD_ENVELOPE is noticed where messages are opened, the others by the miner's state machine. */
export type EvidenceCode = Extract<MinerEffect, { readonly type: "evidence" }>["code"] | "BAD_ENVELOPE";

export const EVIDENCE: { readonly [code in EvidenceCode]: string } = {
  BAD_ACKNOWLEDGEMENT: "an acknowledgement of a share that this miner dealt does not verify",
  BAD_ENVELOPE: "a message in the name of this dealer does not open as a share from it in this session",
  BAD_SHARE: "a share does not fit the commitments that its dealer has on the chain",
  CONFLICTING_SHARES: "a second share from a dealer that is not the first one",
};
