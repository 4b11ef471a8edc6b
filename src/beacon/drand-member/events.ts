// What a member of a beacon in mode "drand" is told, and what it asks for in return.
import type { DrandFacts, DrandOutput } from "./facts.js";
import type { DrandState } from "./state.js";
import type { DrandMemberMessage, DrandOutputMessage } from "./wire.js";

/**
 * What a member is told. `time` is in milliseconds, of a clock that never goes back within one life; `now` is the wall
 * clock's, in milliseconds since 1970. `from` is a member's id, shown by the MAC around the message; nobody's where a
 * sharder serves it.
 */
export type DrandEvent = { readonly time: number; readonly now: number; readonly facts: DrandFacts } & (
  | { readonly type: "block" | "tick" | "restarted" }
  | (DrandMemberMessage & { readonly from: string })
  | (DrandOutputMessage & { readonly from?: undefined })
);

export type DrandEffect =
  /** Store the new state now, before the effects that follow. */
  | { readonly type: "persist" }
  /** Send this to a member, with the MAC for it. */
  | { readonly type: "send"; readonly to: string; readonly message: DrandMemberMessage }
  /** Hand this to the sharders. */
  | { readonly type: "publish"; readonly number: number; readonly output: DrandOutput }
  /** More rounds are due than are known: ask the sharders for the latest one. */
  | { readonly type: "behind"; readonly tip: number }
  /** Send a "tick" at this time. */
  | { readonly type: "wake"; readonly at: number }
  /** A member signed badly: what it sent, named by the check of a batch. */
  | {
      readonly type: "evidence";
      readonly against: string;
      readonly code: "BAD_PARTIAL";
      readonly round: number;
      readonly timeoutCount: 0;
      readonly signature: Uint8Array;
    };

export interface DrandStep {
  readonly state: DrandState;
  readonly effects: DrandEffect[];
}
