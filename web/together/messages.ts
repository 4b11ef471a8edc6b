// What the panel, its worker and the tabs of a room say to each other.
import type { Card, InvitationJson } from "../../src/entry/ceremony.js";
import type { SigningAnswer, SigningRequest } from "../../src/entry/signing.js";

export type ToMeeting =
  /** The name of the room is in the link to it. */
  | { readonly type: "enter"; readonly room: string; readonly name: string; readonly isHost: boolean }
  | { readonly type: "begin" }
  | { readonly type: "propose"; readonly text: string }
  | { readonly type: "agree" };

/** A text that somebody wants to be signed. */
export interface Proposal {
  readonly text: string;
  readonly by: string;
  /** Names of those who have signed their part. */
  readonly signers: readonly string[];
  /** Has this tab? */
  readonly agreed: boolean;
  /** Hex, once there are enough; verified in this tab. */
  readonly signature: string | null;
}

export interface MeetingState {
  readonly stage: "lobby" | "making" | "made" | "stopped";
  readonly isHost: boolean;
  readonly own: string;
  /** Who is here, or, once it has begun, takes part. */
  readonly names: readonly string[];
  readonly threshold: number;
  readonly phase: string;
  readonly words: readonly string[];
  /** Hex, and what the key's signatures name; empty before there is a key. */
  readonly groupPublicKey: string;
  readonly chainId: string;
  /** The latest first. */
  readonly proposals: readonly Proposal[];
  readonly problem: string | null;
}

/** Among the tabs, beside the ceremony itself. Any tab of this page's origin can say these. */
export type InLobby =
  | { readonly kind: "knock"; readonly card: Card }
  | { readonly kind: "present"; readonly names: readonly string[] }
  | { readonly kind: "begun"; readonly invitation: InvitationJson }
  | { readonly kind: "proposal"; readonly by: string; readonly request: SigningRequest }
  | { readonly kind: "answer"; readonly request: SigningRequest; readonly answer: SigningAnswer };
