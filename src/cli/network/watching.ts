// Who watches a node: its log, its metrics, and what its control socket tells.
import { toHex } from "../../encoding/index.js";
import { phaseOf } from "../../node/queries.js";
import type { Observer, ShareCounts } from "../../processes/observer.js";
import type { ContractEvent, ContractState } from "../../view-change/contract/state.js";
import { failureFields, type LogFields, type NodeLog } from "./node-log.js";
import { todoOf } from "./remedies.js";
import type { LogLevel } from "./settings.js";

/** Milliseconds of a clock that nobody sets: what is measured with it is neither hidden nor made up by one that is. */
export const clockTime = (): number => performance.now();

/** Ids of all that a miner has to do with: in office, or in the running attempt. */
export function peersIn({ current, session }: ContractState): Set<string> {
  const lists = [current.magicBlock?.members, session?.dealers, session?.receivers];
  return new Set(lists.flatMap((list) => (list ?? []).map(({ id }) => id)));
}

/** How often the same kind of failure is written down, in milliseconds. */
const QUIET = 30_000;
const MOST_KINDS = 1000;
const MOST_BLOCKS = 100;

/** Everything to each of them. */
export function observers(...all: readonly Observer[]): Observer {
  const each = (tell: (one: Observer) => void): void => {
    for (const one of all) tell(one);
  };
  return {
    applied: (state, events, isPast) => each((one) => one.applied(state, events, isPast)),
    beaconRound: (round, view) => each((one) => one.beaconRound(round, view)),
    lost: (what, error) => each((one) => one.lost(what, error)),
    evidence: (code, against, file) => each((one) => one.evidence(code, against, file)),
    message: (what, kind) => each((one) => one.message(what, kind)),
    refused: (code, from) => each((one) => one.refused(code, from)),
    conflict: (round) => each((one) => one.conflict(round)),
    peer: (id, answers) => each((one) => one.peer(id, answers)),
    shares: (counts) => each((one) => one.shares(counts)),
    took: (what, seconds) => each((one) => one.took(what, seconds)),
  };
}

type Line = readonly [LogLevel, string, LogFields];

function eventLine({ round }: ContractState, event: ContractEvent): Line {
  switch (event.type) {
    case "phase-began":
      return ["info", "phase", { round, phase: event.phase }];
    case "frozen":
      return ["info", "attempt", { round, number: event.number, attempt: event.attempt }];
    case "activated":
      return ["info", "view in office", { round, number: event.magicBlock.number }];
    case "restarted":
    case "dropped":
      return ["warn", `attempt ${event.type}`, { round, code: event.code, reason: event.message }];
    case "stopped":
      return ["error", "the contract has stopped: an admin must resume", { round, failures: event.failures }];
    case "suspended":
      return ["warn", "suspended", { round, member: event.id, attempts: event.attempts }];
    case "removed": {
      const { id, role, code } = event.removal;
      return ["warn", "removed", { round, member: id, as: role, code }];
    }
    case "registered":
    case "left":
    case "returned":
      return ["info", event.type, { round, member: event.id }];
    case "refused":
      return ["debug", "refused", { round, kind: event.kind, sender: event.sender, code: event.code }];
    default:
      return ["debug", event.type, { round }];
  }
}

/** Writes down what happens; of what others can bring about one of a kind in half a minute, and how many there were. */
export function logObserver(log: NodeLog): Observer {
  const seen = new Map<string, { at: number; more: number }>();
  const warn = (message: string, kind: string, fields: LogFields): void => {
    const known = seen.get(kind);
    const now = clockTime();
    if (known !== undefined && now < known.at + QUIET) {
      known.more++;
      log.write("debug", message, fields);
      return;
    }
    if (seen.size >= MOST_KINDS) seen.clear();
    seen.set(kind, { at: now, more: 0 });
    log.write("warn", message, { ...fields, ...(known === undefined ? {} : { more: known.more }) });
  };
  return {
    applied(state, events, isPast) {
      for (const event of events) {
        const [level, message, fields] = eventLine(state, event);
        if (isPast) log.write("debug", message, { ...fields, past: true });
        else log.write(level, message, fields);
      }
    },
    beaconRound: (round, view) => log.write("debug", "beacon", { round, view }),
    lost(what, error) {
      const fields = failureFields(error);
      warn("lost", `${what} ${fields.code ?? ""}`, { what, ...fields });
    },
    evidence: (code, against) => warn("evidence", `evidence ${code} ${against}`, { code, against }),
    message: () => {},
    // one line for each code: who sends junk may name anybody
    refused: (code, from) => warn("refused a message", `refused ${code}`, { code, from, ...todoOf(code) }),
    conflict: (round) => log.write("error", "this history is not the one that was signed", { round }),
    peer: () => {},
    shares: () => {},
    took: () => {},
  };
}

/** What is told on the control socket. */
export class Tally {
  private readonly down = new Set<string>();
  /** By `clockTime`. */
  lastBlockAt: number | null = null;
  beaconRound: number | null = null;
  lost = 0;
  shares: ShareCounts | null = null;
  /** Hashes of the latest magic blocks in office, by number. */
  readonly blocks = new Map<number, string>();

  readonly observer: Observer = {
    applied: (state) => {
      const { number, hash, magicBlock } = state.current;
      this.lastBlockAt = clockTime();
      if (this.down.size > 0) {
        const peers = peersIn(state);
        for (const id of this.down) if (!peers.has(id)) this.down.delete(id);
      }
      if (magicBlock === null || this.blocks.has(number)) return;
      this.blocks.set(number, toHex(hash));
      this.blocks.delete(number - MOST_BLOCKS);
    },
    beaconRound: (round) => {
      this.beaconRound = Math.max(round, this.beaconRound ?? 0);
    },
    lost: () => {
      this.lost++;
    },
    evidence: () => {},
    message: () => {},
    refused: () => {},
    conflict: () => {},
    peer: (id, answers) => {
      if (answers) this.down.delete(id);
      else this.down.add(id);
    },
    shares: (counts) => {
      this.shares = counts;
    },
    took: () => {},
  };

  /** Peers that did not take the last message for them. */
  get peersDown(): readonly string[] {
    return [...this.down];
  }
}

/** How many are to do something in the running phase. */
export const missingCount = (state: ContractState): number => (phaseOf(state).missing as readonly unknown[]).length;
