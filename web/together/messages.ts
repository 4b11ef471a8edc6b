// What the panel, its worker and the tabs of a room say to each other.
import type { SigningAnswer, SigningRequest } from "../../src/entry/signing.js";

export type ToMeeting =
  /** `room`: among tabs its name, which is in the link to it; `server`: its address, with its token. */
  | {
      readonly type: "enter";
      readonly room: string;
      readonly server: string | null;
      readonly name: string;
      readonly isHost: boolean;
    }
  | { readonly type: "begin" }
  | { readonly type: "propose"; readonly text: string }
  /** To the text of this message: another one may have come meanwhile. */
  | { readonly type: "agree"; readonly message: string };

/** A text that somebody wants to be signed. */
export interface Proposal {
  /** The text in hex, as it is signed. */
  readonly message: string;
  readonly text: string;
  /** Who says to have proposed it. */
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
  /** Is the problem that the host does not let this tab in? */
  readonly isRefused: boolean;
  /** Does the room not answer? Tabs always do. */
  readonly isSilent: boolean;
}

/** Among those who are here, beside the ceremony itself. Anybody who is can say these (lobby.ts). */
export type InLobby =
  | { readonly kind: "knock"; readonly card: unknown }
  | { readonly kind: "present"; readonly names: readonly string[] }
  /** Whose key this is cannot be let in. */
  | { readonly kind: "refused"; readonly publicKey: string; readonly problem: string }
  | { readonly kind: "begun"; readonly invitation: unknown }
  | { readonly kind: "proposal"; readonly by: string; readonly request: SigningRequest }
  | { readonly kind: "answer"; readonly request: SigningRequest; readonly answer: SigningAnswer };
