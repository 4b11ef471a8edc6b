// The course of a ceremony: the contract of a chain, driven by entries that a room has ordered, without rounds that
// somebody makes. Pure, and the same for everybody who has the same entries:
//
//   An entry that the contract takes is a round of its own; what it refuses is none. No phase is ended by rounds.
//   A phase ends when everybody is done with it, or by a `close` of the host: a tick that names the edge at which the
//   phase began, and so no other phase and no other history.
//   Start is over when all who are invited have registered, and cannot be closed: nobody is left out before it begins.
//   Who takes part signs every edge (a checkpoint). What must not be said in two histories waits for k of the receivers
//   and, in a reshare, for t of the members in office: two such sets have more in common than may be corrupt.
//   A block comes into office when all its members have confirmed that they hold their shares, or when the host closes:
//   who has not is a member without a share, one of the k − t that may be lost.
//   A result is sealed by *all* who have confirmed it: each signs the edge at which it comes into office, by one hash.
import { equalBytes, FeldsparError, fail } from "../encoding/index.js";
import { type Genesis, minerIdOf, verifiesLongTerm } from "../magic-block/index.js";
import { type Edge, isEdge } from "../node/log/attestation.js";
import { chained, EMPTY_LOG_HASH, entryHash } from "../node/log/log-hash.js";
import { checkpointMessage, decodeCheckpoint, decodeTick, isSigned, tickMessage } from "../node/log/statements.js";
import { ProtocolCache } from "../view-change/caches.js";
import { ViewChangeContract } from "../view-change/contract/contract.js";
import type { ContractEvent, ContractState, SessionState } from "../view-change/contract/state.js";
import { stateHash } from "../view-change/contract/state-bytes.js";
import { type LedgerEntry, MAX_ENTRY } from "../view-change/entries.js";
import { decodeMember } from "../view-change/members.js";
import { alikeIn } from "./names.js";

/** Most entries of a room. */
export const MOST_ENTRIES = 1 << 16;
/** More rounds than there can be entries: a phase is ended by a close, or by everybody. */
export const PHASE_ROUNDS = MOST_ENTRIES + 1;
/** What the host has as a sharder, and what an invited member has: only these are selected. */
export const HOST_STAKE = 1n;
export const MEMBER_STAKE = 2n;
/** A member registers once, with serial 1. */
const MOST_SERIAL = 100;
/** Edges that can still be signed. */
const MOST_EDGES = 16;

/** Somebody who may sign an edge. */
export interface Voter {
  readonly id: string;
  readonly publicKey: Uint8Array;
}

export interface WitnessedEdge extends Edge {
  readonly receivers: readonly Voter[];
  /** So many of them must sign. */
  readonly least: number;
  /** In a reshare, and the t of the block in office; else empty and 0. */
  readonly dealers: readonly Voter[];
  readonly dealerLeast: number;
  /** Ids. */
  readonly signed: readonly string[];
}

/** A block that has come into office, and who of its members has signed that edge. */
export interface Sealing {
  readonly edge: Edge;
  readonly number: number;
  /** Ids of all who must: the members that have confirmed. */
  readonly members: readonly string[];
  readonly signed: readonly string[];
}

export interface CourseState {
  readonly chain: ContractState;
  /** Entries so far, and the chained hash of them. */
  readonly position: bigint;
  readonly logHash: Uint8Array;
  /** The highest round that enough have signed. */
  readonly attested: number;
  /** The latest ones, the newest last. */
  readonly edges: readonly WitnessedEdge[];
  readonly sealing: Sealing | null;
}

export type CourseEvent =
  | ContractEvent
  /** Somebody has signed an edge. */
  | { readonly type: "witnessed"; readonly id: string; readonly round: number }
  /** All who must have signed one hash: there is a result. */
  | { readonly type: "sealed"; readonly number: number }
  /** A member has signed another history than this one: it lies, or the room does. */
  | { readonly type: "conflict"; readonly id: string; readonly round: number };

export interface Taken {
  readonly state: CourseState;
  readonly events: readonly CourseEvent[];
  /** Why it has changed nothing but the log's hash; null where it has. */
  readonly refused: FeldsparError | null;
}

export class Course {
  private readonly contract: ViewChangeContract;

  constructor(cache: ProtocolCache = new ProtocolCache()) {
    this.contract = new ViewChangeContract(cache);
  }

  /** Before the first entry. Throws BAD_PARAMETER for a genesis that is none. */
  begin(genesis: Genesis): CourseState {
    const chain = this.contract.genesis(genesis);
    return { chain, position: 0n, logHash: EMPTY_LOG_HASH, attested: 0, edges: [], sealing: null };
  }

  /** Takes the next entry. Throws TOO_MANY when the room is full. */
  take(before: CourseState, entry: LedgerEntry): Taken {
    if (before.position >= BigInt(MOST_ENTRIES)) fail("TOO_MANY", `the room has ${MOST_ENTRIES} entries: it is full`);
    const logHash = chained(before.logHash, entryHash(entry));
    const state = { ...before, position: before.position + 1n, logHash };
    try {
      if (entry.bytes.length > MAX_ENTRY) fail("TOO_LARGE", `entry: expected at most ${MAX_ENTRY} bytes`);
      if (entry.kind === "checkpoint") return witness(state, entry.bytes);
      return this.moved(before.chain, state, this.step(before, entry));
    } catch (error) {
      if (!(error instanceof FeldsparError)) throw error;
      return { state, events: [], refused: error };
    }
  }

  private step({ chain, edges }: CourseState, entry: LedgerEntry): Moved {
    if (entry.kind === "tick") return this.jump(chain, closeOf(chain, edges.at(-1), entry.bytes));
    if (entry.kind === "lot" || entry.kind === "beacon") fail("MALFORMED", `a ceremony has no ${entry.kind}`);
    if (entry.kind === "member") checkMember(chain, entry.bytes);
    const { state, events } = this.contract.apply(chain, { round: chain.round + 1, entries: [entry] });
    const refusal = events.find((event) => event.type === "refused");
    if (refusal?.type === "refused") throw new FeldsparError(refusal.code, refusal.message, refusal.culprits);
    return { chain: state, events };
  }

  private jump(chain: ContractState, round: number): Moved {
    const { state, events } = this.contract.apply(chain, { round, entries: [] });
    return { chain: state, events };
  }

  /** What follows by itself: everybody is there, or a certified block comes into office. */
  private moved(before: ContractState, state: CourseState, moved: Moved): Taken {
    let { chain } = moved;
    const events: CourseEvent[] = [...moved.events];
    const next = dueRound(chain);
    if (next !== null) {
      const jumped = this.jump(chain, next);
      chain = jumped.chain;
      events.push(...jumped.events);
    }
    const after = { ...state, chain };
    if (!isEdge(before, chain)) return { state: after, events, refused: null };
    const session = chain.session ?? moved.chain.session ?? before.session;
    return { state: session === null ? after : withEdge(before, session, after), events, refused: null };
  }
}

/**
 * Members say few things of themselves, and those alone who are invited: nobody fills a room. Nobody comes under a name
 * of somebody else, or another one than that of the card with which the ceremony was founded: people are shown it.
 * Throws MALFORMED, TOO_MANY, UNKNOWN_SENDER, BAD_PARAMETER.
 */
function checkMember(chain: ContractState, bytes: Uint8Array): void {
  const { genesis, candidates, sharders } = chain;
  const entry = decodeMember(genesis.scheme, bytes);
  // its members are sharders of the genesis alone, and each keep is for an attempt
  if (entry.role === "sharder" && entry.type === "keep") return;
  if (entry.role === "sharder") fail("MALFORMED", "a ceremony has no other sharders than those of its genesis");
  if (entry.serial > MOST_SERIAL) fail("TOO_MANY", `a member's entry: expected a serial of at most ${MOST_SERIAL}`);
  if (entry.type !== "register") return;
  const { id, url: name } = entry;
  if (!invitedIds(chain).includes(id)) fail("UNKNOWN_SENDER", "somebody registers who is not invited");
  const founder = genesis.sharders.find(({ publicKey }) => minerIdOf(publicKey) === id);
  if (founder !== undefined && founder.url !== name)
    fail("BAD_PARAMETER", `${JSON.stringify(founder.url)} registers under another name: ${JSON.stringify(name)}`);
  for (const other of [...candidates, ...sharders])
    if (other.id !== id && alikeIn([other.url, name]) !== null)
      fail("BAD_PARAMETER", `somebody registers under a name that looks like ${JSON.stringify(other.url)}`);
}

interface Moved {
  readonly chain: ContractState;
  readonly events: readonly CourseEvent[];
}

/** The ids of those who are invited to the next view: they have a member's stake. */
export function invitedIds({ stakes }: ContractState): string[] {
  return stakes.filter(({ stake }) => stake >= MEMBER_STAKE).map(({ id }) => id);
}

/** Ids of the members who have said that they hold their shares. */
function confirmers({ magicBlock, confirmations }: SessionState): string[] {
  return magicBlock!.members.filter(({ index }) => confirmations[index - 1]).map(({ id }) => id);
}

/** The round in which a certified block comes into office. */
function startOf({ session, round }: ContractState): number {
  return Math.max(session!.magicBlock!.startingRound, round + 1);
}

/** The round to go to at once, or null. */
function dueRound(chain: ContractState): number | null {
  const { phase, session, round, phaseStart, current, nextParameters, parameters, candidates, attempt } = chain;
  if (session?.certified) return confirmers(session).length === session.magicBlock!.memberCount ? startOf(chain) : null;
  if (phase !== "start") return null;
  // after the first block only an invitation begins anything
  if (current.number > 0 && nextParameters === null && attempt === 0) return null;
  const invited = invitedIds(chain);
  const registered = new Set(candidates.filter(({ left }) => !left).map(({ id }) => id));
  if (invited.length !== (nextParameters ?? parameters).miners) return null;
  if (!invited.every((id) => registered.has(id))) return null;
  return Math.max(phaseStart + parameters.phaseRounds.start, round + 1);
}

/** The host of a ceremony: the one admin of its genesis. */
export function hostOf({ adminKeys }: Pick<Genesis, "adminKeys">): Voter {
  const { publicKey } = adminKeys[0]!;
  return { id: minerIdOf(publicKey), publicKey };
}

/** The round that ends the running phase, where the host has closed it. Throws WRONG_PHASE, WRONG_SESSION, … */
function closeOf(chain: ContractState, edge: Edge | undefined, bytes: Uint8Array): number {
  const { genesis, genesisHash, phase, phaseStart, session } = chain;
  const { scheme } = genesis;
  const tick = decodeTick(scheme, bytes);
  const host = hostOf(genesis);
  if (tick.id !== host.id) fail("UNKNOWN_SENDER", "a close: its sender is not the host");
  const waits = session !== null && session.decided !== null && !session.certified;
  if (session === null || phase === "start" || phase === "stopped" || waits)
    fail("WRONG_PHASE", `there is nothing to close in phase ${phase}`);
  const named = edge !== undefined && tick.round === edge.round && tick.position === edge.position;
  if (!named || !equalBytes(tick.logHash, edge.logHash))
    fail("WRONG_SESSION", "a close: it names another edge than that at which the phase began");
  if (!isSigned(scheme, tick, tickMessage(genesisHash, tick), host.publicKey))
    fail("BAD_SIGNATURE", "a close: the host's signature does not verify");
  return session.certified ? startOf(chain) : phaseStart + session.parameters.phaseRounds[phase];
}

function voters(list: SessionState["receivers"]): Voter[] {
  return list.map(({ id, publicKey }) => ({ id, publicKey }));
}

/** `session`: of now, or as it was before it ended. */
function withEdge(before: ContractState, session: SessionState, state: CourseState): CourseState {
  const { chain, position, logHash } = state;
  const edge: Edge = { round: chain.round, position, logHash, stateHash: stateHash(chain) };
  const reshares = session.mode === "reshare";
  const witnessed: WitnessedEdge = {
    ...edge,
    receivers: voters(session.receivers),
    least: session.least,
    dealers: reshares ? voters(session.dealers) : [],
    dealerLeast: reshares ? session.dealerThreshold : 0,
    signed: [],
  };
  const activated = chain.current.number > before.current.number;
  const sealing = activated ? { edge, number: chain.current.number, members: confirmers(session), signed: [] } : null;
  return {
    ...state,
    edges: [...state.edges, witnessed].slice(-MOST_EDGES),
    sealing: sealing ?? state.sealing,
  };
}

/** Has nobody else to wait for? */
function isWitnessed({ receivers, least, dealers, dealerLeast, signed }: WitnessedEdge): boolean {
  const by = (list: readonly Voter[]) => list.filter(({ id }) => signed.includes(id)).length;
  return by(receivers) >= least && by(dealers) >= dealerLeast;
}

function witness(state: CourseState, bytes: Uint8Array): Taken {
  const { chain } = state;
  const { scheme } = chain.genesis;
  const checkpoint = decodeCheckpoint(scheme, bytes);
  const { id, round } = checkpoint;
  const edge = state.edges.find((one) => one.round === round);
  const voter = edge && [...edge.receivers, ...edge.dealers].find((one) => one.id === id);
  if (edge === undefined || voter === undefined) fail("UNKNOWN_SENDER", "a checkpoint of no edge, or of nobody's");
  const message = checkpointMessage(chain.genesisHash, checkpoint);
  if (!verifiesLongTerm(scheme, checkpoint.signature, message, voter.publicKey))
    fail("BAD_SIGNATURE", "a checkpoint: its signature does not verify");
  const same =
    edge.position === checkpoint.position &&
    equalBytes(edge.logHash, checkpoint.logHash) &&
    equalBytes(edge.stateHash, checkpoint.stateHash);
  if (!same) {
    const refused = new FeldsparError("LOG_DIVERGED", `${id} has signed another history than this one`, [id]);
    return { state, events: [{ type: "conflict", id, round }], refused };
  }
  if (edge.signed.includes(id)) fail("REPEATED", "a checkpoint: its sender has signed this edge");
  const signed: WitnessedEdge = { ...edge, signed: [...edge.signed, id] };
  const events: CourseEvent[] = [{ type: "witnessed", id, round }];
  const sealing = sealedBy(state.sealing, round, id);
  if (sealing !== state.sealing && isSealed(sealing)) events.push({ type: "sealed", number: sealing.number });
  return {
    state: {
      ...state,
      sealing,
      edges: state.edges.map((one) => (one === edge ? signed : one)),
      attested: isWitnessed(signed) ? Math.max(state.attested, round) : state.attested,
    },
    events,
    refused: null,
  };
}

function sealedBy(sealing: Sealing | null, round: number, id: string): Sealing | null {
  if (sealing === null || sealing.edge.round !== round || !sealing.members.includes(id)) return sealing;
  return { ...sealing, signed: [...sealing.signed, id] };
}

/** Have all members signed? */
export function isSealed(sealing: Sealing | null): sealing is Sealing {
  return sealing?.members.every((id) => sealing.signed.includes(id)) === true;
}
