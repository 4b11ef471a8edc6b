// From t partial signatures, or votes, the group's signature, and what follows from it.
import { type Candidate, combineHeard } from "./combine.js";
import { isAbout } from "./heard.js";
import { isKnown, takeOutput } from "./outputs.js";
import type { Heard } from "./state.js";
import type { Subject, Turn } from "./turn.js";

/** Finishes what this is about, a round not known yet or a count not reached yet, if enough is there. */
export function recover(turn: Turn, subject: Subject): void {
  const { type, round, timeoutCount, previousRandomness } = subject;
  const previous = previousRandomness ?? new Uint8Array(32);
  if (type === "partial" && isKnown(turn, { round, timeoutCount, previousRandomness: previous })) return;
  const candidates: Candidate<Heard>[] = [];
  for (let position = 0; position < turn.facts.members.length; position++) {
    const entry = turn.heardFrom(position).find((one) => isAbout(one, subject));
    if (entry !== undefined && entry.verdict !== "bad") candidates.push({ position, entry });
  }
  if (candidates.length < turn.view.threshold) return;
  const signature = combine(turn, subject, candidates);
  if (signature === null) return;
  if (type === "vote") enforce(turn, round, timeoutCount, signature);
  else takeOutput(turn, { round, timeoutCount, previousRandomness: previous, signature }, true);
}

/** A round goes on under the count of a certificate that was verified. */
export function enforce(turn: Turn, round: number, timeoutCount: number, certificate: Uint8Array): void {
  turn.remember(round, { count: timeoutCount, certificate });
}

function combine(turn: Turn, subject: Subject, candidates: readonly Candidate<Heard>[]): Uint8Array | null {
  const { scheme } = turn;
  const { members, groupPublicKey } = turn.facts;
  const { threshold } = turn.view;
  const message = turn.messageOf(subject);
  const combined = combineHeard({ scheme, groupPublicKey, members, threshold, message }, candidates);
  for (const { position, entry } of candidates) {
    if (combined.good.has(position)) judge(turn, position, entry, "good");
    else if (combined.bad.has(position)) blame(turn, position, entry);
  }
  return combined.signature;
}

function judge(turn: Turn, position: number, entry: Heard, verdict: Heard["verdict"]): void {
  turn.setHeard(
    position,
    turn.heardFrom(position).map((one) => (one === entry ? { ...one, verdict } : one)),
  );
}

function blame(turn: Turn, position: number, entry: Heard): void {
  judge(turn, position, entry, "bad");
  if (position === turn.self) return; // a share that is not the block's: nobody else's fault
  turn.strike(position);
  const { type, round, timeoutCount, signature } = entry;
  turn.effects.push({
    type: "evidence",
    against: turn.facts.members[position]!.id,
    code: type === "vote" ? "BAD_VOTE" : "BAD_PARTIAL",
    ...{ round, timeoutCount, signature },
  });
}
