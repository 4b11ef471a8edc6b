// The sessions that a miner took part in: whoever deals twice in one session has signed two MPKs. The latest are known
// by name; of those before them it is known that none is later than `before`.
import { equalBytes, type Fields, fixed, list, record, unsigned } from "../../encoding/index.js";

/** Where a session stands: attempts of one magic block's number, then the next number. */
export interface SessionPlace {
  readonly number: number;
  readonly attempt: number;
}

/** A session's name, and its place. */
export interface SessionName extends SessionPlace {
  readonly id: Uint8Array;
}

export interface PastSessions {
  /** Everything up to this place may have been taken part in, whatever its name; zeros: nothing was forgotten. */
  readonly before: SessionPlace;
  /** Oldest first; at most MOST_NAMES. */
  readonly names: readonly SessionName[];
}

export const NO_SESSIONS: PastSessions = { names: [], before: { number: 0, attempt: 0 } };

const MOST_NAMES = 64;

function isLater(a: SessionPlace, b: SessionPlace): boolean {
  return a.number > b.number || (a.number === b.number && a.attempt > b.attempt);
}

/** May this miner have taken part in this session already? */
export function tookPart({ names, before }: PastSessions, session: SessionName): boolean {
  return !isLater(session, before) || names.some((name) => equalBytes(name.id, session.id));
}

/** Is it over, because this miner took part in a later one? */
export function isOver({ names, before }: PastSessions, session: SessionName): boolean {
  return isLater(before, session) || names.some((name) => isLater(name, session));
}

/** With this session remembered. */
export function withSession(past: PastSessions, { id, number, attempt }: SessionName): PastSessions {
  if (past.names.some((name) => equalBytes(name.id, id))) return past;
  const names = [...past.names, { id, number, attempt }];
  if (names.length <= MOST_NAMES) return { ...past, names };
  const [forgotten, ...kept] = names;
  return { names: kept, before: isLater(forgotten!, past.before) ? forgotten! : past.before };
}

const place: Fields<SessionPlace> = { number: unsigned(64), attempt: unsigned(32) };

export const pastSessionsFormat = record<PastSessions>({
  before: record<SessionPlace>(place),
  names: list(record<SessionName>({ id: fixed(32), ...place }), MOST_NAMES),
});
