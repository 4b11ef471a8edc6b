// With which status a daemon ends, so that a supervisor knows whether to start it again: the numbers of sysexits.h.
import { FeldsparError } from "../../encoding/index.js";
import { EXIT } from "../result.js";

/** By what it means; docs/network.md lists them. */
export const DAEMON_EXIT = {
  ...EXIT,
  /** The log is not the one that was read: never started again by itself. */
  diverged: 65,
  /** A step of a state machine threw. */
  broken: 70,
  /** The store failed or was late; nothing was said that is not stored. Started again. */
  store: 74,
  /** Somebody has to look: a twin, an old backup, a store that another process has open. */
  setAside: 78,
} as const;

const BY_CODE: Readonly<Record<string, number>> = {
  LOG_DIVERGED: DAEMON_EXIT.diverged,
  MINER_FAILED: DAEMON_EXIT.broken,
  STORE_FAILED: DAEMON_EXIT.store,
  STORE_LATE: DAEMON_EXIT.store,
  SET_ASIDE: DAEMON_EXIT.setAside,
  STORE_WENT_BACK: DAEMON_EXIT.setAside,
  STORE_TAKEN: DAEMON_EXIT.setAside,
  LEDGER_UNAVAILABLE: DAEMON_EXIT.failed,
};

/** Of a daemon that has stopped by itself. */
export function statusOfStop(error: unknown): number {
  return error instanceof FeldsparError ? (BY_CODE[error.code] ?? DAEMON_EXIT.badInput) : DAEMON_EXIT.failed;
}
