// Partial signatures and votes, kept without looking at them until t are there. Only the sender itself can be the one
// that sent what came in its name, so each member has its own few places, and crowds out nobody but itself.
import { equalBytes } from "../../encoding/index.js";
import type { Heard } from "./state.js";
import type { Subject, Turn } from "./turn.js";

/** Of one round and sender; an honest one sends two or three. */
const MOST_OF_ROUND = 6;
/** Of one round, count and sender: it signs a second time when the ledger's previous randomness is another. */
const MOST_OF_COUNT = 2;
/** After so many bad ones nothing more is taken from a sender until the round is out. */
export const MOST_STRIKES = 3;

export function isAbout(one: Subject, other: Subject): boolean {
  return (
    one.round === other.round &&
    one.timeoutCount === other.timeoutCount &&
    one.type === other.type &&
    (one.previousRandomness === null ||
      other.previousRandomness === null ||
      equalBytes(one.previousRandomness, other.previousRandomness))
  );
}

/** What this member has said itself about this. */
export const own = (turn: Turn, subject: Subject): Heard | undefined =>
  turn.heardFrom(turn.self).find((entry) => isAbout(entry, subject));

/** What became of something that came. */
export type Kept = "new" | "again" | "ignored";

/** Keeps what a member sent; a second, different one takes the place of a bad one only. */
export function keep(turn: Turn, position: number, given: Subject & { readonly signature: Uint8Array }): Kept {
  const list = turn.heardFrom(position);
  const held = list.find((entry) => isAbout(entry, given));
  const { type, round, timeoutCount, previousRandomness, signature } = given;
  const verdict = position === turn.self ? "good" : "unknown";
  const entry: Heard = { type, round, timeoutCount, previousRandomness, signature, verdict, again: false };
  if (held !== undefined) {
    const same = equalBytes(held.signature, signature);
    if (same === (held.verdict === "bad")) return "ignored";
    const put = same ? { ...held, again: true } : entry;
    turn.setHeard(
      position,
      list.map((one) => (one === held ? put : one)),
    );
    return same ? "again" : "new";
  }
  const without = (some: readonly Heard[], most: number, limited: (one: Heard) => boolean) => {
    const places = some.filter(limited);
    return places.length < most ? some : some.filter((one) => one !== places[0]);
  };
  const fewer = without(
    list,
    MOST_OF_COUNT,
    (one) => one.type === type && one.round === round && one.timeoutCount === timeoutCount,
  );
  turn.setHeard(position, [...without(fewer, MOST_OF_ROUND, (one) => one.round === round), entry]);
  return "new";
}

/** Forgets what was heard about rounds that are over, but for the last, to know what comes again. */
export function forgetHeard(turn: Turn): void {
  const stale = (entry: Heard) => entry.round < turn.tip;
  if (!turn.work.heard.some((list) => list.some(stale))) return;
  turn.update({ heard: turn.work.heard.map((list) => list.filter((entry) => !stale(entry))) });
}
