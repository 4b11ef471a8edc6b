// A message of another member. What is from nobody of this view, or about another view, is nothing and blames nobody.
import type {
  BeaconCertificateMessage,
  BeaconMessage,
  BeaconOutputMessage,
  BeaconPartialMessage,
  BeaconVoteMessage,
} from "../wire.js";
import { isOfView } from "./chain.js";
import { keep, MOST_STRIKES } from "./heard.js";
import { isWelcome, outputAt, takeOutput } from "./outputs.js";
import { enforce, recover } from "./recover.js";
import { AHEAD } from "./state.js";
import type { Subject, Turn } from "./turn.js";

type Speech = BeaconPartialMessage | BeaconVoteMessage | BeaconCertificateMessage;

/** Takes a message; `from` is the sender's id, undefined only for an output that nobody in particular gave. */
export function receive(turn: Turn, from: string | undefined, message: BeaconMessage): void {
  const position = from === undefined ? undefined : turn.facts.positions.get(from);
  if (message.number !== turn.view.number || !isOfView(turn.view, message.round)) return;
  if (position === undefined) {
    if (from === undefined && message.type === "output") receiveOutput(turn, null, message);
    return;
  }
  if (from === turn.options.id) return;
  if (message.type === "request") answer(turn, position, message.round);
  else if ((turn.work.strikes[position] ?? 0) >= MOST_STRIKES) return;
  else if (message.type === "output") receiveOutput(turn, position, message);
  else receiveSpeech(turn, position, message);
}

/** What a member says about a round of which it does not know the output. */
function receiveSpeech(turn: Turn, position: number, message: Speech): void {
  const { type, round, timeoutCount, signature } = message;
  if (round > turn.current) noteAhead(turn, position, round);
  if (round > turn.current + AHEAD) return;
  const previousRandomness = type === "partial" ? message.previousRandomness : null;
  if (round < turn.current) {
    // the partial signatures that nobody waited for are no question; the same once more, or a vote, is one
    const late = type === "partial" && round === turn.tip;
    const first = late && keep(turn, position, { type, round, timeoutCount, previousRandomness, signature }) === "new";
    if (!first) answer(turn, position, round);
  } else if (type === "certificate") {
    receiveCertificate(turn, position, round, timeoutCount, signature);
  } else {
    const { count, certificate } = turn.memory(round);
    const reached = type === "vote" ? timeoutCount <= count : timeoutCount < count;
    if (reached && certificate !== null) {
      const { number } = turn.view;
      turn.send(position, { type: "certificate", number, round, timeoutCount: count, signature: certificate });
    }
    // what lies behind the count in force is over, but for partial signatures that give an output after all
    if (reached && type === "vote") return;
    const subject: Subject = { type, round, timeoutCount, previousRandomness };
    if (keep(turn, position, { ...subject, signature }) === "new") recover(turn, subject);
  }
}

/** Gives what came out of a round, or, of one that is not known (any more), what came out last. */
function answer(turn: Turn, position: number, round: number): void {
  if (round > turn.tip) return;
  const output = outputAt(turn, round) ?? outputAt(turn, turn.tip);
  if (output !== null) turn.send(position, { type: "output", number: turn.view.number, ...output });
}

function receiveOutput(turn: Turn, position: number | null, message: BeaconOutputMessage): void {
  const { round, timeoutCount, previousRandomness, signature } = message;
  const output = { round, timeoutCount, previousRandomness, signature };
  if (!isWelcome(turn, output)) return;
  if (turn.isOfGroup({ ...output, type: "partial" }, signature)) takeOutput(turn, output, position !== null);
  else if (position !== null) turn.strike(position);
}

function receiveCertificate(
  turn: Turn,
  position: number,
  round: number,
  timeoutCount: number,
  signature: Uint8Array,
): void {
  if (timeoutCount <= turn.memory(round).count) return;
  const subject: Subject = { type: "vote", round, timeoutCount, previousRandomness: null };
  if (turn.isOfGroup(subject, signature)) enforce(turn, round, timeoutCount, signature);
  else turn.strike(position);
}

/** Whoever speaks of a later round knows what came out of the one before it. */
function noteAhead(turn: Turn, position: number, round: number): void {
  if ((turn.work.ahead[position] ?? 0) >= round) return;
  const ahead = turn.facts.members.map((_, other) => turn.work.ahead[other] ?? 0);
  ahead[position] = round;
  turn.update({ ahead });
}
