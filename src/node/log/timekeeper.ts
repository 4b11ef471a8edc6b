// A sharder's part in the rounds of a log engine (network.md §1): when `roundTime` has passed since the last round
// closed it says so with a tick; of every edge it signs its replica's state. One tick and one checkpoint for a round,
// ever: what was signed is stored before it is said. Pure, like the miner: facts in, entries to sign out.
import { decodeAs, encodeAs, equalBytes, fixed, nullable, record } from "../../encoding/index.js";
import type { Head } from "../ports.js";
import type { Edge } from "./attestation.js";
import { headFields } from "./head-format.js";

/** What a timekeeper must not forget; nothing in it is secret. */
export interface TimekeeperMemory {
  /** The latest tick: closes this round, after this place. */
  readonly tick: Head | null;
  /** The latest checkpoint. */
  readonly checkpoint: Edge | null;
}

export const EMPTY_TIMEKEEPER_MEMORY: TimekeeperMemory = { tick: null, checkpoint: null };

/** What the replica and the clock show. */
export interface TimekeeperFacts {
  /** Whole milliseconds, never falling. */
  readonly time: number;
  /** Where the last round closed. */
  readonly head: Head;
  /** Has everything been read that was in the log when the machine came up? Nothing is said about rounds before. */
  readonly caughtUp: boolean;
  /** Is the sharder in office? */
  readonly inOffice: boolean;
  /** The latest edge, if the sharder was in office after it and it is not attested yet. */
  readonly edge: Edge | null;
}

/** What is not stored: when things were seen and said. */
export interface TimekeeperWork {
  /** The round that closed last, and when that was seen. */
  readonly closed: { readonly round: number; readonly at: number } | null;
  readonly tickSaid: Said | null;
  readonly checkpointSaid: Said | null;
}

interface Said {
  readonly round: number;
  readonly at: number;
  readonly times: number;
}

export interface TimekeeperState {
  readonly memory: TimekeeperMemory;
  readonly work: TimekeeperWork;
}

export type TimekeeperEffect =
  | { readonly type: "persist" }
  | { readonly type: "tick"; readonly tick: Head }
  | { readonly type: "checkpoint"; readonly checkpoint: Edge }
  /** Something else was signed for this round before: this history is not the one it has seen. */
  | { readonly type: "conflict"; readonly round: number }
  | { readonly type: "wake"; readonly at: number };

const NO_WORK: TimekeeperWork = { closed: null, tickSaid: null, checkpointSaid: null };

/** The state in which a life begins. */
export function wakeTimekeeper(memory: TimekeeperMemory): TimekeeperState {
  return { memory, work: NO_WORK };
}

const head = headFields(1);
const memoryFormat = record<TimekeeperMemory>({
  tick: nullable(record<Head>(head)),
  checkpoint: nullable(record<Edge>({ ...head, stateHash: fixed(32) })),
});

/** The bytes under which it is stored. */
export function encodeTimekeeperMemory(memory: TimekeeperMemory): Uint8Array {
  return encodeAs(memoryFormat, memory);
}

/** Throws MALFORMED. */
export function decodeTimekeeperMemory(bytes: Uint8Array): TimekeeperMemory {
  return decodeAs(memoryFormat, bytes, "timekeeper's memory");
}

/** Longest pause before the same is said again, in rounds. */
const LONGEST_PAUSE = 16;

interface Step {
  readonly state: TimekeeperState;
  readonly effects: readonly TimekeeperEffect[];
}

/** Takes the facts as they are now. `roundTime`: nominal milliseconds of a round. */
export function keepTime(before: TimekeeperState, facts: TimekeeperFacts, roundTime: number): Step {
  const effects: TimekeeperEffect[] = [];
  const { time, head: last, caughtUp } = facts;
  let { memory, work } = before;
  if (work.closed?.round !== last.round) work = { ...work, closed: { round: last.round, at: time } };
  if (!caughtUp) return { state: { memory, work }, effects };

  const { edge } = facts;
  if (edge !== null && isDue(work.checkpointSaid, edge.round, time, roundTime)) {
    const known = memory.checkpoint;
    if (known === null || known.round < edge.round) memory = { ...memory, checkpoint: edge };
    if (memory.checkpoint !== null && isSameEdge(memory.checkpoint, edge)) {
      effects.push({ type: "checkpoint", checkpoint: edge });
    } else effects.push({ type: "conflict", round: edge.round });
    work = { ...work, checkpointSaid: saidAgain(work.checkpointSaid, edge.round, time) };
  }

  const tick: Head = { ...last, round: last.round + 1 };
  const closedAt = work.closed!.at;
  if (facts.inOffice && time >= closedAt + roundTime && isDue(work.tickSaid, tick.round, time, roundTime)) {
    const known = memory.tick;
    if (known === null || known.round < tick.round) memory = { ...memory, tick };
    if (memory.tick !== null && isSamePlace(memory.tick, tick)) effects.push({ type: "tick", tick });
    else effects.push({ type: "conflict", round: tick.round });
    work = { ...work, tickSaid: saidAgain(work.tickSaid, tick.round, time) };
  }

  const wakes: number[] = [];
  if (facts.inOffice) {
    const said = work.tickSaid?.round === tick.round ? work.tickSaid : null;
    wakes.push(said === null ? closedAt + roundTime : nextTime(said, roundTime));
  }
  if (edge !== null && work.checkpointSaid !== null) wakes.push(nextTime(work.checkpointSaid, roundTime));
  if (wakes.length > 0) effects.push({ type: "wake", at: Math.max(time + 1, Math.min(...wakes)) });
  if (memory !== before.memory) effects.unshift({ type: "persist" });
  return { state: { memory, work }, effects };
}

function isDue(said: Said | null, round: number, time: number, roundTime: number): boolean {
  return said === null || said.round !== round || time >= nextTime(said, roundTime);
}

function nextTime({ at, times }: Said, roundTime: number): number {
  return at + roundTime * Math.min(2 ** times, LONGEST_PAUSE);
}

function saidAgain(said: Said | null, round: number, at: number): Said {
  return { round, at, times: said?.round === round ? Math.min(said.times + 1, LONGEST_PAUSE) : 1 };
}

function isSamePlace(a: Head, b: Head): boolean {
  return a.round === b.round && a.position === b.position && equalBytes(a.logHash, b.logHash);
}

function isSameEdge(a: Edge, b: Edge): boolean {
  return isSamePlace(a, b) && equalBytes(a.stateHash, b.stateHash);
}
