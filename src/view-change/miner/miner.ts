// A miner in a view change (protocol §5): a pure state machine, step(state, event) -> { state, effects }. It decides;
// sealing, sending, storing and waiting are effects for whoever runs it. The order of effects matters: "persist"
// comes first, and nothing after it may happen before the state is stored.
import { type RandomBytes, randomBytes } from "../../../bindings/random.js";
import { type BlsScheme, schemeByName } from "../../bls/index.js";
import { deal } from "../../dkg/index.js";
import { equalBytes, FeldsparError } from "../../encoding/index.js";
import { confirmationMessage, handOverMessage } from "../../magic-block/magic-block.js";
import type { SchemeName } from "../../magic-block/parameters.js";
import { ProtocolCache } from "../caches.js";
import { type ContractState, isRemaining, remaining, type SessionState } from "../contract/state.js";
import { identityDst, type MinerIdentity } from "../identity.js";
import { encodeContribution, encodePublication, encodeWait } from "../payloads.js";
import { acknowledgementMessage, type FrozenMember } from "../session.js";
import { signTransaction, type TransactionPhase } from "../transaction.js";
import { isScalar, secretShareOf } from "./key.js";
import { tookPart, withSession } from "./past-sessions.js";
import {
  EMPTY_MINER_STATE,
  type IncomingShare,
  type MinerKey,
  type MinerSession,
  type MinerState,
  type OutgoingShare,
} from "./state.js";
import { type MinerWork, OwnWork } from "./work.js";

/** What a miner is told. `chain` is the contract's state after the latest block; `time` is in milliseconds. */
export type MinerEvent = { readonly time: number; readonly chain: ContractState } & (
  | { readonly type: "block" }
  /** A time it asked for has come. */
  | { readonly type: "tick" }
  /** It was restarted from its stored state. */
  | { readonly type: "restarted" }
  /** A share came and was opened: `from` is proved by the envelope. */
  | { readonly type: "share"; readonly session: Uint8Array; readonly from: number; readonly share: Uint8Array }
  /** An acknowledgement came: `from` is a claim. */
  | {
      readonly type: "acknowledgement";
      readonly session: Uint8Array;
      readonly from: number;
      readonly signature: Uint8Array;
    }
);

export type MinerEffect =
  /** Store the new state now, before the effects that follow. */
  | { readonly type: "persist" }
  | { readonly type: "submit"; readonly transaction: ReturnType<typeof signTransaction> }
  /** Seal `share` to the receiver and send it: from this miner's index to a member of the session's list. */
  | {
      readonly type: "send-share";
      readonly session: Uint8Array;
      readonly from: number;
      readonly to: FrozenMember;
      readonly share: Uint8Array;
    }
  | {
      readonly type: "send-acknowledgement";
      readonly session: Uint8Array;
      readonly from: number;
      readonly to: FrozenMember;
      readonly signature: Uint8Array;
    }
  /** Send a "tick" at this time. */
  | { readonly type: "wake"; readonly at: number }
  /** Somebody misbehaved towards this miner. */
  | {
      readonly type: "evidence";
      readonly against: number;
      readonly code: "CONFLICTING_SHARES" | "BAD_SHARE" | "BAD_ACKNOWLEDGEMENT";
    };

export interface Step {
  readonly state: MinerState;
  readonly effects: MinerEffect[];
}

export interface MinerOptions {
  readonly scheme: SchemeName;
  readonly identity: MinerIdentity;
  /** Secret randomness; the CSPRNG by default. */
  readonly random?: RandomBytes;
  readonly cache?: ProtocolCache;
  /** Who does the arithmetic of shares and acknowledgements; the miner itself by default. */
  readonly work?: MinerWork;
  /**
   * How long shares are collected before they are checked together, in milliseconds: time for others, and for a
   * second, different one of the same dealer, to come. Acknowledgements are checked when all are there, or when a
   * share has to be sent again.
   */
  readonly batchDelay?: number;
  /** First pause before a share is sent again; doubled each time up to `retryCap`. In milliseconds. */
  readonly retryBase?: number;
  readonly retryCap?: number;
}

const NOTHING_CAME: IncomingShare = { share: null, valid: null, conflict: false, acknowledgement: null };

export class Miner {
  readonly scheme: BlsScheme;
  readonly options: Required<MinerOptions>;

  constructor(options: MinerOptions) {
    const cache = options.cache ?? new ProtocolCache();
    this.options = {
      random: randomBytes,
      cache,
      work: new OwnWork(options.scheme, cache),
      batchDelay: 250,
      retryBase: 1000,
      retryCap: 8000,
      ...options,
    };
    this.scheme = schemeByName(options.scheme);
  }

  /** The state of a miner that has never run. */
  static readonly initial: MinerState = EMPTY_MINER_STATE;

  /** Takes one event. Never throws for anything that others sent. */
  step(state: MinerState, event: MinerEvent): Step {
    const turn = new Turn(this, state, event);
    turn.run();
    return { state: turn.state, effects: turn.dirty ? [{ type: "persist" }, ...turn.effects] : turn.effects };
  }
}

/** One event being taken. */
class Turn {
  readonly effects: MinerEffect[] = [];
  /** Must the new state be stored before the effects? */
  dirty = false;
  private readonly scheme: BlsScheme;
  private readonly identity: MinerIdentity;
  private readonly chain: ContractState;

  constructor(
    private readonly miner: Miner,
    public state: MinerState,
    private readonly event: MinerEvent,
  ) {
    this.scheme = miner.scheme;
    this.identity = miner.options.identity;
    this.chain = event.chain;
  }

  run(): void {
    const { event } = this;
    if (event.type === "share") this.takeShare(event.session, event.from, event.share);
    else if (event.type === "acknowledgement") this.takeAcknowledgement(event.session, event.from, event.signature);
    else this.follow(event.type === "restarted");
  }

  /** The contract's session, when this miner has a part in it. */
  private get onChain(): SessionState {
    return this.chain.session!;
  }

  private get session(): MinerSession {
    return this.state.session!;
  }

  /**
   * What can be asked for again after a crash (a share that is not acknowledged yet, say) need not be stored at once.
   */
  private update(change: Partial<MinerSession>, durable = true): void {
    this.state = { ...this.state, session: { ...this.session, ...change } };
    if (durable) this.dirty = true;
  }

  private setIncoming(index: number, change: Partial<IncomingShare>): void {
    const incoming = [...this.session.incoming];
    incoming[index - 1] = { ...incoming[index - 1]!, ...change };
    this.update({ incoming }, change.acknowledgement !== undefined || change.conflict === true);
  }

  private setOutgoing(index: number, change: Partial<OutgoingShare>): void {
    const outgoing = [...this.session.outgoing];
    outgoing[index - 1] = { ...outgoing[index - 1]!, ...change };
    this.update({ outgoing }, false);
  }

  // --- following the chain -----------------------------------------------------------------------------------------

  private follow(restarted: boolean): void {
    const { session, phase, current } = this.chain;
    this.forgetOldKeys(current.number);
    if (session === null) return;
    if (this.state.session === null || !equalBytes(this.session.id, session.id)) {
      if (!this.join(session)) return;
    }
    if (restarted) this.sendAgainSoon();
    const removed = session.removed.some((removal) => removal.index === this.session.index);
    const listed = this.session.index > 0 && !removed;
    const dealt = listed && this.session.shares.length > 0;
    if (phase === "contribute" && dealt) this.submit("contribute", () => this.contribution());
    if (phase === "share" && dealt) {
      const sentAgain = this.sendShares();
      this.checkShares(false);
      // each check costs a pairing however few it checks: together when all are there, or when somebody has to be asked
      // again
      if (sentAgain) this.checkAcknowledgements();
      if (this.allAcknowledged()) this.submit("share", () => new Uint8Array(0));
    }
    if (phase === "publish" && dealt) {
      this.checkShares(true);
      this.checkAcknowledgements();
      this.submit("publish", () => this.publication());
    }
    if (phase === "wait" && session.magicBlock !== null && !session.certified) this.confirm(session);
  }

  private forgetOldKeys(current: number): void {
    const keys = this.state.keys.filter((key) => key.number >= current);
    if (keys.length === this.state.keys.length) return;
    this.state = { ...this.state, keys };
    this.dirty = true;
  }

  /** Begins a new session, if this miner is on the list or in office. */
  private join(session: SessionState): boolean {
    const index = session.list.find((member) => member.id === this.identity.id)?.index ?? 0;
    const inOffice = this.chain.current.magicBlock?.miners.some((miner) => miner.id === this.identity.id) ?? false;
    if (index === 0 && !inOffice) {
      if (this.state.session !== null) {
        this.state = { ...this.state, session: null };
        this.dirty = true;
      }
      return false;
    }
    const empty = { commitments: [], proof: new Uint8Array(0), shares: [] };
    // dealing happens once per session: this state is stored before anything of it is sent, and a session that is shown
    // again after another (a chain that catches up, or has two histories) gets no second dealing
    const deals = index > 0 && this.chain.phase === "contribute" && !tookPart(this.state.past, session);
    const dealt = deals ? this.deal(session, index) : empty;
    const outgoing = session.list.map(() => ({ acknowledgement: null, valid: null, sent: 0, nextAt: 0 }));
    this.state = {
      ...this.state,
      past: withSession(this.state.past, session),
      session: {
        id: session.id,
        index,
        ...dealt,
        incoming: session.list.map(() => NOTHING_CAME),
        outgoing,
        transactions: {},
      },
    };
    this.dirty = true;
    if (dealt.shares.length > 0) this.setIncoming(index, { share: dealt.shares[index - 1]!, valid: true });
    return true;
  }

  private deal(session: SessionState, index: number): Pick<MinerSession, "commitments" | "proof" | "shares"> {
    const ids = session.list.map((member) => member.partyId);
    const dealing = deal({
      scheme: this.scheme,
      threshold: session.thresholds.t,
      ids,
      session: session.id,
      dealer: ids[index - 1]!,
      random: this.miner.options.random,
    });
    return { commitments: dealing.commitments, proof: dealing.proof, shares: ids.map((id) => dealing.shares.get(id)!) };
  }

  // --- transactions ------------------------------------------------------------------------------------------------

  /**
   * Signs the phase's transaction once and hands it to the chain until it is there, each time waiting twice as long.
   */
  private submit(phase: TransactionPhase, payload: () => Uint8Array): void {
    if (this.isOnChain(phase)) return;
    const { round } = this.chain;
    let own = this.session.transactions[phase];
    if (own !== undefined) {
      if (this.event.type !== "restarted" && round < own.submittedAt + 2 ** own.times) return;
      own = { ...own, submittedAt: round, times: Math.min(own.times + 1, 16) };
    } else {
      const content = { session: this.session.id, phase, payload: payload() };
      const transaction = signTransaction(this.miner.options.scheme, this.identity, content);
      own = { transaction, submittedAt: round, times: 1 };
    }
    this.update({ transactions: { ...this.session.transactions, [phase]: own } });
    this.effects.push({ type: "submit", transaction: own.transaction });
  }

  private isOnChain(phase: TransactionPhase): boolean {
    const position = this.session.index - 1;
    const { onChain } = this;
    switch (phase) {
      case "contribute":
        return Boolean(onChain.contributions[position]);
      case "share":
        return onChain.shared[position] === true;
      case "publish":
        return Boolean(onChain.publications[position]);
      case "wait":
        return Boolean(onChain.confirmations[position]) || onChain.handOvers[this.identity.id] !== undefined;
    }
  }

  private contribution(): Uint8Array {
    return encodeContribution(this.session);
  }

  // --- sharing -----------------------------------------------------------------------------------------------------

  /** Indices of everybody else on the list. */
  private others(): number[] {
    return remaining(this.onChain).filter((index) => index !== this.session.index);
  }

  /** A private message of this session to the member at `index`: all that is needed to seal and send it. */
  private addressed(index: number): { session: Uint8Array; from: number; to: FrozenMember } {
    return { session: this.session.id, from: this.session.index, to: this.onChain.list[index - 1]! };
  }

  private isOther(index: number): boolean {
    return index !== this.session.index && isRemaining(this.onChain, index);
  }

  /**
   * Sends a share to everybody that has not acknowledged and whose time has come; all at once, each with its own
   * pauses. Was anybody among them asked before?
   */
  private sendShares(): boolean {
    const { retryBase, retryCap } = this.miner.options;
    const { time } = this.event;
    const outgoing = [...this.session.outgoing];
    let soonest = Number.POSITIVE_INFINITY;
    let sending = false;
    let again = false;
    for (const to of this.others()) {
      const receiver = outgoing[to - 1]!;
      if (receiver.acknowledgement !== null) continue;
      if (receiver.nextAt <= time) {
        again ||= receiver.sent > 0;
        const pause = Math.min(retryCap, retryBase * 2 ** Math.min(receiver.sent, 20));
        outgoing[to - 1] = { ...receiver, sent: receiver.sent + 1, nextAt: time + pause };
        this.effects.push({ type: "send-share", ...this.addressed(to), share: this.session.shares[to - 1]! });
        sending = true;
      }
      soonest = Math.min(soonest, outgoing[to - 1]!.nextAt);
    }
    if (!sending) return false;
    this.update({ outgoing }, false);
    this.effects.push({ type: "wake", at: soonest });
    return again;
  }

  /** After a restart shares are due at once; what was acknowledged stays acknowledged. */
  private sendAgainSoon(): void {
    const { time } = this.event;
    this.update({
      outgoing: this.session.outgoing.map((receiver) => ({ ...receiver, nextAt: Math.min(receiver.nextAt, time) })),
    });
  }

  private takeShare(session: Uint8Array, from: number, share: Uint8Array): void {
    if (!this.isCurrent(session, "share") || !this.isOther(from)) return;
    const held = this.session.incoming[from - 1]!;
    if (held.share !== null) {
      if (equalBytes(held.share, share)) {
        // the acknowledgement was lost, or has not been sent yet
        const { acknowledgement } = held;
        if (acknowledgement !== null) {
          this.effects.push({ type: "send-acknowledgement", ...this.addressed(from), signature: acknowledgement });
        }
        return;
      }
      if (!held.conflict) this.effects.push({ type: "evidence", against: from, code: "CONFLICTING_SHARES" });
      // what was acknowledged was good and stays; before that, a dealer that says two things is not acknowledged at all
      if (held.acknowledgement === null && !held.conflict) this.setIncoming(from, { conflict: true });
      return;
    }
    this.setIncoming(from, { share, valid: null });
    this.effects.push({ type: "wake", at: this.event.time + this.miner.options.batchDelay });
  }

  /** Checks all unchecked shares in one batch, names the bad ones, acknowledges the good ones. */
  private checkShares(now: boolean): void {
    if (!now && this.event.type === "block") return;
    const unchecked = this.others().filter((index) => {
      const { share, valid, conflict } = this.session.incoming[index - 1]!;
      return share !== null && valid === null && !conflict;
    });
    if (unchecked.length === 0) return;
    const bad = this.badShares(unchecked);
    for (const index of unchecked) {
      if (bad.has(index)) {
        this.setIncoming(index, { valid: false });
        this.effects.push({ type: "evidence", against: index, code: "BAD_SHARE" });
        continue;
      }
      if (this.chain.phase !== "share") {
        this.setIncoming(index, { valid: true });
        continue;
      }
      const signature = this.acknowledge(index);
      this.setIncoming(index, { valid: true, acknowledgement: signature });
      this.effects.push({ type: "send-acknowledgement", ...this.addressed(index), signature });
    }
  }

  private badShares(dealers: readonly number[]): Set<number> {
    const partyId = this.onChain.list[this.session.index - 1]!.partyId;
    const sized = dealers.filter((dealer) => isScalar(this.session.incoming[dealer - 1]!.share!));
    const bad = new Set(dealers.filter((dealer) => !sized.includes(dealer)));
    if (sized.length === 0) return bad;
    const items = sized.map((dealer) => ({
      commitments: this.onChain.contributions[dealer - 1]!,
      share: this.session.incoming[dealer - 1]!.share!,
    }));
    for (const position of this.miner.options.work.wrongShares(partyId, items)) bad.add(sized[position]!);
    return bad;
  }

  private acknowledgementOf(dealer: number): Uint8Array {
    return acknowledgementMessage(this.session.id, dealer, this.onChain.contributions[dealer - 1]!.hash);
  }

  private acknowledge(dealer: number): Uint8Array {
    return this.miner.options.work.signAcknowledgement(this.acknowledgementOf(dealer), this.identity.secretKey);
  }

  // --- acknowledgements --------------------------------------------------------------------------------------------

  private takeAcknowledgement(session: Uint8Array, from: number, signature: Uint8Array): void {
    if (!this.isCurrent(session, "share") || !this.isOther(from)) return;
    if (signature.length !== this.scheme.signatureLength) return;
    const held = this.session.outgoing[from - 1]!;
    if (held.valid === true) return;
    if (held.acknowledgement !== null && !equalBytes(held.acknowledgement, signature)) {
      // `from` is only a claim: do not let a forged one crowd out the right one
      if (!this.isAcknowledgement(from, signature)) return;
      this.setOutgoing(from, { acknowledgement: signature, valid: true });
    } else {
      this.setOutgoing(from, { acknowledgement: signature, valid: null });
    }
    const { outgoing } = this.session;
    const waits = ({ acknowledgement }: OutgoingShare, position: number) =>
      acknowledgement === null && this.isOther(position + 1);
    if (outgoing.some(waits)) return;
    this.checkAcknowledgements();
    if (this.allAcknowledged()) this.submit("share", () => new Uint8Array(0));
  }

  private isAcknowledgement(from: number, signature: Uint8Array): boolean {
    const { publicKey } = this.onChain.list[from - 1]!;
    const DST = identityDst(this.miner.options.scheme);
    try {
      return this.scheme.verify(signature, this.acknowledgementOf(this.session.index), publicKey, { DST });
    } catch (error) {
      if (error instanceof FeldsparError) return false;
      throw error;
    }
  }

  /**
   * One verification for all unchecked acknowledgements; one by one only if that fails. Bad ones are forgotten, and
   * asked for again.
   */
  private checkAcknowledgements(): void {
    const unchecked = this.others().filter((index) => {
      const { acknowledgement, valid } = this.session.outgoing[index - 1]!;
      return acknowledgement !== null && valid === null;
    });
    if (unchecked.length === 0) return;
    const signatures = unchecked.map((index) => this.session.outgoing[index - 1]!.acknowledgement!);
    const allGood = this.verifyTogether(unchecked, signatures);
    const outgoing = [...this.session.outgoing];
    unchecked.forEach((index, position) => {
      if (allGood || this.isAcknowledgement(index, signatures[position]!)) {
        outgoing[index - 1] = { ...outgoing[index - 1]!, valid: true };
      } else {
        outgoing[index - 1] = { ...outgoing[index - 1]!, acknowledgement: null, valid: null };
        this.effects.push({ type: "evidence", against: index, code: "BAD_ACKNOWLEDGEMENT" });
      }
    });
    this.update({ outgoing });
  }

  private verifyTogether(from: readonly number[], signatures: readonly Uint8Array[]): boolean {
    const { scheme, cache } = this.miner.options;
    try {
      const keys = cache.keyTable(
        scheme,
        this.onChain.list.map((member) => member.publicKey),
      );
      const aggregate = this.miner.options.work.aggregateAcknowledgements(signatures);
      return this.scheme.verify(aggregate, this.acknowledgementOf(this.session.index), keys.aggregate(from), {
        DST: identityDst(scheme),
      });
    } catch (error) {
      if (error instanceof FeldsparError) return false;
      throw error;
    }
  }

  private allAcknowledged(): boolean {
    return this.others().every((index) => this.session.outgoing[index - 1]!.valid === true);
  }

  /** Does a private message belong to the running session and phase, and did this miner deal in it? */
  private isCurrent(session: Uint8Array, phase: "share"): boolean {
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

  // --- publish -----------------------------------------------------------------------------------------------------

  /**
   * For everybody on the list: the acknowledgement, or else the share itself. The own share is acknowledged by its
   * maker.
   */
  private publication(): Uint8Array {
    const { index: own, outgoing, shares } = this.session;
    const list = remaining(this.onChain);
    const acknowledgers = list.filter((index) => index !== own && outgoing[index - 1]!.valid === true);
    const acknowledged = list.filter((index) => index === own || acknowledgers.includes(index));
    const signatures = [this.acknowledge(own)];
    if (acknowledgers.length > 0) {
      // as they were added up when they were checked
      const others = acknowledgers.map((index) => outgoing[index - 1]!.acknowledgement!);
      signatures.push(this.miner.options.work.aggregateAcknowledgements(others));
    }
    const publication = {
      acknowledged,
      aggregate: this.scheme.aggregateSignatures(signatures),
      reveals: list
        .filter((index) => !acknowledged.includes(index))
        .map((index) => ({ index, share: shares[index - 1]! })),
    };
    return encodePublication(publication, this.onChain.list.length);
  }

  // --- wait --------------------------------------------------------------------------------------------------------

  private currentKey(): MinerKey | undefined {
    const { current } = this.chain;
    if (current.magicBlock?.miners.some((miner) => miner.id === this.identity.id) !== true) return undefined;
    return this.state.keys.find((key) => key.number === current.number && equalBytes(key.blockHash, current.hash));
  }

  /**
   * Signs the hash with the new key, if this miner is a member and has it, and with the current one, if it is in
   * office.
   */
  private confirm({ magicBlock: block, magicBlockHash }: SessionState): void {
    if (this.session.transactions.wait !== undefined) {
      this.submit("wait", () => new Uint8Array(0));
      return;
    }
    const blockHash = magicBlockHash!;
    const oldBlock = this.chain.current.magicBlock;
    const old = this.currentKey();
    const { index, incoming } = this.session;
    const { scheme } = this;
    const { cache } = this.miner.options;
    const secretShare = secretShareOf({ scheme, cache, session: this.onChain, block: block!, index, incoming });
    if (secretShare === null && old === undefined) return;
    if (secretShare !== null) this.keep({ number: block!.number, blockHash, index, secretShare });
    const confirmation = secretShare === null ? null : this.scheme.sign(confirmationMessage(blockHash), secretShare);
    const handOver =
      old === undefined ? null : schemeByName(oldBlock!.scheme).sign(handOverMessage(blockHash), old.secretShare);
    this.submit("wait", () => encodeWait({ confirmation, handOver }));
  }

  private keep(key: MinerKey): void {
    const others = this.state.keys.filter((held) => held.number !== key.number);
    this.state = { ...this.state, keys: [...others, key] };
    this.dirty = true;
  }
}
