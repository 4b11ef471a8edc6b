// What sharders have signed of a replica's history (protocol §9). On engines that are not Byzantine fault tolerant a
// miner says what it must not say in two histories only when more than half of the sharders in office have signed the
// state of the edge that it acts upon, or of a later one whose log continues it. Fed with the blocks of one replica.
import { checkInteger, equalBytes, FeldsparError, listOf, reading, recordOf } from "../../encoding/index.js";
import { verifiesLongTerm } from "../../magic-block/index.js";
import type { ContractState } from "../../view-change/contract/state.js";
import { stateHash } from "../../view-change/contract/state-bytes.js";
import type { LedgerEntry } from "../../view-change/entries.js";
import { checkChain, checkId, readHead } from "../options.js";
import type { Head, LedgerBlock } from "../ports.js";
import type { AppliedBlock } from "../replica.js";
import { isMajority, type Office, officeOf } from "./office.js";
import { type Checkpoint, checkpointMessage, decodeCheckpoint } from "./statements.js";

/** A round after which the state is one that acts follow from: sharders sign it. */
export interface Edge extends Head {
  /** Of the contract after it, 32 bytes. */
  readonly stateHash: Uint8Array;
}

interface Open extends Edge {
  /** In office after it. */
  readonly office: Office;
  readonly signed: Map<string, Checkpoint>;
  /** Signatures of another state, by that state and place. */
  readonly others: Map<string, Set<string>>;
}

/** Edges that nobody attests are forgotten in the end: a later one stands for them. */
const MOST_OPEN = 64;
/** Checkpoints of attested edges that are kept for who asks. */
const MOST_PROVEN = 64;

/**
 * Is it the closing, the edge of a phase, *decided*, an activation, or the end of an attempt? Throws BAD_TYPE for what
 * is no state.
 *
 * @example
 * isEdge(waiting, inOffice); //=> true
 * isEdge(inOffice, inOffice); //=> false
 */
export function isEdge(before: ContractState, after: ContractState): boolean {
  return reading(
    "state",
    () =>
      before.phase !== after.phase ||
      before.attempt !== after.attempt ||
      before.current.number !== after.current.number ||
      (before.closing === null) !== (after.closing === null) ||
      (before.session?.decided ?? null) !== (after.session?.decided ?? null),
  );
}

/**
 * @example
 * const attestation = new Attestation();
 * const head = { round: inOffice.round, position: 0n, logHash: EMPTY_LOG_HASH };
 * attestation.begin(inOffice, head); // nobody has signed that state yet
 * attestation.edge!.stateHash; //=> stateHash(inOffice)
 * attestation.signs(sharder.id); //=> true
 * attestation.attested; //=> 0
 */
export class Attestation {
  private open: Open[] = [];
  private proven: { readonly edge: Edge; readonly checkpoints: readonly Checkpoint[] }[] = [];
  private highest: number;
  private latest: (Edge & { readonly office: Office }) | null = null;

  /** `attested`: what was known before, of a replica that goes on from a state of its own. Throws BAD_INTEGER. */
  constructor(attested = 0) {
    checkInteger(attested, "attested round", 0, Number.MAX_SAFE_INTEGER);
    this.highest = attested;
  }

  /** The highest round whose state more than half of the sharders then in office have signed. */
  get attested(): number {
    return this.highest;
  }

  /** The latest edge; null before the first one. */
  get edge(): Edge | null {
    return this.latest === null ? null : edgeOf(this.latest);
  }

  /** Was this sharder in office after the latest edge? Throws BAD_TYPE for what is no text. */
  signs(sharderId: string): boolean {
    checkId(sharderId);
    return this.latest?.office.has(sharderId) ?? false;
  }

  /** The checkpoints of an attested edge, as far as they are kept; undefined for other rounds. Throws BAD_INTEGER. */
  checkpointsOf(round: number): { readonly edge: Edge; readonly checkpoints: readonly Checkpoint[] } | undefined {
    checkInteger(round, "round", 0, Number.MAX_SAFE_INTEGER);
    return this.proven.find(({ edge }) => edge.round === round);
  }

  /** The latest attested edge with its checkpoints. */
  get latestProven(): { readonly edge: Edge; readonly checkpoints: readonly Checkpoint[] } | undefined {
    return this.proven.at(-1);
  }

  /** A state that somebody begins with is an edge, too. Throws BAD_TYPE, BAD_LENGTH, BAD_INTEGER. */
  begin(state: ContractState, head: Head): void {
    this.add(state, readHead(head));
  }

  /**
   * After every block. Throws LOG_DIVERGED where more than half of the sharders have signed another state of an edge
   * than this replica's: one of the two histories is not the network's. Throws BAD_TYPE, BAD_LENGTH, BAD_INTEGER.
   *
   * @example
   * const attestation = new Attestation();
   * const log = new MemoryLog();
   * const chain = await LogChain.open({ genesis, ledger: log, store: new MemoryStore() });
   * chain.subscribe((applied) => attestation.take(applied)); // as LogChain does by itself
   * attestation.checkpointsOf(1); //=> undefined
   * attestation.latestProven; //=> undefined
   * await chain.close();
   */
  take(applied: AppliedBlock): void {
    const { ledgerBlock, before, after } = recordOf<AppliedBlock>(applied, "block", ["ledgerBlock", "before", "after"]);
    const head = readHead(ledgerBlock);
    const { entries } = recordOf<LedgerBlock>(ledgerBlock, "block", ["entries"]);
    const read = listOf(entries, "entries", true).map((entry) =>
      recordOf<LedgerEntry>(entry, "entry", ["kind", "bytes"]),
    );
    reading("block", () => {
      for (const { kind, bytes } of read) if (kind === "checkpoint") this.hear(bytes, after);
      if (isEdge(before, after)) this.add(after, head);
    });
  }

  private add(state: ContractState, { round, position, logHash }: Head): void {
    checkChain({ state }, []);
    const edge = { round, position, logHash, stateHash: stateHash(state), office: officeOf(state) };
    this.latest = edge;
    this.open.push({ ...edge, signed: new Map(), others: new Map() });
    if (this.open.length > MOST_OPEN) this.open.shift();
  }

  private hear(bytes: Uint8Array, { genesis: { scheme }, genesisHash }: ContractState): void {
    const checkpoint = readCheckpoint(scheme, bytes);
    if (checkpoint === null) return;
    const edge = this.open.find(({ round }) => round === checkpoint.round);
    const sharder = edge?.office.get(checkpoint.id);
    if (edge === undefined || sharder === undefined || edge.signed.has(checkpoint.id)) return;
    const message = checkpointMessage(genesisHash, checkpoint);
    if (!verifiesLongTerm(scheme, checkpoint.signature, message, sharder.publicKey)) return;
    if (!isOf(edge, checkpoint)) {
      this.differ(edge, checkpoint);
      return;
    }
    edge.signed.set(checkpoint.id, checkpoint);
    if (!isMajority(edge.signed.size, edge.office)) return;
    this.highest = Math.max(this.highest, edge.round);
    this.proven.push({ edge: edgeOf(edge), checkpoints: [...edge.signed.values()] });
    this.proven.sort((a, b) => a.edge.round - b.edge.round);
    if (this.proven.length > MOST_PROVEN) this.proven.shift();
    // the log continues them: nobody need sign them any more
    this.open = this.open.filter((other) => other.round > edge.round);
  }

  private differ(edge: Open, { id, position, logHash, stateHash: hash }: Checkpoint): void {
    const place = `${position} ${logHash.join()} ${hash.join()}`;
    const signers = edge.others.get(place) ?? new Set<string>();
    edge.others.set(place, signers.add(id));
    if (!isMajority(signers.size, edge.office)) return;
    throw new FeldsparError(
      "LOG_DIVERGED",
      `more than half of the sharders have signed another state of round ${edge.round} than this replica computed`,
    );
  }
}

function readCheckpoint(scheme: "min-sig" | "min-pk", bytes: Uint8Array): Checkpoint | null {
  try {
    return decodeCheckpoint(scheme, bytes);
  } catch {
    return null;
  }
}

function isOf(edge: Edge, checkpoint: Checkpoint): boolean {
  return (
    edge.position === checkpoint.position &&
    equalBytes(edge.logHash, checkpoint.logHash) &&
    equalBytes(edge.stateHash, checkpoint.stateHash)
  );
}

function edgeOf({ round, position, logHash, stateHash: hash }: Edge): Edge {
  return { round, position, logHash, stateHash: hash };
}
