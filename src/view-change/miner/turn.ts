// One event being taken by a miner: the state as it changes, and the effects as they come. What the phases do is in the
// files beside this one, as functions of a turn; the state that was given is never changed.
import type { BlsScheme } from "../../bls/index.js";
import { equalBytes } from "../../encoding/index.js";
import { without } from "../contract/look-ups.js";
import { type ContractState, isRemaining, memberAt, remaining, type SessionState } from "../contract/state.js";
import type { MinerIdentity } from "../identity.js";
import type { SessionMember } from "../session.js";
import type { MinerEffect, MinerEvent } from "./events.js";
import type { MinerOptions } from "./options.js";
import type { IncomingShare, MinerSession, MinerState, OutgoingShare } from "./state.js";

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

  /** Has this miner dealt in the session? */
  get hasDealt(): boolean {
    return this.session.shares.length > 0;
  }

  /** Has it dealt, is its MPK on the chain, and is it not out? */
  get deals(): boolean {
    const { dealer } = this.session;
    return (
      this.hasDealt && Boolean(this.onChain.contributions[dealer - 1]) && isRemaining(this.onChain, "dealer", dealer)
    );
  }

  /**
   * May it act upon an edge of this round? Not before its replica's state of that round is attested (protocol §9):
   * whoever feeds it another history must not make it speak.
   */
  mayActUpon(edge: number | null): boolean {
    return edge !== null && this.event.attested >= edge;
  }

  /** Replaces parts of the state; those that must be stored before anything else is said, unless `durable` is false. */
  replace(change: Partial<MinerState>, durable = true): void {
    this.state = { ...this.state, ...change };
    if (durable) this.dirty = true;
  }

  /**
   * What can be asked for again after a crash (a share that is not acknowledged yet, say) need not be stored at once.
   */
  update(change: Partial<MinerSession>, durable = true): void {
    this.replace({ session: { ...this.session, ...change } }, durable);
  }

  /** An acknowledgement that is given, and a dealer that is proved wrong or said two things, are never forgotten. */
  setIncoming(dealer: number, change: Partial<IncomingShare>): void {
    const incoming = [...this.session.incoming];
    incoming[dealer - 1] = { ...incoming[dealer - 1]!, ...change };
    const lasting = change.acknowledgement !== undefined || change.conflict === true || change.valid === false;
    this.update({ incoming }, lasting);
  }

  setOutgoing(receiver: number, change: Partial<OutgoingShare>): void {
    const outgoing = [...this.session.outgoing];
    outgoing[receiver - 1] = { ...outgoing[receiver - 1]!, ...change };
    this.update({ outgoing }, false);
  }

  /** Indices of the other dealers left. */
  otherDealers(): readonly number[] {
    return without(remaining(this.onChain, "dealer"), this.session.dealer);
  }

  /** Indices of the other receivers left. */
  otherReceivers(): readonly number[] {
    return without(remaining(this.onChain, "receiver"), this.session.receiver);
  }

  isOtherDealer(index: number): boolean {
    return index !== this.session.dealer && isRemaining(this.onChain, "dealer", index);
  }

  isOtherReceiver(index: number): boolean {
    return index !== this.session.receiver && isRemaining(this.onChain, "receiver", index);
  }

  dealerAt(index: number): SessionMember {
    return memberAt(this.onChain.dealers, index)!;
  }

  receiverAt(index: number): SessionMember {
    return memberAt(this.onChain.receivers, index)!;
  }

  /** Is this miner still on the list of receivers? */
  get receives(): boolean {
    return isRemaining(this.onChain, "receiver", this.session.receiver);
  }

  /** Are shares on their way: does a private message belong to the running session, in which this miner has a part? */
  takesMessagesOf(session: Uint8Array): boolean {
    const mine = this.state.session;
    return (
      mine !== null &&
      !mine.setAside &&
      (this.chain.phase === "share" || this.chain.phase === "publish") &&
      this.chain.session !== null &&
      equalBytes(mine.id, this.chain.session.id) &&
      equalBytes(mine.id, session)
    );
  }
}
