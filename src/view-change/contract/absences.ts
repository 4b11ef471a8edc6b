// The end of an attempt for its candidates (protocol §3, suspension): who was absent too often is not selected until it
// says that it is there again. Without it dead candidates would stop view changes for ever.
import type { RestartReason } from "./events.js";
import { positionsById } from "./look-ups.js";
import { lifted } from "./members.js";
import type { BlockRun } from "./run.js";
import { compareId } from "./sorted.js";
import { type Candidate, type ContractState, entryOf, isRemaining, type SessionState } from "./state.js";

const LONGEST = 64;

/** Ids of the list's receivers that were absent from an attempt that ended, for `failure` or with an activation. */
export function absentees(session: SessionState, failure: RestartReason | null): ReadonlySet<string> {
  const published = session.publications.some((publication) => publication !== null);
  const absent = session.receivers.filter(({ index }) => {
    // neither MPK nor present, though contribute ended: that is what puts a receiver off the list then
    if (session.contributedAt !== null && session.encryptionKeys[index - 1] === null) return true;
    if (published && !isAcknowledged(session, index)) return true;
    if (session.mode === "fresh" && isFewPublications(failure) && session.publications[index - 1] === null) return true;
    if (failure === "TOO_FEW_CONFIRMATIONS" && isRemaining(session, "receiver", index))
      return session.confirmations[index - 1] === null;
    if (failure === "TOO_FEW_MEMBERS")
      return session.removed.some(({ role, code, index: at }) => {
        return role === "receiver" && code === "receiver-rule" && at === index;
      });
    return false;
  });
  return new Set(absent.map(({ id }) => id));
}

function isFewPublications(failure: RestartReason | null): boolean {
  return failure === "TOO_FEW_MEMBERS" || failure === "TOO_FEW_DEALERS";
}

/** Has any accepted publication this receiver's acknowledgement? */
function isAcknowledged(session: SessionState, receiver: number): boolean {
  return session.dealers.some(({ index }) => entryOf(session, index, receiver) === "acknowledged");
}

/** Counts an attempt that has ended, suspends whom it must, and lets suspensions last one attempt longer. */
export function countAbsences(run: BlockRun, failure: RestartReason | null): void {
  const { state } = run;
  const { session } = state;
  const listed = new Set(session?.receivers.map(({ id }) => id) ?? []);
  const absent = session === null ? new Set<string>() : absentees(session, failure);
  const counted = state.candidates.map((candidate) => {
    const lasted = lasting(candidate);
    if (!listed.has(candidate.id)) return lasted;
    return absent.has(candidate.id)
      ? { ...lasted, absent: lasted.absent + 1 }
      : { ...lasted, absent: 0, nextSuspension: 1 };
  });
  const suspended = toSuspend({ ...state, candidates: counted });
  for (const id of suspended) {
    const { nextSuspension } = counted.find((candidate) => candidate.id === id)!;
    run.events.push({ type: "suspended", id, attempts: nextSuspension });
  }
  run.update({
    candidates: counted.map((candidate) => (suspended.has(candidate.id) ? suspend(candidate) : candidate)),
  });
}

function lasting(candidate: Candidate): Candidate {
  const { suspension } = candidate;
  if (suspension === null) return candidate;
  return lifted({ ...candidate, suspension: { ...suspension, lasted: suspension.lasted + 1 } });
}

function suspend(candidate: Candidate): Candidate {
  const length = candidate.nextSuspension;
  return {
    ...candidate,
    suspension: { length, lasted: 0, returned: false },
    nextSuspension: Math.min(2 * length, LONGEST),
  };
}

/** In a reshare nobody in office; else at most n − t of the block in office at a time, the longest absent first. */
function toSuspend({ candidates, parameters, current, genesis }: ContractState): ReadonlySet<string> {
  const due = candidates.filter(({ absent, suspension }) => suspension === null && absent >= parameters.absences);
  const block = current.magicBlock;
  if (block === null) return new Set(due.map(({ id }) => id));
  const inOffice = positionsById(block.members);
  const others = due.filter(({ id }) => !inOffice.has(id));
  const already = candidates.filter(({ id, suspension }) => suspension !== null && inOffice.has(id)).length;
  const places = genesis.mode === "reshare" ? 0 : Math.max(0, block.n - block.t - already);
  const members = due
    .filter(({ id }) => inOffice.has(id))
    .sort((a, b) => b.absent - a.absent || compareId(a, b))
    .slice(0, places);
  return new Set([...others, ...members].map(({ id }) => id));
}
