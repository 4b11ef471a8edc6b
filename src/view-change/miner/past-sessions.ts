// The sessions that a miner took part in: whoever deals twice in one session has signed two MPKs. The latest are known
// by name; of those before them it is known that none is later than `before`.
import { type Decoder, type Encoder, equalBytes } from "../../encoding/index.js";

/** A session's name, and its place: attempts of one magic block's number, then the next number. */
export interface SessionName {
  readonly id: Uint8Array;
  readonly number: number;
  readonly attempt: number;
}

export interface PastSessions {
  /** Oldest first; at most MOST_NAMES. */
  readonly names: readonly SessionName[];
  /** Everything up to this place may have been taken part in, whatever its name; zeros: nothing was forgotten. */
  readonly before: Omit<SessionName, "id">;
}

export const NO_SESSIONS: PastSessions = { names: [], before: { number: 0, attempt: 0 } };

const MOST_NAMES = 64;

function isLater(a: Omit<SessionName, "id">, b: Omit<SessionName, "id">): boolean {
  return a.number > b.number || (a.number === b.number && a.attempt > b.attempt);
}

/** May this miner have taken part in this session already? */
export function tookPart({ names, before }: PastSessions, session: SessionName): boolean {
  return !isLater(session, before) || names.some((name) => equalBytes(name.id, session.id));
}

/** With this session remembered. */
export function withSession(past: PastSessions, { id, number, attempt }: SessionName): PastSessions {
  if (past.names.some((name) => equalBytes(name.id, id))) return past;
  const names = [...past.names, { id, number, attempt }];
  if (names.length <= MOST_NAMES) return { ...past, names };
  const [forgotten, ...kept] = names;
  return { names: kept, before: isLater(forgotten!, past.before) ? forgotten! : past.before };
}

export function encodePastSessions(encoder: Encoder, { names, before }: PastSessions): void {
  encoder.u64(before.number).u32(before.attempt);
  encoder.list(names, (e, name) => e.fixed(name.id, 32).u64(name.number).u32(name.attempt));
}

/** Reads what encodePastSessions wrote. Throws MALFORMED. */
export function decodePastSessions(decoder: Decoder): PastSessions {
  const before = { number: Number(decoder.u64()), attempt: decoder.u32() };
  const names = decoder.list(MOST_NAMES, (d) => ({ id: d.fixed(32), number: Number(d.u64()), attempt: d.u32() }));
  return { names, before };
}
