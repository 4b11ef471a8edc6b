// A message of another member: partial signatures are kept without looking at them until t are there; an output proves
// itself.
import { equalBytes, FeldsparError } from "../../encoding/index.js";
import { combineHeard } from "../member/combine.js";
import { messageOf } from "./facts.js";
import type { DrandHeard } from "./state.js";
import type { DrandTurn } from "./turn.js";
import { type DrandMemberMessage, type DrandOutputMessage, type DrandPartials, MOST_PARTIALS } from "./wire.js";

/** After so many bad ones nothing more is taken from a sender until the round is out. */
const MOST_STRIKES = 3;
/** Rounds beyond those being made that partial signatures are kept for: clocks differ. */
const AHEAD = 3;

/** Takes a message; `from` is the sender's id, undefined only for an output that nobody in particular gave. */
export function receive(turn: DrandTurn, from: string | undefined, message: DrandMemberMessage): void {
  const position = from === undefined ? undefined : turn.lookUps.positions.get(from);
  if (message.number !== turn.facts.view.number) return;
  if (position === undefined) {
    if (from === undefined && message.type === "output") receiveOutput(turn, null, message);
    return;
  }
  if (position === turn.self || (turn.work.strikes[position] ?? 0) >= MOST_STRIKES) return;
  if (message.type === "output") receiveOutput(turn, position, message);
  else receivePartials(turn, position, message);
}

function receiveOutput(turn: DrandTurn, position: number | null, message: DrandOutputMessage): void {
  const { round, signature, previous } = message;
  if (round <= turn.tip) return;
  if (isOfGroup(turn, message)) turn.take({ round, signature, previous }, position !== null);
  else if (position !== null) turn.strike(position);
}

/** Is this the group's signature? One verification. */
function isOfGroup(turn: DrandTurn, { round, signature, previous }: DrandOutputMessage): boolean {
  const { scheme, groupPublicKey } = turn.lookUps;
  try {
    return scheme.verify(signature, messageOf(turn.facts.network, round, previous), groupPublicKey);
  } catch (error) {
    if (error instanceof FeldsparError) return false; // not a point of the signature group
    throw error;
  }
}

function receivePartials(turn: DrandTurn, position: number, { round: first, signatures }: DrandPartials): void {
  const last = first + signatures.length - 1;
  if (last <= turn.tip) {
    receiveLate(turn, position, last);
    return;
  }
  signatures.forEach((signature, place) => {
    const round = first + place;
    if (round > turn.tip && round <= turn.tip + MOST_PARTIALS + AHEAD) keep(turn, position, { round, signature });
  });
  recover(turn);
}

/** That a round is out when it comes is usual; what comes again, or is about earlier rounds, is from who is behind. */
function receiveLate(turn: DrandTurn, position: number, round: number): void {
  const { tip } = turn.state;
  if (tip === null) return;
  if (round === tip.round && (turn.work.late[position] ?? 0) < round) {
    const late = turn.lookUps.members.map((_, other) => turn.work.late[other] ?? 0);
    late[position] = round;
    turn.update({ late });
    return;
  }
  turn.send(position, { type: "output", number: turn.facts.view.number, ...tip });
}

/** Keeps a partial signature; a second, different one takes the place of a bad one only. */
export function keep(turn: DrandTurn, position: number, given: Pick<DrandHeard, "round" | "signature">): void {
  const held = turn.heardOf(position, given.round);
  const verdict = position === turn.self ? "good" : "unknown";
  if (held === undefined) {
    turn.setHeard(position, [...turn.heardFrom(position), { ...given, verdict, again: false }]);
    return;
  }
  const same = equalBytes(held.signature, given.signature);
  if (same && held.verdict !== "bad") turn.replaceHeard(position, held, { again: true });
  else if (!same && held.verdict === "bad") turn.replaceHeard(position, held, { ...given, verdict });
}

/** Finishes rounds in their order, as far as enough is there. */
export function recover(turn: DrandTurn): void {
  for (;;) {
    const round = turn.tip + 1;
    const { members } = turn.lookUps;
    const candidates = members.flatMap((_, position) => {
      const entry = turn.heardOf(position, round);
      return entry === undefined || entry.verdict === "bad" ? [] : [{ position, entry }];
    });
    if (candidates.length < turn.facts.view.threshold) return;
    const { previous } = turn;
    const message = messageOf(turn.facts.network, round, previous);
    const { scheme, groupPublicKey } = turn.lookUps;
    const { threshold } = turn.facts.view;
    const combined = combineHeard({ scheme, groupPublicKey, members, threshold, message }, candidates);
    for (const { position, entry } of candidates) {
      if (combined.good.has(position)) turn.replaceHeard(position, entry, { verdict: "good" });
      else if (combined.bad.has(position)) blame(turn, position, entry);
    }
    if (combined.signature === null) return;
    turn.take({ round, signature: combined.signature, previous }, true);
  }
}

function blame(turn: DrandTurn, position: number, entry: DrandHeard): void {
  turn.replaceHeard(position, entry, { verdict: "bad" });
  if (position === turn.self) return; // a share that is not the block's: nobody else's fault
  turn.strike(position);
  turn.effects.push({
    type: "evidence",
    against: turn.lookUps.members[position]!.id,
    code: "BAD_PARTIAL",
    ...{ round: entry.round, timeoutCount: 0, signature: entry.signature },
  });
}
