// What runViewChange is asked for, checked before anything begins.
import { FeldsparError } from "../encoding/index.js";
import { resolveThresholds, secrecyMargin, thresholdWarnings, validateParameters } from "../magic-block/index.js";
import { checkFaults } from "./faults/check.js";
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
  if (!Array.isArray(candidates) || candidates.length === 0) bad("candidates: expected at least one");
  if (candidates.length > MOST_CANDIDATES)
    bad(`candidates: expected at most ${MOST_CANDIDATES}, got ${candidates.length}`);
  if (typeof chainId !== "string" || chainId.length > 256) bad("chainId: expected a text of at most 256 characters");
  const checked = checkedFor(options);
  const views = count(options.views, "views", 1, 1, 1000);
  const rounds = count(options.rounds, "rounds", 0, 0, 1_000_000);
  const faults = parseFaults(options.faults ?? "");
  checkFaults(faults, {
    candidates: candidates.map((candidate, position) => ({
      name: candidateName(candidate, position),
      stake: stakeOf(candidate, `candidate ${position + 1}`),
    })),
    miners: checked.parameters.miners,
    maxAttempts: checked.parameters.maxAttempts,
    views,
    rounds,
  });
  return {
    options,
    checked,
    chainId,
    faults,
    views,
    rounds,
    roundTime: count(options.roundTime, "roundTime", 500, 10, 1_000_000),
  };
}

/**
 * The parameters. A chain does not know how many candidates will come; here they are given, so that what follows from
 * their number (the least that are needed, what is warned of) is about these and not about the most there might be.
 */
function checkedFor(options: RunViewChangeOptions): ReturnType<typeof validateParameters> {
  const { parameters, ...forAFullList } = validateParameters({ maxAttempts: 3, ...options });
  const { miners, threshold, quorum } = parameters;
  const size = Math.min(miners, options.candidates.length);
  if (size === miners || (typeof threshold === "number" && typeof quorum === "number"))
    return { parameters, ...forAFullList };
  const thresholds = resolveThresholds(parameters, size);
  return {
    parameters: { ...parameters, minMiners: options.minMiners ?? thresholds.k },
    warnings: thresholdWarnings(thresholds),
    secrecyMargin: secrecyMargin(thresholds),
  };
}

/** What a candidate is called in plans and reports. */
export function candidateName({ name }: CandidateInput, position: number): string {
  return name ?? `miner ${position + 1}`;
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
