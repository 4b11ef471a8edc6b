// One event being taken by a miner: the state as it changes, and the effects as they come. What the phases do is in the
// files beside this one, as functions of a turn; the state that was given is never changed.
import type { BlsScheme } from "../../bls/index.js";
import { equalBytes } from "../../encoding/index.js";
import { type ContractState, isRemaining, remaining, type SessionState } from "../contract/state.js";
import type { MinerIdentity } from "../identity.js";
import type { FrozenMember } from "../session.js";
import type { MinerEffect, MinerEvent } from "./events.js";
import type { MinerOptions } from "./options.js";
import type { IncomingShare, MinerSession, MinerState, OutgoingShare } from "./state.js";

/** A private message of a session: from this miner's index to a member of the list. */
export interface Address {
  readonly session: Uint8Array;
  readonly from: number;
  readonly to: FrozenMember;
}

export class Turn {
  readonly effects: MinerEffect[] = [];
  /** Must the new state be stored before the effects? */
  dirty = false;
  readonly chain: ContractState;

  constructor(
    readonly scheme: BlsScheme,
    readonly options: Required<MinerOptions>,
    public state: MinerState,
    readonly event: MinerEvent,
  ) {
    this.chain = event.chain;
  }

  get identity(): MinerIdentity {
    return this.options.identity;
  }

  /** The contract's session, when this miner has a part in it. */
  get onChain(): SessionState {
    return this.chain.session!;
  }

  get session(): MinerSession {
    return this.state.session!;
  }

  /** Replaces parts of the state that must be stored before anything else is said. */
  replace(change: Partial<MinerState>): void {
    this.state = { ...this.state, ...change };
    this.dirty = true;
  }

  /**
   * What can be asked for again after a crash (a share that is not acknowledged yet, say) need not be stored at once.
   */
  update(change: Partial<MinerSession>, durable = true): void {
    this.state = { ...this.state, session: { ...this.session, ...change } };
    if (durable) this.dirty = true;
  }

  /** An acknowledgement that is given, and a dealer that said two things, are never forgotten. */
  setIncoming(index: number, change: Partial<IncomingShare>): void {
    const incoming = [...this.session.incoming];
    incoming[index - 1] = { ...incoming[index - 1]!, ...change };
    this.update({ incoming }, change.acknowledgement !== undefined || change.conflict === true);
  }

  setOutgoing(index: number, change: Partial<OutgoingShare>): void {
    const outgoing = [...this.session.outgoing];
    outgoing[index - 1] = { ...outgoing[index - 1]!, ...change };
    this.update({ outgoing }, false);
  }

  /** Indices of everybody else on the list. */
  others(): number[] {
    return remaining(this.onChain).filter((index) => index !== this.session.index);
  }

  isOther(index: number): boolean {
    return index !== this.session.index && isRemaining(this.onChain, index);
  }

  /** All that is needed to seal something for the member at `index` and to send it. */
  addressed(index: number): Address {
    return { session: this.session.id, from: this.session.index, to: this.onChain.list[index - 1]! };
  }

  /** Does a private message belong to the running session and phase, and did this miner deal in it? */
  isCurrent(session: Uint8Array, phase: "share"): boolean {
    const mine = this.state.session;
    return (
      mine !== null &&
      mine.index > 0 &&
      mine.shares.length > 0 &&
      this.chain.phase === phase &&
      this.chain.session !== null &&
      equalBytes(mine.id, this.chain.session.id) &&
      equalBytes(mine.id, session)
    );
  }
}
