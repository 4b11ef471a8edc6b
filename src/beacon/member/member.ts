// A member of a view's beacon, mode "chained" (protocol §8): a pure state machine, step(state, event) ->
// { state, effects }. It decides; authenticating, sending, storing and waiting are effects for whoever runs it. The
// order of effects matters: "persist" comes first, and nothing after it may happen before the state is stored.
//
// A round is due when the replica has applied the one before it and that one's output is known. Who has voted for a
// time-out of a round signs no lower count of it, and the next round only over the ledger's entry; who has signed the
// next round votes no more. As two sets of t members share an honest one, a round of a lower count that somebody went
// on from and one of a higher count can never both be built upon.
import { reading } from "../../../bindings/arguments.js";
import { equalBytes } from "../../encoding/index.js";
import { readBeaconMessage } from "../wire.js";
import type { BeaconMemberView } from "./chain.js";
import type { BeaconEvent, BeaconStep } from "./events.js";
import { forgetHeard } from "./heard.js";
import { type BeaconMemberOptions, withDefaults } from "./options.js";
import { outputAt, reconcile } from "./outputs.js";
import { receive } from "./receive.js";
import { append, ask } from "./remind.js";
import { sayAgain, speak, voteAt } from "./speak.js";
import { type BeaconState, initialBeaconState, NO_WORK } from "./state.js";
import { factsOf, Turn, type ViewFacts } from "./turn.js";

/**
 * @example
 * const [{ id }] = block.members;
 * const member = new BeaconMember({ id, secretShare: keys[0].secretShare });
 * const chain = { ...beaconChainOf(inOffice, 1)!, lastRound: block.startingRound - 1 };
 * const begun = BeaconMember.initial({ number: 1, blockHash: MagicBlock.hash(block) });
 * const { effects } = member.step(begun, { type: "block", time: 0, chain }); // stored before anything is sent
 * effects.filter(({ type }) => type === "send").length; //=> 3
 */
export class BeaconMember {
  readonly #options: Required<BeaconMemberOptions>;
  private known: { readonly members: BeaconMemberView["members"]; readonly facts: ViewFacts } | null = null;

  /** Throws BAD_TYPE, BAD_LENGTH, BAD_INTEGER, UNKNOWN_OPTION. */
  constructor(options: BeaconMemberOptions) {
    this.#options = withDefaults(options);
  }

  /**
   * With the defaults; the secret share is in it.
   *
   * @example
   * const [{ id }] = block.members;
   * new BeaconMember({ id, secretShare: null }).options.secretShare; //=> null
   */
  get options(): Required<BeaconMemberOptions> {
    return this.#options;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `BeaconMember ${JSON.stringify(this.#options.id)}`;
  }

  /** The state of a member that has never made a round of this view. Throws BAD_TYPE, BAD_INTEGER, BAD_LENGTH. */
  static initial(view: { readonly number: number; readonly blockHash: Uint8Array }): BeaconState {
    return initialBeaconState(view);
  }

  /**
   * Takes one event. Never throws for anything that others sent. The state is of one view: with the facts of another
   * nothing happens.
   */
  step(state: BeaconState, event: BeaconEvent): BeaconStep {
    return reading("BeaconMember.step", (): BeaconStep => {
      const { chain, time, type } = event;
      const { view } = chain;
      if (view.number !== state.number || !equalBytes(view.blockHash, state.blockHash)) return { state, effects: [] };
      const begun = type === "restarted" ? { ...state, work: NO_WORK } : state;
      const turn = new Turn(this.#options, this.factsOf(view), begun, chain, time);
      reconcile(turn);
      turn.prune();
      if (type === "restarted") publishLast(turn);
      else if (type !== "block" && type !== "tick") {
        const message = readBeaconMessage(view.scheme, event);
        const from: unknown = event.from;
        if (message !== null && (from === undefined || typeof from === "string")) receive(turn, from, message);
      }
      const done = speak(turn);
      sayAgain(turn);
      append(turn);
      ask(turn);
      forgetHeard(turn);
      wake(turn, done);
      return { state: turn.state, effects: turn.dirty ? [{ type: "persist" }, ...turn.effects] : turn.effects };
    });
  }

  private factsOf(view: BeaconMemberView): ViewFacts {
    if (this.known?.members !== view.members) this.known = { members: view.members, facts: factsOf(view) };
    return this.known.facts;
  }
}

/** A crash may have come between storing what came out and handing it on. */
function publishLast(turn: Turn): void {
  const output = turn.state.outputs.length === 0 ? null : outputAt(turn, turn.tip);
  if (output !== null) turn.effects.push({ type: "publish", number: turn.view.number, output });
}

/** Asks for the next tick, if that is another one than was asked for last. */
function wake(turn: Turn, done: boolean): void {
  const { resend, append: appending, ask: asking } = turn.work;
  const times = [voteAt(turn), resend?.at, appending?.at, asking?.at, done ? null : turn.time];
  const ahead = times.filter((at): at is number => at !== null && at !== undefined);
  const at = ahead.length === 0 ? null : Math.min(...ahead);
  if (at === null || (done && at === turn.work.wake)) return;
  turn.update({ wake: at });
  turn.effects.push({ type: "wake", at });
}
