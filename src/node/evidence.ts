// What a miner may notice of another off the chain, one line each for docs/errors.md. The package uses no more of this
// than its type; the table is complete because the compiler compares it with what the miner says.
import type { Evidence } from "../view-change/evidence.js";
import type { NoticeCode } from "../view-change/miner/events.js";

/** BAD_ENVELOPE is noticed where messages are opened, the others by the miner's state machine. */
export type EvidenceCode = NoticeCode | "BAD_ENVELOPE";

/** Somebody misbehaved: who, by id, and what proves it to others, where something does. */
export interface EvidenceNotice {
  readonly against: string;
  readonly code: EvidenceCode;
  readonly evidence: Evidence | null;
}

export const EVIDENCE: { readonly [code in EvidenceCode]: string } = {
  ANOTHER_MPK:
    "another MPK or key than this miner's own stands on the chain under its name: a lost disk, an old backup or a " +
    "twin; it takes no further part in the session",
  BAD_ACKNOWLEDGEMENT: "an acknowledgement of a share that this miner dealt does not verify",
  BAD_ENVELOPE: "an authenticated message of this dealer does not open as a share from it in this session",
  BAD_SHARE: "a share that its dealer has signed does not fit the commitments that the dealer has on the chain",
  TWO_SHARES: "a dealer has signed two different shares for this miner",
};
