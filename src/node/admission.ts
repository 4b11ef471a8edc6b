// Which entries a sharder lets into the log (network.md §1): what is well-formed, signed by somebody who may say it
// now, and within the sender's quota. The contract judges everything again; this keeps junk from the log. What is
// refused may be right a moment later, when this replica has caught up: nothing is remembered of a refusal.
import { schemeByName } from "../bls/index.js";
import { FeldsparError } from "../encoding/index.js";
import { verifiesLongTerm } from "../magic-block/index.js";
import { ProtocolCache } from "../view-change/caches.js";
import { takeBeacon } from "../view-change/contract/beacon.js";
import { takeLots } from "../view-change/contract/lot.js";
import { takeMembers } from "../view-change/contract/members.js";
import { BlockRun } from "../view-change/contract/run.js";
import { screen } from "../view-change/contract/screen.js";
import type { ContractState } from "../view-change/contract/state.js";
import { type LedgerEntry, MAX_ENTRY } from "../view-change/entries.js";
import { decodeContribution, decodePresent, decodePublication, decodeSignature } from "../view-change/payloads.js";
import { decodeTransaction, type Transaction, transactionMessage } from "../view-change/transaction.js";
import type { LogChain } from "./log/chain.js";
import { officeOf } from "./log/office.js";
import { checkpointMessage, decodeCheckpoint, decodeTick, tickMessage } from "./log/statements.js";
import type { Appended } from "./ports.js";

/** Entries of one sender in one phase that are new to the log. */
const QUOTA = 8;
/** Ticks of one sharder for one round, of which one counts; its checkpoints in one phase, which has one edge or two. */
const TICKS = 3;
const CHECKPOINTS = 8;

export class Admission {
  /** By proven sender; begins again with every phase. */
  private counts = new Map<string, number>();
  private phase = "";
  /** Of ticks, by sharder; begins again with every round, of which a phase may have millions. */
  private ticks = new Map<string, number>();
  private round = -1;
  private readonly cache = new ProtocolCache();

  constructor(private readonly chain: Pick<LogChain, "state" | "head" | "isReady" | "append">) {}

  /**
   * Checks an entry and appends it. Throws NOT_READY while this replica catches up, TOO_MANY for a sender that has used
   * up its turns in this phase, what the contract would refuse it for, and LEDGER_UNAVAILABLE.
   */
  async take(entry: LedgerEntry): Promise<Appended> {
    const { chain } = this;
    if (!chain.isReady) throw new FeldsparError("NOT_READY", "this sharder is catching up: try another, or again");
    if (entry.bytes.length > MAX_ENTRY)
      throw new FeldsparError(
        "TOO_LARGE",
        `expected an entry of at most ${MAX_ENTRY} bytes, got ${entry.bytes.length}`,
      );
    const turn = turnOf(chain, entry, this.cache);
    this.beginPhase();
    if (turn === null) return chain.append(entry);
    // taken before it is waited for: those that come at once count as those that come one after the other
    const counts = entry.kind === "tick" ? this.ticks : this.counts;
    if ((counts.get(turn.of) ?? 0) >= turn.most)
      throw new FeldsparError("TOO_MANY", `expected at most ${turn.most} such entries of this sender in this phase`);
    const add = (change: 1 | -1) => counts.set(turn.of, (counts.get(turn.of) ?? 0) + change);
    add(1);
    try {
      const appended = await chain.append(entry);
      if (appended.duplicate) add(-1);
      return appended;
    } catch (error) {
      add(-1);
      throw error;
    }
  }

  private beginPhase(): void {
    const { phase, attempt, current, phaseStart, round } = this.chain.state;
    if (round !== this.round) this.ticks = new Map();
    this.round = round;
    const now = `${current.number} ${attempt} ${phase} ${phaseStart}`;
    if (now === this.phase) return;
    this.phase = now;
    this.counts = new Map();
  }
}

/** Of what a proven sender has only so much. */
interface TurnOf {
  readonly of: string;
  readonly most: number;
}

type Chain = Pick<LogChain, "state" | "head">;

/** Whose turn it uses up; null for what proves itself. Throws what is wrong with it. */
function turnOf(chain: Chain, entry: LedgerEntry, cache: ProtocolCache): TurnOf | null {
  const { state } = chain;
  const { scheme } = state.genesis;
  switch (entry.kind) {
    case "transaction": {
      const transaction = decodeTransaction(entry.bytes);
      const { publicKey } = screen(state, transaction);
      checkShape(state, transaction);
      checkSigned(verifiesLongTerm(scheme, transaction.signature, transactionMessage(transaction), publicKey));
      return { of: transaction.sender, most: QUOTA };
    }
    case "tick": {
      const tick = decodeTick(scheme, entry.bytes);
      checkRound(tick.round, chain.head.round + 1);
      if (tick.round <= chain.head.round) throw new FeldsparError("REPEATED", `round ${tick.round} is closed already`);
      checkSharder(state, tick, tickMessage(state.genesisHash, tick));
      return { of: tick.id, most: TICKS };
    }
    case "checkpoint": {
      const checkpoint = decodeCheckpoint(scheme, entry.bytes);
      checkRound(checkpoint.round, chain.head.round);
      checkSharder(state, checkpoint, checkpointMessage(state.genesisHash, checkpoint));
      return { of: `checkpoint ${checkpoint.id}`, most: CHECKPOINTS };
    }
    default: {
      const sender = judged(state, entry, cache);
      return sender === null ? null : { of: sender, most: QUOTA };
    }
  }
}

/** What the contract refuses for its length alone would lie in the log for ever. Throws MALFORMED. */
function checkShape({ session, genesis }: ContractState, { kind, payload }: Transaction): void {
  const { publicKeyLength, signatureLength } = schemeByName(genesis.scheme);
  const { thresholds, receivers } = session!;
  switch (kind) {
    case "mpk": {
      const length = (genesis.commitmentEncoding === "uncompressed" ? 2 : 1) * publicKeyLength;
      decodeContribution(payload, thresholds.t, length);
      return;
    }
    case "publication":
      decodePublication(payload, receivers.length, signatureLength);
      return;
    case "present":
      decodePresent(payload);
      return;
    case "shared":
      return;
    default:
      decodeSignature(payload, signatureLength);
  }
}

/** A sharder that is ahead of this one may be right. */
function checkRound(round: number, latest: number): void {
  if (round > latest)
    throw new FeldsparError("NOT_READY", `this sharder has not come to round ${round}: send it again`);
}

function checkSigned(good: boolean): void {
  if (!good) throw new FeldsparError("BAD_SIGNATURE", "the sender's signature does not verify");
}

function checkSharder(
  state: ContractState,
  { id, signature }: { readonly id: string; readonly signature: Uint8Array },
  message: Uint8Array,
): void {
  const sharder = officeOf(state).get(id);
  if (sharder === undefined) throw new FeldsparError("UNKNOWN_SENDER", "the sender is not a sharder in office");
  checkSigned(verifiesLongTerm(state.genesis.scheme, signature, message, sharder.publicKey));
}

/** By the contract's own rules, as if it were alone in the next block. */
function judged(state: ContractState, entry: LedgerEntry, cache: ProtocolCache): string | null {
  const round = state.round + 1;
  const run = new BlockRun(cache, { ...state, round }, { round, entries: [entry] });
  takeMembers(run);
  takeLots(run);
  takeBeacon(run);
  for (const event of run.events) {
    if (event.type === "refused") throw new FeldsparError(event.code, event.message);
  }
  const said = run.events.find((event) => "id" in event);
  return said !== undefined && "id" in said && entry.kind === "member" ? String(said.id) : null;
}
