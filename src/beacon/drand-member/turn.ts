// One event being taken: the state as it changes, and the effects as they come.
import { roundAt } from "../drand-chain.js";
import type { DrandEffect } from "./events.js";
import { type DrandFacts, type DrandLookUps, type DrandOutput, isChained } from "./facts.js";
import type { DrandHeard, DrandState, DrandWork } from "./state.js";
import type { DrandMemberMessage } from "./wire.js";
import { MOST_PARTIALS } from "./wire.js";

/** Pauses of retries, in milliseconds. */
export interface DrandTimes {
  readonly retryBase: number;
  readonly retryCap: number;
}

export class DrandTurn {
  readonly effects: DrandEffect[] = [];
  /** Must the new state be stored before the effects? */
  dirty = false;
  /** The latest round that is due by the wall clock. */
  readonly due: number;

  constructor(
    readonly times: DrandTimes,
    readonly lookUps: DrandLookUps,
    readonly facts: DrandFacts,
    /** This member's position, or −1 for one that has no share. */
    readonly self: number,
    public state: DrandState,
    readonly time: number,
    readonly now: number,
  ) {
    this.due = roundAt(facts.network, now);
  }

  get work(): DrandWork {
    return this.state.work;
  }

  get tip(): number {
    return this.state.tip?.round ?? 0;
  }

  /** What a round is chained to, if it is the next one; null where rounds are not chained. */
  get previous(): Uint8Array | null {
    const { network } = this.facts;
    if (!isChained(network)) return null;
    return this.state.tip?.signature ?? network.seed;
  }

  /** How many rounds are signed before the first of them is out. */
  get width(): number {
    const { network } = this.facts;
    return isChained(network) ? 1 : Math.min(network.catchUp, MOST_PARTIALS);
  }

  update(change: Partial<DrandWork>): void {
    this.state = { ...this.state, work: { ...this.state.work, ...change } };
  }

  send(position: number, message: DrandMemberMessage): void {
    this.effects.push({ type: "send", to: this.lookUps.members[position]!.id, message });
  }

  /** Positions of everybody else. */
  others(): number[] {
    return this.lookUps.members.flatMap((_, position) => (position === this.self ? [] : [position]));
  }

  heardFrom(position: number): readonly DrandHeard[] {
    return this.work.heard[position] ?? [];
  }

  heardOf(position: number, round: number): DrandHeard | undefined {
    return this.heardFrom(position).find((one) => one.round === round);
  }

  setHeard(position: number, list: readonly DrandHeard[]): void {
    const heard = this.lookUps.members.map((_, other) => this.heardFrom(other));
    heard[position] = list;
    this.update({ heard });
  }

  replaceHeard(position: number, held: DrandHeard, change: Partial<DrandHeard>): void {
    const list = this.heardFrom(position);
    this.setHeard(
      position,
      list.map((one) => (one === held ? { ...one, ...change } : one)),
    );
  }

  strike(position: number): void {
    const strikes = this.lookUps.members.map((_, other) => this.work.strikes[other] ?? 0);
    strikes[position]!++;
    this.update({ strikes });
  }

  /** Believes what was verified. What was heard of it and of rounds before is over. */
  take(output: DrandOutput, publish: boolean): void {
    this.state = { ...this.state, tip: output };
    this.dirty = true;
    // whoever spoke of this round and does so again has not heard that it is out
    const spoke = (position: number) => this.heardOf(position, output.round) !== undefined;
    const late = this.lookUps.members.map((_, at) => (spoke(at) ? output.round : (this.work.late[at] ?? 0)));
    const heard = this.work.heard.map((list) => list.filter(({ round }) => round > output.round));
    this.update({ heard, late, strikes: [], resend: null });
    if (publish) this.effects.push({ type: "publish", number: this.facts.view.number, output });
  }
}
