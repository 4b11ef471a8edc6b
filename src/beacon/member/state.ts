// What a member of a beacon knows. What it must not forget is stored before anything that follows from it is said: what
// it signed, voted for and believes. The rest, `work`, is only of this life: what others sent, which they send again,
// and its timers. There is nothing secret in it.
import { checkInteger, recordOf } from "../../../bindings/arguments.js";
import { checkBytes } from "../../../bindings/bytes.js";
import type { BeaconOutput } from "../output.js";

/** How many rounds, the latest, are remembered: what was signed, voted for, and came out. */
export const WINDOW = 64;
/** How many rounds beyond the one being made messages are kept for. */
export const AHEAD = 3;

/** What this member said and knows about a round. */
export interface RoundMemory {
  readonly round: number;
  /** The highest count that it voted for; 0 if it never voted. */
  readonly voted: number;
  /** The count in force, and the certificate by which it came; null for 0. */
  readonly count: number;
  readonly certificate: Uint8Array | null;
  /** What it signed last. */
  readonly signed: { readonly timeoutCount: number; readonly previousRandomness: Uint8Array } | null;
}

/** A partial signature or a vote, as it came from a member, or as this member made it. */
export interface Heard {
  readonly type: "partial" | "vote";
  readonly round: number;
  readonly timeoutCount: number;
  /** Null in votes. */
  readonly previousRandomness: Uint8Array | null;
  readonly signature: Uint8Array;
  readonly verdict: "unknown" | "good" | "bad";
  /** It came once more since this member last spoke to the sender, who then has not heard it. */
  readonly again: boolean;
}

/** When something is done again, and how long it waits after that. */
export interface Pause {
  readonly at: number;
  readonly pause: number;
}

/** What is forgotten at a restart. Lists are by position in the view's list of members. */
export interface BeaconWork {
  readonly heard: readonly (readonly Heard[])[];
  /** How often each sent something bad while this round is being made. */
  readonly strikes: readonly number[];
  /** The highest round of which each has spoken. */
  readonly ahead: readonly number[];
  /** The round and count that are being waited for, and since when. */
  readonly timer: { readonly round: number; readonly count: number; readonly since: number } | null;
  readonly resend: Pause | null;
  readonly append: Pause | null;
  readonly ask: Pause | null;
  /** What was appended in this life. */
  readonly appended: readonly BeaconOutput[];
  /** Whose turn it is to be asked. */
  readonly asked: number;
  /** The tick that was asked for last. */
  readonly wake: number | null;
}

export interface BeaconState {
  /** The view that this is about. */
  readonly number: number;
  readonly blockHash: Uint8Array;
  /** Of rounds before this one nothing is known any more: they are never signed or voted about. */
  readonly floor: number;
  /** Ascending. */
  readonly rounds: readonly RoundMemory[];
  /** Verified outputs, ascending by round and count. */
  readonly outputs: readonly BeaconOutput[];
  readonly work: BeaconWork;
}

/** At the beginning of a life. */
export const NO_WORK: BeaconWork = {
  ...{ heard: [], strikes: [], ahead: [], timer: null, resend: null, append: null, ask: null },
  ...{ appended: [], asked: 0, wake: null },
};

/** The state of a member that has never made a round of this view. Throws BAD_TYPE, BAD_INTEGER, BAD_LENGTH. */
export function initialBeaconState(view: { readonly number: number; readonly blockHash: Uint8Array }): BeaconState {
  const { number, blockHash } = recordOf<typeof view>(view, "view", ["number", "blockHash"]);
  checkInteger(number, "magic block number", 0, Number.MAX_SAFE_INTEGER);
  checkBytes(blockHash, "block hash", 32);
  return { number, blockHash: new Uint8Array(blockHash), floor: 0, rounds: [], outputs: [], work: NO_WORK };
}

/** What is known of a round of which nothing was said. */
export const newRound = (round: number): RoundMemory => ({
  ...{ round, voted: 0, count: 0, certificate: null, signed: null },
});
