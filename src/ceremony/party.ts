// A party of a ceremony: the miner of a chain, without a chain. Messages come in from a room and go out to it, as JSON
// over anything. It deals, checks, acknowledges, reveals what must be, confirms, hands over and wipes by itself; people
// say who takes part (`accept`) and, in the end, compare words. What it must not say twice is stored before it is said.
import { checkInteger, optionsOf, readingLater } from "../../bindings/arguments.js";
import { equalBytes, FeldsparError, fail, toHex } from "../encoding/index.js";
import { quietly } from "../node/callbacks.js";
import type { Edge } from "../node/log/attestation.js";
import type { MinerNode } from "../node/miner-node.js";
import type { ChainView } from "../node/ports.js";
import type { SharderRunner } from "../node/sharder-runner.js";
import { systemClock, systemTimers } from "../node/system.js";
import { type GroupKey, groupKeyOf, type KeyShare } from "../signing/key.js";
import { findById } from "../view-change/contract/sorted.js";
import type { ContractState } from "../view-change/contract/state.js";
import { type LedgerEntry, memberEntry } from "../view-change/entries.js";
import { minerRegistration } from "../view-change/identity.js";
import { Course, type CourseState, hostOf, invitedIds } from "./course.js";
import { closing, invitationToNext, type NextOptions, proposalOf } from "./host.js";
import {
  checkedTerms,
  type Invitation,
  type InvitationJson,
  invitationToJson,
  isAgreed,
  readInvitation,
  type Terms,
} from "./invitation.js";
import { startMachines } from "./machines.js";
import { entryToJson, MOST_TOGETHER, readHeard, type ToRoom } from "./messages.js";
import { Outbox } from "./outbox.js";
import { type PartyOptions, partyOptions } from "./party-options.js";
import { type SealedKey, sealedKeyOf } from "./transcript.js";
import { chainView } from "./view.js";
import { edgeToSign, Witness } from "./witness.js";

/**
 * @example
 * const [mine, theirs] = socketPair().map(socketWire); // or any other way for texts
 * seatOver(theirs, new Room({ invitation }));
 * const party = await joinOver(mine, { invitation, identity: host, store: new MemoryStore(), retry: 50 });
 * const { words, groupPublicKey } = await party.sealed(); // each reads the words to the others
 * [words.length, party.key!.groupPublicKey]; //=> [16, groupPublicKey]
 * await party.stop();
 */
export class Party {
  readonly #options: PartyOptions;
  readonly #invitation: Invitation;
  readonly #witness: Witness;
  readonly #chain: ChainView;
  readonly #course = new Course();
  #current: CourseState;
  /** What the miner is shown: not a session that nobody here has agreed to. */
  #shown: ContractState;
  #miner: MinerNode | null = null;
  #sharder: SharderRunner | null = null;
  #failure: FeldsparError | null = null;
  #take: ((message: Uint8Array) => void) | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #outbox = new Outbox();
  readonly #waiting = new Set<() => void>();
  #work: Promise<void> = Promise.resolve();
  #callOff: () => void = () => {};
  /** Has the room said anything? Until then it may not know that this party needs all that is private. */
  #heard = false;
  /** The room has more to show: who acts upon a part of it may say otherwise what it does not know that it said. */
  #isBehind = false;
  #knownAtLast = 0n;

  private constructor(options: PartyOptions, invitation: Invitation) {
    this.#options = options;
    this.#invitation = invitation;
    this.#current = this.#course.begin(invitation.genesis);
    this.#shown = this.#current.chain;
    const { identity, store, clock, timers } = options;
    const { genesis, genesisHash } = invitation;
    this.#chain = chainView({
      state: () => this.#shown,
      attested: () => this.#current.attested,
      say: (entry) => this.#say(entry),
      listeners: this.#listeners,
    });
    this.#witness = new Witness({
      ...{ scheme: genesis.scheme, identity, genesisHash, store, clock, timers },
      edge: () => this.#edgeToSign(),
      append: (entry) => this.#say(entry),
      onConflict: () => this.#diverged(),
      onStopped: (error) => this.#halt(error),
    });
  }

  /**
   * Comes into a ceremony, or back into it: goes on from the store. Throws UNKNOWN_ID for an identity that the
   * invitation does not name, what `readInvitation` throws, what loading the store throws, BAD_TYPE, UNKNOWN_OPTION.
   *
   * @example
   * // `joinOver` does this over a wire
   * const room = new Room({ invitation });
   * let seat: { receive(message: unknown): void } | null = null;
   * const party = await Party.start({
   *   ...{ invitation, identity: host, store: new MemoryStore(), retry: 50 },
   *   send: (message) => seat?.receive(message), // what is lost is said again
   * });
   * seat = room.enter((message) => party.receive(message));
   * await party.sealed();
   * await party.idle();
   * [party.state.chain.current.number, party.result!.number, party.groupKey!.threshold]; //=> [1, 1, 1]
   * await party.stop();
   * party.stopped!.code; //=> "STOPPED"
   */
  static async start(given: PartyOptions): Promise<Party> {
    return readingLater("Party.start", () => Party.#started(partyOptions(given)));
  }

  static async #started(options: PartyOptions): Promise<Party> {
    const invitation = readInvitation(options.invitation);
    const { id } = options.identity;
    if (!invitation.members.some((one) => one.id === id) && hostOf(invitation.genesis).id !== id)
      fail("UNKNOWN_ID", "the identity is neither invited nor the host's");
    const party = new Party(options, invitation);
    try {
      await party.#begin();
    } catch (error) {
      await party.stop();
      throw error;
    }
    return party;
  }

  async #begin(): Promise<void> {
    await this.#witness.load();
    const { agreed } = this.#witness.memory;
    if (agreed === null || agreed.number < this.#invitation.number) await this.#witness.agree(this.#terms());
    const { miner, sharder } = await startMachines(this.#options, this.#invitation.genesis, this.#chain, {
      transport: {
        send: (to, message) => this.#send({ type: "private", to, bytes: toHex(message) }),
        receive: (handler) => {
          this.#take = handler;
        },
      },
      onStopped: (error) => this.#halt(error),
      onSuspicion: (error) => this.#problem(error),
    });
    this.#miner = miner;
    this.#sharder = sharder;
    this.#hello(true);
    this.#again();
  }

  /** Where the ceremony is, as this party was shown it. */
  get state(): CourseState {
    return this.#current;
  }

  /** Why it has stopped: LOG_DIVERGED where the room shows another history than before; null while it runs. */
  get stopped(): FeldsparError | null {
    return this.#failure;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    const { chain, position } = this.#current;
    return `Party ${this.#options.identity.id}, phase ${chain.phase} after ${position} entries`;
  }

  /** The latest key, once all its members have sealed it; null before. Compare its words with all others'. */
  get result(): SealedKey | null {
    return sealedKeyOf(this.#current);
  }

  /** Resolves with the result of a view, or of a later one. Rejects with the reason for which the party has stopped. */
  async sealed(number = 1): Promise<SealedKey> {
    checkInteger(number, "number", 1, Number.MAX_SAFE_INTEGER);
    return this.#when(() => {
      const { result } = this;
      return result !== null && result.number >= number ? result : null;
    });
  }

  /** Resolves with the host's next proposal. Rejects as `sealed`. */
  async proposed(): Promise<Terms> {
    return this.#when(() => this.proposal);
  }

  async #when<Value>(value: () => Value | null): Promise<Value> {
    for (;;) {
      const now = value();
      if (now !== null) return now;
      if (this.#failure !== null) throw this.#failure;
      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  /** The key of the view in office, without what is secret; null before there is a result. */
  get groupKey(): GroupKey | null {
    const { genesis, current } = this.#current.chain;
    return this.result === null ? null : groupKeyOf(genesis, current.magicBlock!, current.hash);
  }

  /**
   * The same with this party's share; null before there is a result, and for who is no member any more. The share is
   * wiped by the next view: give `Signer` and `Decryptor` this getter, `() => party.key`.
   */
  get key(): KeyShare | null {
    const group = this.groupKey;
    const held = group === null ? undefined : this.#held(group.number, group.blockHash);
    return held === undefined ? null : { ...group!, partyId: held.partyId, secretShare: held.secretShare };
  }

  #held(number: number, hash: Uint8Array) {
    return this.#miner?.state.keys.find((one) => one.number === number && equalBytes(one.blockHash, hash));
  }

  /** What the host proposes for the next view; null where it proposes nothing. Members deal when they `accept`. */
  get proposal(): Terms | null {
    return proposalOf(this.#current.chain);
  }

  /**
   * Agrees to a proposal, as it was looked at, or to an invitation: only then this party deals, or takes shares, in
   * that view. Resolves when it is stored. Throws BAD_PARAMETER for one that does not follow the block in office.
   */
  async accept(proposal: Terms | InvitationJson): Promise<void> {
    return readingLater("proposal", () => this.#accepted(proposal));
  }

  async #accepted(proposal: Terms | InvitationJson): Promise<void> {
    const terms = "kind" in proposal ? readInvitation(proposal) : checkedTerms(proposal);
    const { current, genesisHash } = this.#current.chain;
    const other = "genesisHash" in terms && !equalBytes((terms as Invitation).genesisHash, genesisHash);
    if (other || terms.number !== current.number + 1 || !equalBytes(terms.previousHash, current.hash))
      fail("BAD_PARAMETER", "accept: the proposal does not follow the block in office of this ceremony");
    const { number, previousHash, t, k, members } = terms;
    await this.#witness.agree({ number, previousHash, t, k, members });
    this.#moved();
  }

  /**
   * The host's: proposes the next view, among the same members (a refresh) or others, and agrees to it. The invitation
   * is for those who come in; members in office see the proposal. Throws NOT_HOST, WRONG_PHASE, and as `invite`.
   *
   * @example
   * const [mine, theirs] = socketPair().map(socketWire);
   * seatOver(theirs, new Room({ invitation }));
   * const party = await joinOver(mine, { invitation, identity: host, store: new MemoryStore(), retry: 50 });
   * await party.sealed();
   * party.proposal; //=> null
   * party.close(); //=> throws WRONG_PHASE
   * await party.invite({ members: [cardOf("min-sig", host)] }); // the same member: new shares of the same key
   * await party.accept(await party.proposed()); // what every member does, having looked at it; the host has agreed
   * (await party.sealed(2)).number; //=> 2
   * await party.stop();
   */
  async invite(options: NextOptions): Promise<InvitationJson> {
    return readingLater("options", () => this.#invited(options));
  }

  async #invited(options: NextOptions): Promise<InvitationJson> {
    if (this.#failure !== null) throw this.#failure;
    const given = optionsOf<NextOptions>(options, ["members", "threshold", "quorum"]);
    const { invitation, entries } = invitationToNext(this.#current.chain, this.#options.identity, given);
    const { number, previousHash, t, k, members } = invitation;
    await this.#witness.agree({ number, previousHash, t, k, members });
    for (const entry of entries) this.#say(entry);
    return invitationToJson(invitation);
  }

  /** The host's: ends the running phase without those who are not done with it. Throws NOT_HOST, WRONG_PHASE. */
  close(): void {
    const { chain, edges } = this.#current;
    this.#say(closing(chain, edges.at(-1), this.#options.identity));
  }

  /** Takes a message of the room: JSON, its text or bytes. What is none does nothing, and is told to `onProblem`. */
  receive(message: unknown): void {
    if (this.#failure !== null) return;
    try {
      const heard = readHeard(message);
      this.#heard = true;
      if (heard.type === "private") {
        if (heard.to === this.#options.identity.id) this.#take?.(heard.bytes);
      } else if (BigInt(heard.after) > this.#current.position) this.#hello(false);
      else {
        const fresh = heard.entries.slice(Number(this.#current.position) - heard.after);
        for (const entry of fresh) this.#follow(entry);
        if (fresh.length > 0) this.#isBehind = heard.entries.length === MOST_TOGETHER;
      }
    } catch (error) {
      if (!(error instanceof FeldsparError)) throw error;
      this.#problem(error);
    }
    this.#moved();
  }

  /** Resolves when everything that has come is acted on. */
  async idle(): Promise<void> {
    await this.#work;
    await Promise.all([this.#miner?.idle(), this.#sharder?.idle(), this.#witness.idle()]);
  }

  /** Says nothing more. With the same options `start` goes on from the store. */
  async stop(): Promise<void> {
    this.#halt(new FeldsparError("STOPPED", "the party was stopped"));
    await Promise.all([this.#miner?.stop(), this.#sharder?.stop(), this.#witness.stop()]);
  }

  // --- what comes ----------------------------------------------------------------------------------------------------

  #follow(entry: LedgerEntry): void {
    if (this.#failure !== null) return;
    const { state, events } = this.#course.take(this.#current, entry);
    const { edge } = this.#witness.memory;
    // after a crash the room must show what was signed before it
    if (edge !== null && state.position === edge.position && !equalBytes(state.logHash, edge.logHash)) {
      this.#diverged();
      return;
    }
    this.#current = state;
    this.#outbox.heard(entry);
    for (const event of events) {
      if (event.type === "conflict")
        this.#problem(new FeldsparError("LOG_DIVERGED", "a party has signed another history", [event.id]));
      quietly(() => this.#options.onEvent?.(event));
    }
  }

  #moved(): void {
    if (this.#failure !== null || this.#isBehind) return;
    const { chain } = this.#current;
    if (this.#agrees(chain)) this.#shown = chain;
    this.#register();
    this.#work = this.#work.then(() => this.#act()).catch(() => {});
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Is there nothing to agree to, or was it agreed to? */
  #agrees({ session, current }: ContractState): boolean {
    if (session === null || session.number === 1) return true;
    const { agreed } = this.#witness.memory;
    return agreed !== null && isAgreed(agreed, current.hash, session);
  }

  async #act(): Promise<void> {
    for (const listener of this.#listeners) listener();
    await this.#miner?.idle();
    await this.#sharder?.notify();
    await this.#witness.notify();
  }

  /** Accepts what it was invited to. */
  #register(): void {
    const { chain } = this.#current;
    const { identity } = this.#options;
    const { agreed } = this.#witness.memory;
    if (agreed?.number !== chain.current.number + 1 || !invitedIds(chain).includes(identity.id)) return;
    if (findById(chain.candidates, identity.id) !== undefined) return;
    const { genesis, genesisHash } = chain;
    this.#say(memberEntry(genesis.scheme, minerRegistration(genesis.scheme, identity, { genesisHash })));
  }

  #edgeToSign(): Edge | null {
    const { chain } = this.#current;
    if (!this.#agrees(chain)) return null;
    const { number, hash } = chain.current;
    const signed = this.#witness.memory.edge;
    return edgeToSign(this.#current, this.#options.identity.id, signed, () => this.#held(number, hash) !== undefined);
  }

  // --- what goes -----------------------------------------------------------------------------------------------------

  #say(entry: LedgerEntry): void {
    if (this.#failure !== null) return;
    this.#outbox.add(entry);
    this.#send({ type: "say", ...entryToJson(entry) });
  }

  #hello(fresh: boolean): void {
    const { id } = this.#options.identity;
    this.#send({ type: "hello", id, after: Number(this.#current.position), fresh });
  }

  #send(message: ToRoom): void {
    if (this.#failure === null) quietly(() => this.#options.send(message));
  }

  /** Now and then: asks for what was missed, and says again what was not heard. */
  #again(): void {
    const { clock = systemClock, timers = systemTimers, retry = 2000 } = this.#options;
    if (this.#failure !== null) return;
    this.#callOff = timers.at(clock.now() + retry, () => {
      if (this.#failure !== null) return;
      this.#hello(!this.#heard);
      if (this.#current.position === this.#knownAtLast) this.#isBehind = false;
      this.#knownAtLast = this.#current.position;
      for (const entry of this.#outbox.due(this.#current.chain)) this.#send({ type: "say", ...entryToJson(entry) });
      this.#moved();
      this.#again();
    });
  }

  #terms(): Terms {
    const { number, previousHash, t, k, members } = this.#invitation;
    return { number, previousHash, t, k, members };
  }

  #diverged(): void {
    this.#halt(
      new FeldsparError("LOG_DIVERGED", "the room shows another history than the one that this party has signed"),
    );
  }

  #halt(error: FeldsparError): void {
    if (this.#failure !== null) return;
    this.#failure = error;
    this.#callOff();
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
    void this.#miner?.stop();
    void this.#sharder?.stop();
    void this.#witness.stop();
    if (error.code !== "STOPPED") this.#problem(error);
  }

  #problem(error: FeldsparError): void {
    quietly(() => this.#options.onProblem?.(error));
  }
}
