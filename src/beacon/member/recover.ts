// From t partial signatures, or votes, the group's signature: recovered first and verified once; single ones are looked
// at only if that fails, all in one batch, which names the bad ones. What is known of one is not looked at again.
import { FeldsparError } from "../../encoding/index.js";
import { type Combination, combinePartials } from "../../threshold/signatures.js";
import { isAbout } from "./heard.js";
import { isKnown, takeOutput } from "./outputs.js";
import type { Heard } from "./state.js";
import type { Subject, Turn } from "./turn.js";

/** One of those that might be good, as `combinePartials` takes it. */
interface Candidate {
  readonly position: number;
  readonly entry: Heard;
}

/** Finishes what this is about, a round not known yet or a count not reached yet, if enough is there. */
export function recover(turn: Turn, subject: Subject): void {
  const { type, round, timeoutCount, previousRandomness } = subject;
  const previous = previousRandomness ?? new Uint8Array(32);
  if (type === "partial" && isKnown(turn, { round, timeoutCount, previousRandomness: previous })) return;
  const candidates: Candidate[] = [];
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

function combine(turn: Turn, subject: Subject, candidates: readonly Candidate[]): Uint8Array | null {
  const { members, groupPublicKey } = turn.facts;
  // what is known to be good is taken first
  const rank = ({ entry }: Candidate) => (entry.verdict === "good" ? 0 : 1);
  const sorted = [...candidates].sort((a, b) => rank(a) - rank(b));
  const byPartial = new Map(
    sorted.map(({ position, entry }) => [{ id: members[position]!.partyId, signature: entry.signature }, position]),
  );
  const partials = [...byPartial.keys()];
  const known = new Set(partials.filter((_, index) => sorted[index]!.entry.verdict === "good"));
  const publicShares = new Map(
    sorted.map(({ position }) => [members[position]!.partyId, members[position]!.publicShare]),
  );
  const { threshold } = turn.view;
  let combination: Combination;
  try {
    const options = { message: turn.messageOf(subject), threshold, groupPublicKey, publicShares, partials };
    combination = combinePartials(turn.scheme, options, known);
  } catch (error) {
    if (error instanceof FeldsparError) return null; // a block with a key that is none
    throw error;
  }
  const good = new Set(combination.good.map((partial) => byPartial.get(partial)!));
  const bad = new Set(combination.invalid);
  for (const { position, entry } of sorted) {
    if (good.has(position)) judge(turn, position, entry, "good");
    else if (bad.has(members[position]!.partyId)) blame(turn, position, entry);
  }
  return combination.signature;
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
