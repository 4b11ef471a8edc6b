// What runViewChange is asked for, checked before anything begins.
import { optionsOf, recordsOf } from "../../bindings/arguments.js";
import { describe, FeldsparError, fail } from "../encoding/index.js";
import {
  CHANGEABLE_PARAMETERS,
  type CheckedParameters,
  MODES,
  type Mode,
  PARTY_IDS,
  QUALIFICATIONS,
  resolveThresholds,
  SCHEMES,
  secrecyMargin,
  thresholdWarnings,
  type ViewChangeParameters,
  validateParameters,
} from "../magic-block/index.js";
import { checkFaults } from "./faults/check.js";
import { type Fault, parseFaults } from "./faults/plan.js";
import type { CandidateInput, RunViewChangeOptions, SharderInput } from "./report/report.js";

const MOST_CANDIDATES = 10_000;
const MOST_SHARDERS = 100;
const MOST_VIEWS = 1000;
const DEFAULT_SHARDERS: readonly SharderInput[] = [{ stake: 2 }, { stake: 1 }];

/** A candidate as it plays. */
export interface Player {
  readonly name: string;
  readonly stake: bigint;
  readonly url: string;
  /** The first view for which it can be selected, and the first for which it cannot any more. */
  readonly joins: number;
  readonly leaves: number;
}

/** Checked options with their defaults. */
export interface Settings {
  readonly options: RunViewChangeOptions;
  readonly checked: CheckedParameters;
  /** By the view for whose start phase they are taken. */
  readonly parametersAt: ReadonlyMap<number, ViewChangeParameters>;
  readonly mode: Mode;
  readonly chainId: string;
  readonly candidates: readonly Player[];
  readonly sharders: readonly Pick<Player, "name" | "stake" | "url">[];
  readonly faults: readonly Fault[];
  readonly views: number;
  /** Beacon rounds. */
  readonly rounds: number;
  /** Virtual milliseconds from block to block. */
  readonly roundTime: number;
}

const CANDIDATE = ["name", "stake", "url", "joins", "leaves"] as const;
const SHARDER = ["name", "stake", "url"] as const;
const NAMES = [
  ...(["candidates", "sharders", "chainId", "scheme", "mode", "qualification", "partyIds", "seed", "faults"] as const),
  ...([
    "rounds",
    "beaconMembers",
    "views",
    "parametersAt",
    "network",
    "roundTime",
    "onProgress",
    "onEvent",
    "onShares",
  ] as const),
  ...CHANGEABLE_PARAMETERS,
] as const;

/** The options that have a value, read once. Throws BAD_TYPE, UNKNOWN_OPTION. */
function saidOf(given: RunViewChangeOptions): RunViewChangeOptions {
  const options = optionsOf<RunViewChangeOptions>(given, NAMES);
  for (const name of ["onProgress", "onEvent", "onShares"] as const) {
    const value = options[name];
    if (value !== undefined && typeof value !== "function")
      fail("BAD_TYPE", `${name}: expected a function, got ${describe(value)}`);
  }
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as never;
}

function bad(message: string): never {
  throw new FeldsparError("BAD_PARAMETER", message);
}

/** Throws BAD_PARAMETER or BAD_FAULT. */
export function settingsOf(given: RunViewChangeOptions): Settings {
  const options = saidOf(given);
  const { chainId = "feldspar-simulation" } = options;
  if (!Array.isArray(options.candidates) || options.candidates.length === 0) bad("candidates: expected at least one");
  if (options.candidates.length > MOST_CANDIDATES)
    bad(`candidates: expected at most ${MOST_CANDIDATES}, got ${options.candidates.length}`);
  const candidates = recordsOf<CandidateInput>(options.candidates, "candidates", "candidate", CANDIDATE);
  if (options.sharders !== undefined && (!Array.isArray(options.sharders) || options.sharders.length > MOST_SHARDERS))
    bad(`sharders: expected 1 to ${MOST_SHARDERS}`);
  const sharders = recordsOf<SharderInput>(options.sharders ?? DEFAULT_SHARDERS, "sharders", "sharder", SHARDER, true);
  if (sharders.length === 0) bad(`sharders: expected 1 to ${MOST_SHARDERS}`);
  if (typeof chainId !== "string" || chainId.length > 256) bad("chainId: expected a text of at most 256 characters");
  for (const [name, value, allowed] of [
    ["scheme", options.scheme, SCHEMES],
    ["mode", options.mode, MODES],
    ["qualification", options.qualification, QUALIFICATIONS],
    ["partyIds", options.partyIds, PARTY_IDS],
    ["beaconMembers", options.beaconMembers, ["apart", "together"]],
  ] as const) {
    if (value !== undefined && !(allowed as readonly unknown[]).includes(value))
      bad(`${name}: expected ${allowed.join(" or ")}, got ${JSON.stringify(value)}`);
  }
  const mode = options.mode ?? "fresh";
  const views = count(options.views, "views", 1, 1, MOST_VIEWS);
  const rounds = count(options.rounds, "rounds", 0, 0, 1_000_000);
  const players = candidates.map((candidate, position) => playerOf(candidate, position, views));
  const inTheFirst = players.filter(({ joins }) => joins === 1).length;
  if (inTheFirst === 0) bad("candidates: expected at least one that joins view 1");
  const checked = checkedFor(options, mode, inTheFirst);
  const faults = parseFaults(options.faults ?? "");
  checkFaults(faults, {
    candidates: players,
    moving: players.some(({ joins, leaves }) => joins > 1 || leaves <= views),
    reshares: mode === "reshare" && views > 1,
    miners: checked.parameters.miners,
    maxAttempts: checked.parameters.maxAttempts,
    views,
    rounds,
  });
  return {
    options,
    checked,
    parametersAt: changesOf(options, mode, views),
    mode,
    chainId,
    candidates: players,
    sharders: sharders.map((sharder, position) => ({
      name: sharder.name ?? `sharder ${position + 1}`,
      stake: stakeOf(sharder, `sharder ${position + 1}`),
      url: sharder.url ?? `https://sharder-${position + 1}.example`,
    })),
    faults,
    views,
    rounds,
    roundTime: count(options.roundTime, "roundTime", 500, 10, 1_000_000),
  };
}

/**
 * The parameters. A chain does not know how many candidates will come; here they are given, so that what is warned of
 * is about these and not about the most there might be.
 */
function checkedFor(options: RunViewChangeOptions, mode: Mode, candidates: number): CheckedParameters {
  const { parameters, ...forAFullList } = validateParameters({ maxAttempts: 3, ...options }, { mode });
  const { miners, threshold, quorum } = parameters;
  const size = Math.min(miners, candidates);
  if (size === miners || (typeof threshold === "number" && typeof quorum === "number"))
    return { parameters, ...forAFullList };
  const thresholds = resolveThresholds(parameters, size);
  return { parameters, warnings: thresholdWarnings(thresholds), secrecyMargin: secrecyMargin(thresholds) };
}

/** Later views' parameters: each change is made to those before it. */
function changesOf(options: RunViewChangeOptions, mode: Mode, views: number): Map<number, ViewChangeParameters> {
  const changes = [...(options.parametersAt ?? [])].sort((a, b) => a.view - b.view);
  const byView = new Map<number, ViewChangeParameters>();
  let inForce = { maxAttempts: 3, ...options };
  for (const { view, ...change } of changes) {
    if (!Number.isSafeInteger(view) || view < 2 || view > views)
      bad(`parametersAt: expected a view from 2 to ${views}, got ${view}`);
    if (byView.has(view)) bad(`parametersAt: view ${view} is there twice`);
    inForce = { ...inForce, ...change };
    byView.set(view, validateParameters(inForce, { mode }).parameters);
  }
  return byView;
}

function playerOf(candidate: CandidateInput, position: number, views: number): Player {
  const what = `candidate ${position + 1}`;
  const joins = count(candidate.joins, `${what}: joins`, 1, 1, views);
  return {
    // what a candidate is called in plans and reports
    name: candidate.name ?? `miner ${position + 1}`,
    stake: stakeOf(candidate, what),
    url: candidate.url ?? `https://miner-${position + 1}.example`,
    joins,
    leaves: count(candidate.leaves, `${what}: leaves`, MOST_VIEWS + 1, joins + 1, MOST_VIEWS + 1),
  };
}

function count(value: number | undefined, name: string, fallback: number, least: number, most: number): number {
  const number = value ?? fallback;
  if (!Number.isSafeInteger(number) || number < least || number > most) {
    bad(`${name}: expected an integer from ${least} to ${most}, got ${number}`);
  }
  return number;
}

/** A member's stake. Throws BAD_PARAMETER; `what` names it. */
function stakeOf({ stake }: Pick<CandidateInput, "stake">, what: string): bigint {
  if (typeof stake === "number" ? !Number.isSafeInteger(stake) : typeof stake !== "bigint") {
    return bad(`${what}: expected the stake as an integer`);
  }
  const value = BigInt(stake);
  if (value < 0n || value >> 128n !== 0n) bad(`${what}: expected a stake from 0 to 2^128 - 1, got ${value}`);
  return value;
}
