// A member of a view's beacon, mode "drand" (protocol §8): a pure state machine, step(state, event) -> { state, effects
// }. Rounds are due by the wall clock and are made in their order. All of them are signed under one key, and a message
// has one signature of a key: members can disagree about nothing but what they have heard of.
import { equalBytes } from "../../encoding/index.js";
import type { DrandEvent, DrandStep } from "./events.js";
import { type DrandFacts, type DrandLookUps, lookUpsOf } from "./facts.js";
import { receive } from "./receive.js";
import { sayAgain, speak, wake } from "./speak.js";
import { type DrandState, NO_DRAND_WORK } from "./state.js";
import { type DrandTimes, DrandTurn } from "./turn.js";

export interface DrandMemberOptions extends DrandTimes {
  /** This member's id, lower-case hex. */
  readonly id: string;
  /** Its share of the view's key, 32 bytes. */
  readonly secretShare: Uint8Array;
}

export class DrandMember {
  readonly #options: DrandMemberOptions;
  private known: { readonly members: DrandFacts["view"]["members"]; readonly lookUps: DrandLookUps } | null = null;

  constructor(options: DrandMemberOptions) {
    this.#options = options;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `DrandMember ${JSON.stringify(this.#options.id)}`;
  }

  /**
   * Takes one event. Never throws for anything that others sent. The state is of one view: with the facts of another
   * nothing happens.
   */
  step(state: DrandState, event: DrandEvent): DrandStep {
    const { facts, time, now, type } = event;
    const { view } = facts;
    if (view.number !== state.number || !equalBytes(view.blockHash, state.blockHash)) return { state, effects: [] };
    const { id, secretShare, retryBase, retryCap } = this.#options;
    const lookUps = this.lookUpsOf(facts);
    const begun = type === "restarted" ? { ...state, work: NO_DRAND_WORK } : state;
    const self = lookUps.positions.get(id) ?? -1;
    const turn = new DrandTurn({ retryBase, retryCap }, lookUps, facts, self, begun, time, now);
    if (type === "restarted") publishTip(turn);
    else if (type === "partial" || type === "output") receive(turn, event.from, event);
    const done = speak(turn, secretShare);
    sayAgain(turn);
    wake(turn, done);
    return { state: turn.state, effects: turn.dirty ? [{ type: "persist" }, ...turn.effects] : turn.effects };
  }

  private lookUpsOf(facts: DrandFacts): DrandLookUps {
    const { members } = facts.view;
    if (this.known?.members !== members) this.known = { members, lookUps: lookUpsOf(facts) };
    return this.known.lookUps;
  }
}

/** A crash may have come between storing what came out and handing it on. */
function publishTip(turn: DrandTurn): void {
  const { tip } = turn.state;
  if (tip !== null) turn.effects.push({ type: "publish", number: turn.facts.view.number, output: tip });
}
