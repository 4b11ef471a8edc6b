// The application of one block to the contract's state: registrations, transactions, and the course of the phases.
import { schemeByName } from "../../bls/index.js";
import { FeldsparError } from "../../encoding/index.js";
import {
  MagicBlock,
  type MagicBlockRemoval,
  type Phase,
  partyIdOf,
  repeatedPartyIds,
  resolveThresholds,
  type Thresholds,
} from "../../magic-block/index.js";
import type { ProtocolCache } from "../caches.js";
import { checkMinerRecord, type MinerRecord } from "../identity.js";
import { type FrozenMember, frozenListHash, sessionId } from "../session.js";
import { checkContributions, checkPublications, checkWaits } from "./checks.js";
import {
  certify,
  type Failure,
  groupPolynomialOf,
  leastMembers,
  makeMagicBlock,
  qualifiedSet,
  removalOf,
} from "./outcome.js";
import { type Checked, checkContext, checkSignatures, type Submission, screen } from "./screen.js";
import { compareId, selectMiners } from "./selection.js";
import { type Block, type ContractEvent, type ContractState, remaining, type SessionState } from "./state.js";

type EndOfPhase = "everybody-done" | "rounds-over";

/** One block being applied: `state` is replaced, never changed in place. */
export class BlockRun {
  readonly events: ContractEvent[] = [];

  constructor(
    private readonly cache: ProtocolCache,
    public state: ContractState,
    private readonly block: Block,
  ) {}

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

  private get context() {
    return checkContext(this.state, this.cache);
  }

  /** A claimed sender is not blamed: only what a sender has signed makes it a culprit. */
  private refuse(sender: unknown, error: unknown, proven = false): void {
    if (!(error instanceof FeldsparError)) throw error;
    const name = typeof sender === "string" ? sender.slice(0, 64) : "";
    const index = this.state.session?.list.find((member) => member.id === name)?.index ?? null;
    const { code, message } = error;
    const culprits = proven ? [index ?? name] : [];
    this.events.push({ type: "refused", phase: this.state.phase, sender: name, index, code, message, culprits });
  }

  // --- registrations and transactions ------------------------------------------------------------------------------

  private register(record: MinerRecord): void {
    try {
      const known = this.state.candidates.find((candidate) => candidate.id === record?.id);
      checkMinerRecord(schemeByName(this.state.parameters.scheme), this.state.chainId, record, known);
      const others = this.state.candidates.filter((candidate) => candidate.id !== record.id);
      this.update({ candidates: [...others, record].sort(compareId) });
      this.events.push({ type: "registered", id: record.id });
    } catch (error) {
      this.refuse(record?.id, error);
    }
  }

  private transactions(): void {
    const submissions: Submission[] = [];
    for (const transaction of this.block.transactions) {
      try {
        submissions.push(screen(this.state, transaction));
      } catch (error) {
        this.refuse(transaction?.sender, error);
      }
    }
    if (submissions.length === 0) return;
    const { accepted: signed, refused } = checkSignatures(this.context, submissions);
    for (const { transaction, error } of refused) this.refuse(transaction.sender, error);
    switch (this.state.phase) {
      case "contribute":
        this.record(checkContributions(this.context, signed), (index, value) => {
          this.updateSession({ contributions: replace(this.session.contributions, index, value) });
        });
        break;
      case "share":
        this.record({ accepted: signed, refused: [] }, (index) => {
          this.updateSession({ shared: replace(this.session.shared, index, true) });
        });
        break;
      case "publish":
        this.record(checkPublications(this.context, signed), (index, value) => {
          this.updateSession({ publications: replace(this.session.publications, index, value) });
        });
        break;
      case "wait":
        this.record(checkWaits(this.context, signed), (index, { confirmation, handOver }, sender) => {
          const { confirmations, handOvers } = this.session;
          if (confirmation !== null) this.updateSession({ confirmations: replace(confirmations, index, confirmation) });
          if (handOver !== null) this.updateSession({ handOvers: { ...handOvers, [sender]: handOver } });
        });
        break;
    }
  }

  private record<T>({ accepted, refused }: Checked<T>, take: (index: number, value: T, sender: string) => void): void {
    const { phase } = this.state;
    for (const { transaction, error } of refused) this.refuse(transaction.sender, error, true);
    for (const { transaction, member, value } of accepted) {
      take((member?.index ?? 0) - 1, value, transaction.sender);
      this.events.push({
        type: "accepted",
        phase: phase as Phase,
        sender: transaction.sender,
        index: member?.index ?? null,
      });
    }
  }

  // --- phases ------------------------------------------------------------------------------------------------------

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

  private everybodyDone(): boolean {
    const { phase, session, current } = this.state;
    if (session === null) return true;
    const on = remaining(session).map((index) => index - 1);
    switch (phase) {
      case "contribute":
        return on.every((position) => session.contributions[position] !== null);
      case "share":
        return on.every((position) => session.shared[position]);
      case "publish":
        return on.every((position) => session.publications[position] !== null);
      default:
        return (
          on.every((position) => session.confirmations[position] !== null) &&
          (current.magicBlock === null || Object.keys(session.handOvers).length >= current.magicBlock.t)
        );
    }
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

  private begin(phase: Phase, why: EndOfPhase): void {
    this.events.push({ type: "phase-ended", phase: this.state.phase as Phase, why }, { type: "phase-began", phase });
    this.update({ phase, phaseStart: this.state.round });
  }

  private remove(removals: readonly MagicBlockRemoval[]): void {
    for (const removal of removals) this.events.push({ type: "removed", removal });
    this.updateSession({ removed: [...this.session.removed, ...removals].sort((a, b) => a.index - b.index) });
  }

  /** Selects the candidates and gives the attempt its name. An attempt's number is used up even if it fails at once. */
  private freeze(why: EndOfPhase): Failure | null {
    const { parameters, current, chainId } = this.state;
    const list = this.select();
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
    const least = leastMembers(parameters, thresholds);
    if (list.length < least) {
      return { code: "TOO_FEW_CANDIDATES", message: `${list.length} candidates, at least ${least} are needed` };
    }
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

  private select(): FrozenMember[] {
    const { parameters, candidates, current, randomness } = this.state;
    const selected = selectMiners(candidates, {
      seats: parameters.miners,
      incumbents: new Set(current.minerIds),
      incumbency: parameters.incumbency,
      randomness: parameters.tieBreak === "shuffle" ? randomness : null,
    });
    const partyId = (record: MinerRecord, position: number) => partyIdOf(parameters.partyIds, position + 1, record.id);
    // two miners with one x-coordinate cannot both be dealt to; only a key ground for it can cause that, and the
    // later one is left out
    const repeated = new Set(repeatedPartyIds(selected.map(partyId)));
    return selected
      .filter((_, position) => !repeated.has(position))
      .map((record, position) => ({ ...record, index: position + 1, partyId: partyId(record, position) }));
  }

  private endContribute(why: EndOfPhase): Failure | null {
    const { list, thresholds, contributions } = this.session;
    const missing = remaining(this.session).filter((index) => contributions[index - 1] === null);
    this.remove(
      missing.map((index) => removalOf(list, index, "contribute", "no-mpk", "published no valid commitments")),
    );
    const left = remaining(this.session).length;
    const least = leastMembers(this.state.parameters, thresholds);
    if (left < least)
      return { code: "TOO_FEW_MPKS", message: `${left} miners published commitments, at least ${least} are needed` };
    this.begin("share", why);
    return null;
  }

  private endPublish(why: EndOfPhase): Failure | null {
    const { list, publications, thresholds } = this.session;
    const silent = remaining(this.session).filter((index) => publications[index - 1] === null);
    const published = "published no valid acknowledgements and shares";
    this.remove(silent.map((index) => removalOf(list, index, "publish", "no-publication", published)));
    const publishers = remaining(this.session);
    const result = qualifiedSet(this.context);
    this.remove(
      result.removed.map(({ index, reveals }) => {
        const reason = `its share was revealed by ${reveals} dealers, at least t = ${thresholds.t}`;
        return removalOf(list, index, "publish", "receiver-rule", reason);
      }),
    );
    const polynomial = groupPolynomialOf(this.context, result);
    if ("code" in polynomial) return polynomial;
    this.begin("wait", why);
    const magicBlock = makeMagicBlock(this.context, publishers, result, polynomial);
    const hash = MagicBlock.hash(magicBlock);
    this.updateSession({ magicBlock, magicBlockHash: hash });
    this.events.push({ type: "made", magicBlock, hash });
    return null;
  }

  private endWait(why: EndOfPhase): Failure | null {
    const certificate = certify(this.context);
    if ("code" in certificate) return certificate;
    const magicBlock = { ...this.session.magicBlock!, certificate };
    this.updateSession({ magicBlock, certified: true });
    this.events.push({ type: "phase-ended", phase: "wait", why }, { type: "certified", magicBlock });
    if (this.state.round >= magicBlock.startingRound) this.activate();
    return null;
  }

  private activate(): void {
    const { session } = this;
    const magicBlock = session.magicBlock!;
    const current = {
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
    const stop = failures >= parameters.maxAttempts;
    this.update({ phase: stop ? "stopped" : "start", phaseStart: until, failures, session: null });
    if (stop) this.events.push({ type: "stopped", failures });
  }
}

function replace<T>(list: readonly T[], position: number, value: T): T[] {
  const copy = [...list];
  copy[position] = value;
  return copy;
}
