// What a member of a beacon is told, and what it asks for in return. An effect carries everything it needs, so that
// whoever performs it looks nothing up in another state.
import type { BeaconOutput } from "../output.js";
import type { BeaconMessage, BeaconOutputMessage } from "../wire.js";
import type { BeaconChain } from "./chain.js";
import type { BeaconNoticeCode } from "./notices.js";
import type { BeaconState } from "./state.js";

/**
 * What a member is told. `chain` is what its replica knows after the latest block; `time` is in milliseconds, of a
 * clock that never goes back within one life. `from` is a member's id, shown by the MAC around the message.
 */
export type BeaconEvent = { readonly time: number; readonly chain: BeaconChain } & (
  | { readonly type: "block" }
  /** A time that it asked for has come. */
  | { readonly type: "tick" }
  /** It was restarted from its stored state. */
  | { readonly type: "restarted" }
  | (Exclude<BeaconMessage, BeaconOutputMessage> & { readonly from: string })
  /** From a member, or from nobody in particular, as a sharder serves it. */
  | (BeaconOutputMessage & { readonly from?: string | undefined })
);

export type BeaconEffect =
  /** Store the new state now, before the effects that follow. */
  | { readonly type: "persist" }
  /** Send this to a member, with the MAC for it. */
  | { readonly type: "send"; readonly to: string; readonly message: BeaconMessage }
  /** Put this on the ledger, as the view's of that number. */
  | { readonly type: "append"; readonly number: number; readonly output: BeaconOutput }
  /** Hand this to the sharders. */
  | { readonly type: "publish"; readonly number: number; readonly output: BeaconOutput }
  /** Send a "tick" at this time. */
  | { readonly type: "wake"; readonly at: number }
  /** A member signed badly: what it sent, named by the check of a batch. */
  | {
      readonly type: "evidence";
      readonly against: string;
      readonly code: BeaconNoticeCode;
      readonly round: number;
      readonly timeoutCount: number;
      readonly signature: Uint8Array;
    };

export interface BeaconStep {
  readonly state: BeaconState;
  readonly effects: BeaconEffect[];
}
