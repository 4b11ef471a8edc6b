// What runViewChange is asked for, checked before anything begins.
import { FeldsparError } from "../encoding/index.js";
import { validateParameters } from "../magic-block/index.js";
import { type Fault, parseFaults } from "./faults/plan.js";
import type { CandidateInput, RunViewChangeOptions } from "./report/report.js";

const MOST_CANDIDATES = 10_000;

/** Checked options with their defaults. */
export interface Settings {
  readonly options: RunViewChangeOptions;
  readonly checked: ReturnType<typeof validateParameters>;
  readonly chainId: string;
  readonly faults: readonly Fault[];
  readonly views: number;
  /** Beacon rounds. */
  readonly rounds: number;
  /** Virtual milliseconds from block to block. */
  readonly roundTime: number;
}

function bad(message: string): never {
  throw new FeldsparError("BAD_PARAMETER", message);
}

/** Throws BAD_PARAMETER or BAD_FAULT. */
export function settingsOf(options: RunViewChangeOptions): Settings {
  const { candidates, chainId = "feldspar-simulation" } = options;
  const checked = validateParameters({ maxAttempts: 3, ...options });
  if (!Array.isArray(candidates) || candidates.length === 0) bad("candidates: expected at least one");
  if (candidates.length > MOST_CANDIDATES)
    bad(`candidates: expected at most ${MOST_CANDIDATES}, got ${candidates.length}`);
  if (typeof chainId !== "string" || chainId.length > 256) bad("chainId: expected a text of at most 256 characters");
  return {
    options,
    checked,
    chainId,
    faults: parseFaults(options.faults ?? ""),
    views: count(options.views, "views", 1, 1, 1000),
    rounds: count(options.rounds, "rounds", 0, 0, 1_000_000),
    roundTime: count(options.roundTime, "roundTime", 500, 10, 1_000_000),
  };
}

function count(value: number | undefined, name: string, fallback: number, least: number, most: number): number {
  const number = value ?? fallback;
  if (!Number.isSafeInteger(number) || number < least || number > most) {
    bad(`${name}: expected an integer from ${least} to ${most}, got ${number}`);
  }
  return number;
}

/** A candidate's stake. Throws BAD_PARAMETER; `what` names the candidate. */
export function stakeOf(candidate: CandidateInput, what: string): bigint {
  const { stake } = candidate;
  if (typeof stake === "number" ? !Number.isSafeInteger(stake) : typeof stake !== "bigint") {
    return bad(`${what}: expected the stake as an integer`);
  }
  const value = BigInt(stake);
  if (value < 0n || value >> 64n !== 0n) bad(`${what}: expected a stake from 0 to 2^64 - 1, got ${value}`);
  return value;
}
