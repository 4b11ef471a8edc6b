// One event being taken by a member: the state as it changes, and the effects as they come. What is done is in the
// files beside this one, as functions of a turn; the state that was given is never changed.
import { type BlsScheme, type PublicKey, schemeByName } from "../../bls/index.js";
import { FeldsparError } from "../../encoding/index.js";
import { beaconMessage, timeoutMessage } from "../message.js";
import type { BeaconOutput } from "../output.js";
import type { BeaconMessage } from "../wire.js";
import { type BeaconChain, type BeaconChainMember, type BeaconMemberView, isOfView, lastOnLedger } from "./chain.js";
import type { BeaconEffect } from "./events.js";
import type { BeaconMemberOptions } from "./options.js";
import { type BeaconState, type BeaconWork, type Heard, newRound, type RoundMemory, WINDOW } from "./state.js";

/** What is looked up in a view again and again. */
export interface ViewFacts {
  readonly members: readonly BeaconChainMember[];
  readonly positions: ReadonlyMap<string, number>;
  readonly groupPublicKey: PublicKey;
}

/** Throws what a key throws that is none. */
export function factsOf(view: BeaconMemberView): ViewFacts {
  const { members } = view;
  const positions = new Map(members.map(({ id }, position) => [id, position]));
  return { members, positions, groupPublicKey: schemeByName(view.scheme).preparePublicKey(view.groupPublicKey) };
}

/** Which message a partial signature or a vote is of. */
export type Subject = Pick<Heard, "type" | "round" | "timeoutCount" | "previousRandomness">;

export class Turn {
  readonly effects: BeaconEffect[] = [];
  /** Must the new state be stored before the effects? */
  dirty = false;
  readonly scheme: BlsScheme;
  readonly view: BeaconMemberView;
  /** This member's position, or −1. */
  readonly self: number;
  private readonly ledgerTip: number;

  constructor(
    readonly options: Required<BeaconMemberOptions>,
    readonly facts: ViewFacts,
    public state: BeaconState,
    readonly chain: BeaconChain,
    readonly time: number,
  ) {
    this.view = chain.view;
    this.scheme = schemeByName(chain.view.scheme);
    this.self = options.secretShare === null ? -1 : (facts.positions.get(options.id) ?? -1);
    this.ledgerTip = lastOnLedger(chain);
  }

  get work(): BeaconWork {
    return this.state.work;
  }

  /** The last round whose output is known. */
  get tip(): number {
    return Math.max(this.ledgerTip, this.state.outputs.at(-1)?.round ?? -1);
  }

  /** The round being made. */
  get current(): number {
    return this.tip + 1;
  }

  /** Replaces what must be stored before anything else is said. */
  replace(change: Partial<BeaconState>): void {
    this.state = { ...this.state, ...change };
    this.dirty = true;
  }

  /** Replaces what is only of this life. */
  update(change: Partial<BeaconWork>): void {
    this.state = { ...this.state, work: { ...this.state.work, ...change } };
  }

  memory(round: number): RoundMemory {
    return this.state.rounds.find((one) => one.round === round) ?? newRound(round);
  }

  remember(round: number, change: Partial<RoundMemory>): void {
    const others = this.state.rounds.filter((one) => one.round !== round);
    const rounds = [...others, { ...this.memory(round), ...change }].sort((a, b) => a.round - b.round);
    this.replace({ rounds });
  }

  /** May this member say something of its own about this round? */
  mayWork(round: number): boolean {
    return (
      this.self >= 0 &&
      this.view.active &&
      isOfView(this.view, round) &&
      round >= this.state.floor &&
      this.chain.lastRound >= round - 1
    );
  }

  send(position: number, message: BeaconMessage): void {
    this.effects.push({ type: "send", to: this.facts.members[position]!.id, message });
  }

  /** Positions of everybody else. */
  others(): number[] {
    return this.facts.members.flatMap((_, position) => (position === this.self ? [] : [position]));
  }

  heardFrom(position: number): readonly Heard[] {
    return this.work.heard[position] ?? [];
  }

  setHeard(position: number, list: readonly Heard[]): void {
    const heard = this.facts.members.map((_, other) => this.heardFrom(other));
    heard[position] = list;
    this.update({ heard });
  }

  strike(position: number): void {
    const strikes = this.facts.members.map((_, other) => this.work.strikes[other] ?? 0);
    strikes[position]!++;
    this.update({ strikes });
  }

  /** The bytes that are signed. */
  messageOf({ type, round, timeoutCount, previousRandomness }: Subject): Uint8Array {
    const name = { chainId: this.view.chainId, magicBlockNumber: this.view.number };
    if (type === "vote" || previousRandomness === null) return timeoutMessage(name, { round, timeoutCount });
    return beaconMessage(name, { round, timeoutCount, previousRandomness });
  }

  /** Is this the group's signature? One verification. */
  isOfGroup(subject: Subject, signature: Uint8Array): boolean {
    try {
      return this.scheme.verify(signature, this.messageOf(subject), this.facts.groupPublicKey);
    } catch (error) {
      if (error instanceof FeldsparError) return false; // not a point of the signature group
      throw error;
    }
  }

  /** Whatever of it was kept for rounds that are long over goes. */
  prune(): void {
    const floor = Math.max(this.state.floor, this.tip - WINDOW + 1);
    if (floor === this.state.floor) return;
    const kept = <Item extends { readonly round: number }>(items: readonly Item[]) =>
      items.filter(({ round }) => round >= floor);
    const { rounds, outputs } = this.state;
    this.state = { ...this.state, floor, rounds: kept(rounds), outputs: kept<BeaconOutput>(outputs) };
  }
}
