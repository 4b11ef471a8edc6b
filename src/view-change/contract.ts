// The view-change contract (protocol §5): a pure, deterministic state machine driven by blocks, (state, block) -> (state, events).
// It runs on every node of the chain and must come to the same state everywhere, so it has no clock, no randomness but the
// transcript's, and no secrets. Everything sent to it is checked cheap-first: shape, sender, session, phase, then signatures and
// shares, each kind in one batch per block. Whatever is refused changes nothing and is reported with a code and a reason.
import { type BlsScheme, schemeByName } from "../bls/index.js";
import { aggregateCommitments, batchVerifyRevealed, publicShares, verifyCommitments } from "../dkg/index.js";
import { bitmapOf, Encoder, equalBytes, FeldsparError, TAG } from "../encoding/index.js";
import { combine } from "../threshold/index.js";
import { ProtocolCache } from "./caches.js";
import {
  type AcceptedContribution,
  type Block,
  type ContractEvent,
  type ContractState,
  type CurrentView,
  entryOf,
  RESTART_REASONS,
  type RestartReason,
  remaining,
  type SessionState,
} from "./contract-state.js";
import { checkMinerRecord, identityDst, type MinerRecord, type SharderRecord } from "./identity.js";
import { confirmationMessage, handOverMessage, MagicBlock, type MagicBlockRemoval } from "./magic-block.js";
import { type Phase, resolveThresholds, type Thresholds, type ViewChangeParameters } from "./parameters.js";
import { partyIdOf, repeatedPartyIds } from "./party-ids.js";
import {
  decodeContribution,
  decodePublication,
  decodeWait,
  type Publication,
  type WaitSignatures,
} from "./payloads.js";
import { qualify } from "./qualification.js";
import { compareId, selectMiners } from "./selection.js";
import { acknowledgementMessage, commitmentsHash, type FrozenMember, frozenListHash, sessionId } from "./session.js";
import { checkTransaction, type Transaction, transactionMessage } from "./transaction.js";

export interface GenesisOptions {
  readonly chainId: string;
  readonly parameters: ViewChangeParameters;
  readonly candidates: readonly MinerRecord[];
  readonly sharders?: readonly SharderRecord[];
  /** The set in office. Default: none yet, number 0, hash of zeros. */
  readonly current?: CurrentView;
  readonly randomness?: Uint8Array | null;
}

export interface Applied {
  readonly state: ContractState;
  readonly events: readonly ContractEvent[];
}

/** A transaction that passed the cheap checks. */
interface Pending {
  readonly transaction: Transaction;
  /** On the frozen list; null for a member of the current set that is not on it. */
  readonly member: FrozenMember | null;
}

type EndOfPhase = "everybody-done" | "rounds-over";

/** Why an attempt must start over. */
interface Failure {
  readonly code: RestartReason;
  readonly message: string;
}

/** Transactions of one sender that are looked at per block: forged ones must not crowd out the right one, nor cost without bound. */
const MOST_PER_SENDER = 8;

export class ViewChangeContract {
  /** A cache shared with other users of this process saves decoding the same commitments twice. */
  constructor(private readonly cache: ProtocolCache = new ProtocolCache()) {}

  /** The first state. Throws BAD_REGISTRATION (culprits: positions) for a candidate that is not what it says. */
  genesis(options: GenesisOptions): ContractState {
    const { chainId, parameters, sharders = [], randomness = null } = options;
    const scheme = schemeByName(parameters.scheme);
    options.candidates.forEach((candidate, position) => {
      try {
        checkMinerRecord(scheme, candidate);
      } catch (error) {
        if (error instanceof FeldsparError)
          throw new FeldsparError(error.code, `candidate ${position}: ${error.message}`, [position]);
        throw error;
      }
    });
    const candidates = [...options.candidates].sort(compareId);
    const twice = candidates.findIndex((candidate, position) => candidate.id === candidates[position - 1]?.id);
    if (twice >= 0)
      throw new FeldsparError("BAD_REGISTRATION", `candidate ${candidates[twice]!.id} is registered twice`);
    const current = options.current ?? {
      number: 0,
      hash: new Uint8Array(32),
      startingRound: 0,
      magicBlock: null,
      minerIds: [],
    };
    return {
      chainId,
      parameters,
      round: current.startingRound,
      randomness,
      candidates,
      sharders: [...sharders].sort(compareId),
      current,
      phase: "start",
      phaseStart: current.startingRound + 1,
      attempt: 0,
      failures: 0,
      session: null,
    };
  }

  /** Applies one block. Throws BAD_BLOCK only when the round does not rise: that is the caller's mistake, not a sender's. */
  apply(state: ContractState, block: Block): Applied {
    if (!Number.isSafeInteger(block.round) || block.round <= state.round) {
      throw new FeldsparError("BAD_BLOCK", `expected a round after ${state.round}, got ${block.round}`);
    }
    const run = new BlockRun(this.cache, { ...state, round: block.round }, block);
    run.execute();
    return { state: run.state, events: run.events };
  }
}

/** The application of one block: `state` is replaced, never changed in place. */
class BlockRun {
  readonly events: ContractEvent[] = [];
  private readonly scheme: BlsScheme;
  private readonly dst: string;

  constructor(
    private readonly cache: ProtocolCache,
    public state: ContractState,
    private readonly block: Block,
  ) {
    this.scheme = schemeByName(state.parameters.scheme);
    this.dst = identityDst(state.parameters.scheme);
  }

  execute(): void {
    const { block } = this;
    if (block.randomness && block.randomness.length === 32) this.update({ randomness: block.randomness });
    for (const registration of block.registrations ?? []) this.register(registration);
    if (block.resume === true && this.state.phase === "stopped") {
      this.update({ phase: "start", phaseStart: block.round, failures: 0 });
    }
    this.transactions();
    this.advance();
  }

  private update(change: Partial<ContractState>): void {
    this.state = { ...this.state, ...change };
  }

  private updateSession(change: Partial<SessionState>): void {
    this.update({ session: { ...this.session, ...change } });
  }

  private get session(): SessionState {
    return this.state.session!;
  }

  // --- registration -------------------------------------------------------------------------------------------------------------

  private register(record: MinerRecord): void {
    try {
      const known = this.state.candidates.find((candidate) => candidate.id === record.id);
      const same = known !== undefined && equalBytes(known.publicKey, record.publicKey);
      if (!same || !equalBytes(known.proofOfPossession, record.proofOfPossession))
        checkMinerRecord(this.scheme, record);
      const others = this.state.candidates.filter((candidate) => candidate.id !== record.id);
      this.update({ candidates: [...others, record].sort(compareId) });
      this.events.push({ type: "registered", id: record.id });
    } catch (error) {
      this.refuse(typeof record?.id === "string" ? record.id.slice(0, 64) : "", null, error);
    }
  }

  private refuse(sender: string, index: number | null, error: unknown): void {
    const known = error instanceof FeldsparError;
    if (!known && !(error instanceof TypeError)) throw error;
    this.events.push({
      type: "refused",
      phase: this.state.phase,
      sender,
      index,
      code: known ? error.code : "MALFORMED",
      message: known ? error.message : "not what was expected",
      culprits: known ? [...(error.culprits ?? [])] : [],
    });
  }

  // --- transactions -------------------------------------------------------------------------------------------------------------

  private transactions(): void {
    const pending: Pending[] = [];
    const perSender = new Map<string, number>();
    for (const transaction of this.block.transactions) {
      try {
        checkTransaction(transaction);
        const count = (perSender.get(transaction.sender) ?? 0) + 1;
        perSender.set(transaction.sender, count);
        pending.push(this.screen(transaction, count));
      } catch (error) {
        const sender = typeof transaction?.sender === "string" ? transaction.sender.slice(0, 64) : "";
        this.refuse(sender, this.indexOf(sender), error);
      }
    }
    const signed = this.signedOnes(pending);
    if (signed.length === 0) return;
    switch (signed[0]!.transaction.phase) {
      case "contribute":
        this.contribute(signed);
        break;
      case "share":
        for (const { transaction, member } of signed) {
          this.updateSession({ shared: replace(this.session.shared, member!.index - 1, true) });
          this.accept(transaction, member);
        }
        break;
      case "publish":
        this.publish(signed);
        break;
      case "wait":
        this.wait(signed);
        break;
    }
  }

  private indexOf(sender: string): number | null {
    return this.state.session?.list.find((member) => member.id === sender)?.index ?? null;
  }

  /** The checks that cost nothing. */
  private screen(transaction: Transaction, count: number): Pending {
    const { session, phase } = this.state;
    if (session === null || phase === "start" || phase === "stopped") {
      throw new FeldsparError("WRONG_PHASE", `no attempt is running: phase ${phase}`);
    }
    if (!equalBytes(transaction.session, session.id)) {
      throw new FeldsparError("WRONG_SESSION", "the transaction belongs to another attempt, view or chain");
    }
    if (transaction.phase !== phase)
      throw new FeldsparError("WRONG_PHASE", `expected phase ${phase}, got ${transaction.phase}`);
    const member = session.list.find((candidate) => candidate.id === transaction.sender) ?? null;
    const gone = member === null ? undefined : session.removed.find((removal) => removal.index === member.index);
    const outgoing = phase === "wait" && this.inOffice(transaction.sender);
    if (member === null && !outgoing) throw new FeldsparError("UNKNOWN_SENDER", "the sender is not on the list");
    if (gone !== undefined && !outgoing) {
      throw new FeldsparError("REMOVED", `the sender is off the list since the ${gone.phase} phase: ${gone.reason}`);
    }
    if (this.isRepeated(transaction, member))
      throw new FeldsparError("REPEATED", `the sender's ${phase} transaction is on the chain already`);
    if (transaction.phase === "share" && transaction.payload.length !== 0) {
      throw new FeldsparError("MALFORMED", "a share transaction has no payload");
    }
    if (count > MOST_PER_SENDER)
      throw new FeldsparError("TOO_MANY", `more than ${MOST_PER_SENDER} transactions of one sender in a block`);
    return { transaction, member: gone === undefined ? member : null };
  }

  private inOffice(id: string): boolean {
    return this.state.current.magicBlock?.miners.some((miner) => miner.id === id) ?? false;
  }

  private isRepeated(transaction: Transaction, member: FrozenMember | null): boolean {
    const { session } = this;
    const position = member === null ? -1 : member.index - 1;
    switch (transaction.phase) {
      case "contribute":
        return session.contributions[position] !== null;
      case "share":
        return session.shared[position] === true;
      case "publish":
        return session.publications[position] !== null;
      case "wait":
        return Boolean(session.confirmations[position]) || session.handOvers[transaction.sender] !== undefined;
    }
  }

  /** Verifies the senders' signatures in one batch; the first good transaction of each sender goes on. */
  private signedOnes(pending: readonly Pending[]): Pending[] {
    if (pending.length === 0) return [];
    const publicKey = ({ transaction, member }: Pending): Uint8Array =>
      member?.publicKey ??
      this.state.current.magicBlock!.miners.find((miner) => miner.id === transaction.sender)!.publicKey;
    const items = pending.map((entry) => ({
      signature: entry.transaction.signature,
      message: transactionMessage(entry.transaction),
      publicKey: publicKey(entry),
    }));
    const bad = this.batch("transactions", items);
    const seen = new Set<string>();
    const good: Pending[] = [];
    pending.forEach((entry, position) => {
      const { sender, phase } = entry.transaction;
      try {
        if (bad.has(position))
          throw new FeldsparError("BAD_SIGNATURE", "the sender's signature does not verify", [sender]);
        if (seen.has(sender))
          throw new FeldsparError("REPEATED", `a second ${phase} transaction of the sender in one block`);
        seen.add(sender);
        good.push(entry);
      } catch (error) {
        this.refuse(sender, entry.member?.index ?? null, error);
      }
    });
    return good;
  }

  /**
   * Positions of the signatures that do not verify, those that are no points included. One combination with weights from the
   * transcript; the ones that cannot even be decoded are set aside first.
   */
  private batch(
    purpose: string,
    items: readonly { signature: Uint8Array; message: Uint8Array; publicKey: Uint8Array }[],
    DST: string = this.dst,
    scheme: BlsScheme = this.scheme,
  ): Set<number> {
    const transcript = this.transcript(purpose);
    return wrongPositions(items, (some) => scheme.batchVerify(some, { DST, transcript }).invalid);
  }

  private transcript(purpose: string): Uint8Array {
    return new Encoder(TAG.weights).text(purpose).fixed(this.session.id, 32).u64(this.state.round).finish();
  }

  private accept(transaction: Transaction, member: FrozenMember | null): void {
    this.events.push({
      type: "accepted",
      phase: transaction.phase,
      sender: transaction.sender,
      index: member?.index ?? null,
    });
  }

  // --- contribute ---------------------------------------------------------------------------------------------------------------

  private contribute(pending: readonly Pending[]): void {
    const { t } = this.session.thresholds;
    for (const { transaction, member } of pending) {
      try {
        const { commitments, proof } = decodeContribution(transaction.payload, t, this.scheme.publicKeyLength);
        if (commitments[0]![0] === 0xc0) throw new FeldsparError("IS_IDENTITY", "the first commitment is the identity");
        const hash = commitmentsHash(commitments);
        const decoded = this.cache.decode(this.state.parameters.scheme, hash, commitments);
        const proven = verifyCommitments({
          scheme: this.scheme,
          threshold: t,
          session: this.session.id,
          dealer: member!.partyId,
          commitments: decoded,
          proof,
        });
        if (!proven)
          throw new FeldsparError("BAD_PROOF", "the proof of knowledge does not verify for this sender and session");
        const accepted: AcceptedContribution = { commitments, proof, hash };
        this.updateSession({ contributions: replace(this.session.contributions, member!.index - 1, accepted) });
        this.accept(transaction, member);
      } catch (error) {
        this.refuse(transaction.sender, member!.index, error);
      }
    }
  }

  // --- publish ------------------------------------------------------------------------------------------------------------------

  private publish(pending: readonly Pending[]): void {
    const { session, scheme } = this;
    const list = remaining(session);
    const entries: { transaction: Transaction; member: FrozenMember; publication: Publication }[] = [];
    for (const { transaction, member } of pending) {
      try {
        const publication = decodePublication(transaction.payload, session.list.length, scheme.signatureLength);
        this.checkEntries(publication, member!.index, list);
        entries.push({ transaction, member: member!, publication });
      } catch (error) {
        this.refuse(transaction.sender, member!.index, error);
      }
    }
    if (entries.length === 0) return;

    const keys = this.cache.keyTable(
      this.state.parameters.scheme,
      session.list.map((member) => member.publicKey),
    );
    const withAcknowledgements = entries.flatMap((entry, position) =>
      entry.publication.acknowledged.length > 0 ? [position] : [],
    );
    const badAggregates = this.batch(
      "acknowledgements",
      withAcknowledgements.map((position) => {
        const { member, publication } = entries[position]!;
        return {
          signature: publication.aggregate,
          message: acknowledgementMessage(session.id, member.index, session.contributions[member.index - 1]!.hash),
          publicKey: keys.aggregate(publication.acknowledged),
        };
      }),
    );
    const badAggregateEntries = new Set([...badAggregates].map((position) => withAcknowledgements[position]!));

    const reveals = entries.flatMap((entry, position) =>
      entry.publication.reveals.map((reveal) => ({ position, reveal })),
    );
    const badReveals = new Map<number, number[]>();
    for (const position of this.badReveals(entries, reveals)) {
      const { position: entry, reveal } = reveals[position]!;
      badReveals.set(entry, [...(badReveals.get(entry) ?? []), reveal.index]);
    }

    const publications = [...session.publications];
    entries.forEach(({ transaction, member, publication }, position) => {
      const wrong = badReveals.get(position);
      try {
        if (badAggregateEntries.has(position)) {
          throw new FeldsparError(
            "BAD_ACKNOWLEDGEMENT",
            "the aggregate is not the signature of everybody marked in the bitmap",
            [member.index],
          );
        }
        if (wrong !== undefined) {
          throw new FeldsparError("BAD_REVEAL", `revealed shares do not match the commitments: ${wrong.join(", ")}`, [
            member.index,
          ]);
        }
        publications[member.index - 1] = publication;
        this.accept(transaction, member);
      } catch (error) {
        this.refuse(transaction.sender, member.index, error);
      }
    });
    this.updateSession({ publications });
  }

  /** Exactly one entry for every member of the list; rule set "zus" lets entries be missing down to k − 1 about others. */
  private checkEntries({ acknowledged, reveals }: Publication, dealer: number, list: readonly number[]): void {
    const { k } = this.session.thresholds;
    const marked = new Set(acknowledged);
    const both = reveals.filter((reveal) => marked.has(reveal.index)).map((reveal) => reveal.index);
    if (both.length > 0) {
      throw new FeldsparError("BOTH_ENTRIES", `acknowledgement and share published for ${both.join(", ")}`, [dealer]);
    }
    const present = new Set([...acknowledged, ...reveals.map((reveal) => reveal.index)]);
    const strangers = [...present].filter((index) => !list.includes(index));
    if (strangers.length > 0) {
      throw new FeldsparError(
        "UNKNOWN_RECEIVER",
        `entries about miners that are not on the list: ${strangers.join(", ")}`,
        [dealer],
      );
    }
    const missing = list.filter((index) => !present.has(index));
    const others = [...present].filter((index) => index !== dealer).length;
    if (this.state.parameters.qualification === "seed" ? missing.length > 0 : others < k - 1) {
      const expected =
        this.state.parameters.qualification === "seed"
          ? "an entry for every member"
          : `at least ${k - 1} entries about others`;
      throw new FeldsparError("MISSING_ENTRY", `expected ${expected}, nothing for ${missing.join(", ")}`, [dealer]);
    }
  }

  private badReveals(
    entries: readonly { member: FrozenMember }[],
    reveals: readonly { position: number; reveal: { index: number; share: Uint8Array } }[],
  ): Set<number> {
    const { session, scheme } = this;
    const items = reveals.map(({ position, reveal }) => {
      const { hash, commitments } = session.contributions[entries[position]!.member.index - 1]!;
      return {
        commitments: this.cache.decode(this.state.parameters.scheme, hash, commitments),
        id: session.list[reveal.index - 1]!.partyId,
        share: reveal.share,
      };
    });
    const transcript = this.transcript("reveals");
    return wrongPositions(items, (some) => batchVerifyRevealed({ scheme, items: some, transcript }).invalid);
  }

  // --- wait ---------------------------------------------------------------------------------------------------------------------

  private wait(pending: readonly Pending[]): void {
    const { session } = this;
    const block = session.magicBlock!;
    const old = this.state.current.magicBlock;
    const oldScheme = old === null ? this.scheme : schemeByName(old.scheme);
    const entries: { transaction: Transaction; member: FrozenMember | null; signatures: WaitSignatures }[] = [];
    for (const { transaction, member } of pending) {
      try {
        const signatures = decodeWait(transaction.payload, this.scheme.signatureLength, oldScheme.signatureLength);
        if (signatures.confirmation !== null && !block.miners.some((miner) => miner.id === transaction.sender)) {
          throw new FeldsparError(
            "NOT_A_MEMBER",
            "the sender is not a member of the new set and has nothing to confirm",
          );
        }
        if (signatures.handOver !== null && !this.inOffice(transaction.sender)) {
          throw new FeldsparError("NOT_A_MEMBER", "the sender is not a member of the current set and cannot hand over");
        }
        entries.push({ transaction, member, signatures });
      } catch (error) {
        this.refuse(transaction.sender, member?.index ?? null, error);
      }
    }
    const hash = session.magicBlockHash!;
    const shareOf = (magicBlock: MagicBlock, id: string) =>
      magicBlock.miners.find((miner) => miner.id === id)!.publicShare;
    const confirming = entries.filter((entry) => entry.signatures.confirmation !== null);
    const handing = entries.filter((entry) => entry.signatures.handOver !== null);
    const badConfirmations = this.batch(
      "confirmations",
      confirming.map(({ transaction, signatures }) => ({
        signature: signatures.confirmation!,
        message: confirmationMessage(hash),
        publicKey: shareOf(block, transaction.sender),
      })),
      this.scheme.DST,
    );
    const badHandOvers = this.batch(
      "hand-overs",
      handing.map(({ transaction, signatures }) => ({
        signature: signatures.handOver!,
        message: handOverMessage(hash),
        publicKey: shareOf(old!, transaction.sender),
      })),
      oldScheme.DST,
      oldScheme,
    );
    const confirmations = [...session.confirmations];
    const handOvers = { ...session.handOvers };
    for (const entry of entries) {
      const { transaction, member, signatures } = entry;
      const { sender } = transaction;
      try {
        if (badConfirmations.has(confirming.indexOf(entry))) {
          throw new FeldsparError(
            "BAD_CONFIRMATION",
            "the partial signature does not verify under the member's public share",
            [sender],
          );
        }
        if (badHandOvers.has(handing.indexOf(entry))) {
          throw new FeldsparError(
            "BAD_HAND_OVER",
            "the partial signature does not verify under the current view's public share",
            [sender],
          );
        }
        if (signatures.confirmation !== null) confirmations[member!.index - 1] = signatures.confirmation;
        if (signatures.handOver !== null) handOvers[sender] = signatures.handOver;
        this.accept(transaction, member);
      } catch (error) {
        this.refuse(sender, member?.index ?? null, error);
      }
    }
    this.updateSession({ confirmations, handOvers });
  }

  // --- phases -------------------------------------------------------------------------------------------------------------------

  private advance(): void {
    const { phase, session, parameters, round } = this.state;
    if (phase === "stopped" || round < this.state.phaseStart) return;
    if (session?.certified === true) {
      if (round >= session.magicBlock!.startingRound) this.activate();
      return;
    }
    const over = round >= this.state.phaseStart + parameters.phaseRounds[phase];
    const done = parameters.fastPath && this.everybodyDone();
    if (!over && !done) return;
    const failure = this.end(phase, done ? "everybody-done" : "rounds-over");
    if (failure !== null) this.restart(failure);
  }

  /** Ends the phase; what is returned starts the attempt over. */
  private end(phase: Phase, why: EndOfPhase): Failure | null {
    switch (phase) {
      case "start":
        return this.freeze(why);
      case "contribute":
        return this.endContribute(why);
      case "share":
        this.begin("publish", why);
        return null;
      case "publish":
        return this.endPublish(why);
      case "wait":
        return this.endWait(why);
    }
  }

  private everybodyDone(): boolean {
    const { phase, session, current } = this.state;
    if (phase === "start") return true;
    const on = remaining(session!).map((index) => index - 1);
    switch (phase) {
      case "contribute":
        return on.every((position) => session!.contributions[position] !== null);
      case "share":
        return on.every((position) => session!.shared[position]);
      case "publish":
        return on.every((position) => session!.publications[position] !== null);
      default:
        return (
          on.every((position) => session!.confirmations[position] !== null) &&
          (current.magicBlock === null || Object.keys(session!.handOvers).length >= current.magicBlock.t)
        );
    }
  }

  private begin(phase: Phase, why: EndOfPhase): void {
    this.events.push({ type: "phase-ended", phase: this.state.phase as Phase, why }, { type: "phase-began", phase });
    this.update({ phase, phaseStart: this.state.round });
  }

  private leastMembers(thresholds: Thresholds): number {
    return Math.max(thresholds.k, this.state.parameters.minMiners);
  }

  private freeze(why: EndOfPhase): Failure | null {
    const { parameters, candidates, current, chainId } = this.state;
    const selected = selectMiners(candidates, {
      seats: parameters.miners,
      incumbents: new Set(current.minerIds),
      incumbency: parameters.incumbency,
      randomness: parameters.tieBreak === "shuffle" ? this.state.randomness : null,
    });
    // two ids with one x-coordinate cannot both be dealt to; only a miner who ground its key can cause it, and the later one is left out
    const repeated = new Set(
      repeatedPartyIds(selected.map((record, position) => partyIdOf(parameters.partyIds, position + 1, record.id))),
    );
    const list: FrozenMember[] = selected
      .filter((_, position) => !repeated.has(position))
      .map((record, position) => ({
        ...record,
        index: position + 1,
        partyId: partyIdOf(parameters.partyIds, position + 1, record.id),
      }));
    const attempt = this.state.attempt + 1;
    this.update({ attempt });
    let thresholds: Thresholds;
    try {
      thresholds = resolveThresholds(parameters, Math.max(list.length, 1));
    } catch (error) {
      if (!(error instanceof FeldsparError)) throw error;
      return {
        code: "TOO_FEW_CANDIDATES",
        message: `${list.length} candidates cannot meet the thresholds: ${error.message}`,
      };
    }
    const least = this.leastMembers(thresholds);
    if (list.length < least)
      return { code: "TOO_FEW_CANDIDATES", message: `${list.length} candidates, at least ${least} are needed` };
    const listHash = frozenListHash(list);
    const number = current.number + 1;
    const id = sessionId({ chainId, previousHash: current.hash, number, attempt, listHash });
    const nothing = list.map(() => null);
    this.update({
      session: {
        id,
        number,
        attempt,
        thresholds,
        list,
        listHash,
        contributions: nothing,
        shared: list.map(() => false),
        publications: nothing,
        confirmations: nothing,
        handOvers: {},
        removed: [],
        magicBlock: null,
        magicBlockHash: null,
        certified: false,
      },
    });
    this.events.push({ type: "frozen", number, attempt, session: id });
    this.begin("contribute", why);
    return null;
  }

  private remove(removals: readonly MagicBlockRemoval[]): void {
    for (const removal of removals) this.events.push({ type: "removed", removal });
    const removed = [...this.session.removed, ...removals].sort((a, b) => a.index - b.index);
    this.updateSession({ removed });
  }

  private removal(index: number, phase: Phase, code: string, reason: string): MagicBlockRemoval {
    return { index, id: this.session.list[index - 1]!.id, phase, code, reason };
  }

  private endContribute(why: EndOfPhase): Failure | null {
    const missing = remaining(this.session).filter((index) => this.session.contributions[index - 1] === null);
    this.remove(missing.map((index) => this.removal(index, "contribute", "no-mpk", "published no valid commitments")));
    const left = remaining(this.session).length;
    const least = this.leastMembers(this.session.thresholds);
    if (left < least)
      return { code: "TOO_FEW_MPKS", message: `${left} miners published commitments, at least ${least} are needed` };
    this.begin("share", why);
    return null;
  }

  private endPublish(why: EndOfPhase): Failure | null {
    const { parameters } = this.state;
    const { thresholds } = this.session;
    const missing = remaining(this.session).filter((index) => this.session.publications[index - 1] === null);
    this.remove(
      missing.map((index) =>
        this.removal(index, "publish", "no-publication", "published no valid acknowledgements and shares"),
      ),
    );
    const { session } = this;
    const publishers = remaining(session);
    const result = qualify({
      rules: parameters.qualification,
      threshold: thresholds.t,
      publishers,
      entry: (dealer, receiver) => entryOf(session, dealer, receiver),
    });
    this.remove(
      result.removed.map(({ index, reveals }) =>
        this.removal(
          index,
          "publish",
          "receiver-rule",
          `its share was revealed by ${reveals} dealers, at least t = ${thresholds.t}`,
        ),
      ),
    );
    const least = this.leastMembers(thresholds);
    if (result.members.length < least) {
      return {
        code: "TOO_FEW_MEMBERS",
        message: `${result.members.length} members are left, at least ${least} are needed`,
      };
    }
    if (result.qualified.length < thresholds.t) {
      return {
        code: "TOO_FEW_DEALERS",
        message: `${result.qualified.length} dealers are qualified, at least t = ${thresholds.t} are needed`,
      };
    }
    const groupPolynomial = aggregateCommitments(
      this.scheme,
      result.qualified.map((index) => {
        const { hash, commitments } = session.contributions[index - 1]!;
        return this.cache.decode(parameters.scheme, hash, commitments);
      }),
    );
    if (groupPolynomial[0]![0] === 0xc0) return { code: "BAD_GROUP_KEY", message: RESTART_REASONS.BAD_GROUP_KEY };
    this.begin("wait", why);
    this.makeMagicBlock(publishers, result, groupPolynomial);
    return null;
  }

  private makeMagicBlock(
    publishers: readonly number[],
    result: { members: number[]; qualified: number[]; exposed: number[] },
    groupPolynomial: Uint8Array[],
  ): void {
    const { session } = this;
    const { parameters, current, round, sharders } = this.state;
    const members = result.members.map((index) => session.list[index - 1]!);
    const shares = publicShares({
      scheme: this.scheme,
      commitments: groupPolynomial,
      ids: members.map((member) => member.partyId),
    });
    const magicBlock: MagicBlock = {
      number: session.number,
      attempt: session.attempt,
      previousHash: current.hash,
      startingRound: round + parameters.phaseRounds.wait,
      ...session.thresholds,
      scheme: parameters.scheme,
      partyIds: parameters.partyIds,
      qualification: parameters.qualification,
      session: session.id,
      listSize: session.list.length,
      miners: members.map(({ id, index, publicKey, encryptionKey, url, stake }, position) => ({
        id,
        index,
        publicKey,
        encryptionKey,
        url,
        stake,
        publicShare: shares[position]!,
      })),
      sharders: sharders.map(({ id, publicKey, url, stake }) => ({ id, publicKey, url, stake })),
      dealings: publishers.map((index) => {
        const { acknowledged, aggregate, reveals } = session.publications[index - 1]!;
        return {
          index,
          mpkHash: session.contributions[index - 1]!.hash,
          qualified: result.qualified.includes(index),
          acknowledged: bitmapOf(
            session.list.length,
            acknowledged.map((receiver) => receiver - 1),
          ),
          aggregate,
          reveals,
        };
      }),
      groupPolynomial,
      groupPublicKey: groupPolynomial[0]!,
      removed: session.removed,
      exposed: result.exposed,
      certificate: { handOver: null, confirmation: null },
    };
    const magicBlockHash = MagicBlock.hash(magicBlock);
    this.updateSession({ magicBlock, magicBlockHash });
    this.events.push({ type: "made", magicBlock, hash: magicBlockHash });
  }

  private endWait(why: EndOfPhase): Failure | null {
    const { session } = this;
    const { current } = this.state;
    const block = session.magicBlock!;
    const hash = session.magicBlockHash!;
    const confirmed = block.miners.filter((miner) => session.confirmations[miner.index - 1] !== null);
    const least = this.leastMembers(session.thresholds);
    if (confirmed.length < least) {
      return {
        code: "TOO_FEW_CONFIRMATIONS",
        message: `${confirmed.length} members confirmed the new key, at least ${least} are needed`,
      };
    }
    const old = current.magicBlock;
    const outgoing = old === null ? [] : old.miners.filter((miner) => session.handOvers[miner.id] !== undefined);
    if (old !== null && outgoing.length < old.t) {
      return {
        code: "NO_HAND_OVER",
        message: `${outgoing.length} members of the current set signed the hand-over, t = ${old.t} are needed`,
      };
    }
    const confirmation = groupSignature(
      block,
      confirmationMessage(hash),
      confirmed,
      (miner) => session.confirmations[miner.index - 1]!,
    );
    const handOver =
      old === null
        ? null
        : groupSignature(old, handOverMessage(hash), outgoing, (miner) => session.handOvers[miner.id]!);
    const magicBlock = { ...block, certificate: { handOver, confirmation } };
    this.updateSession({ magicBlock, certified: true });
    this.events.push({ type: "phase-ended", phase: "wait", why }, { type: "certified", magicBlock });
    if (this.state.round >= block.startingRound) this.activate();
    return null;
  }

  private activate(): void {
    const { session } = this;
    const magicBlock = session.magicBlock!;
    const current: CurrentView = {
      number: magicBlock.number,
      hash: session.magicBlockHash!,
      startingRound: magicBlock.startingRound,
      magicBlock,
      minerIds: magicBlock.miners.map((miner) => miner.id),
    };
    this.update({ current, phase: "start", phaseStart: this.state.round + 1, attempt: 0, failures: 0, session: null });
    this.events.push({ type: "activated", magicBlock, session });
  }

  /** The next attempt, after a pause that doubles with every failure up to its cap; after too many failures, none. */
  private restart({ code, message }: Failure): void {
    const { parameters, round, session, phase } = this.state;
    const failures = this.state.failures + 1;
    const pause = Math.min(parameters.backOff.cap, parameters.backOff.base * 2 ** Math.min(failures - 1, 40));
    const until = round + 1 + pause;
    this.events.push({ type: "phase-ended", phase: phase as Phase, why: "failed" });
    this.events.push({ type: session?.magicBlock ? "dropped" : "restarted", code, message, session, until });
    this.update({ phase: "start", phaseStart: until, failures, session: null });
    if (failures >= parameters.maxAttempts) {
      this.update({ phase: "stopped" });
      this.events.push({ type: "stopped", failures });
    }
  }
}

function groupSignature(
  block: MagicBlock,
  message: Uint8Array,
  signers: MagicBlock["miners"],
  signatureOf: (miner: MagicBlock["miners"][number]) => Uint8Array,
): Uint8Array {
  const id = (miner: MagicBlock["miners"][number]) => partyIdOf(block.partyIds, miner.index, miner.id);
  return combine(schemeByName(block.scheme), {
    message,
    threshold: block.t,
    groupPublicKey: block.groupPublicKey,
    publicShares: new Map(signers.map((miner) => [id(miner), miner.publicShare])),
    partials: signers.map((miner) => ({ id: id(miner), signature: signatureOf(miner) })),
  }).signature;
}

/**
 * Positions of the wrong items: `check` names those of a list that are wrong, and throws, with culprits, while some cannot be
 * decoded at all.
 */
function wrongPositions<T>(items: readonly T[], check: (items: readonly T[]) => readonly number[]): Set<number> {
  const wrong = new Set<number>();
  for (;;) {
    const places = items.flatMap((_, position) => (wrong.has(position) ? [] : [position]));
    if (places.length === 0) return wrong;
    try {
      for (const place of check(places.map((position) => items[position]!))) wrong.add(places[place]!);
      return wrong;
    } catch (error) {
      if (!(error instanceof FeldsparError) || !error.culprits || error.culprits.length === 0) throw error;
      for (const place of error.culprits) wrong.add(places[Number(place)]!);
    }
  }
}

function replace<T>(list: readonly T[], position: number, value: T): T[] {
  const copy = [...list];
  copy[position] = value;
  return copy;
}
