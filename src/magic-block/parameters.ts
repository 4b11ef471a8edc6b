// The parameters of a view change that the chain's authority may change (protocol §3): what may be given, its
// defaults, the check of everything, and its bytes. What never changes is in the genesis.

import { sha256 } from "@noble/hashes/sha2.js";
import {
  choice,
  type Decoder,
  Encoder,
  type Encoder as EncoderType,
  encodeAs,
  FeldsparError,
  type Format,
  flag,
  type JsonReader,
  nullable,
  reading,
  record,
  TAG,
  unsigned,
  unsigned128,
} from "../encoding/index.js";
import { integer, MAX_MINERS, MAX_SHARDERS, oneOf, refuse } from "./limits.js";
import {
  type Fraction,
  parseThreshold,
  resolveThresholds,
  secrecyMargin,
  type Threshold,
  thresholdWarnings,
} from "./thresholds.js";

/** The five phases in order. */
export const PHASES = ["start", "contribute", "share", "publish", "wait"] as const;
export type Phase = (typeof PHASES)[number];

export const TIE_BREAKS = ["shuffle", "oldest"] as const;
export type TieBreak = (typeof TIE_BREAKS)[number];

export interface ViewChangeParametersInput {
  /** Most miners in a view. */
  readonly miners: number;
  /** t: shares needed to sign. Default "2/3". */
  readonly threshold?: Threshold;
  /** k: members needed for the view change to succeed. Default "75%". */
  readonly quorum?: Threshold;
  /**
   * Fewer candidates or receivers than this: restart. Default null: the highest t of any block so far, so that an
   * outage or a censor cannot shrink the list to a few.
   */
  readonly minMiners?: number | null;
  /** Less stake than this is none. Default 1. */
  readonly minStake?: bigint;
  /** Sharders of a set. Default 1 and 100. */
  readonly minSharders?: number;
  readonly maxSharders?: number;
  /** End a phase as soon as everybody is done with it; the start phase has no such path. Default true. */
  readonly fastPath?: boolean;
  /** Rounds a phase lasts at most. Default 50 each; `publish` must be more than `share` / 2 + 2. */
  readonly phaseRounds?: number | Partial<Record<Phase, number>>;
  /** Rounds between an activation and the next start phase. Default 0. */
  readonly viewRounds?: number;
  /** Rounds that the start phase lasts on for the lot. Default 10. */
  readonly lotRounds?: number;
  /** Rounds between the end of the wait phase and the starting round. Default 10, at least 2. */
  readonly handOverRounds?: number;
  /** Least share of the seats for members of the current set. Default 0, in mode "reshare" 1/2. */
  readonly incumbency?: Threshold;
  /** What decides between equal stakes at the cut: a lot (default), or the older registration. */
  readonly tieBreak?: TieBreak;
  /** Attempts in a row in which a candidate is absent before it is suspended. Default 2. */
  readonly absences?: number;
  /** Failed attempts in a row after which the contract stops and waits for a `resume`. Default 16. */
  readonly maxAttempts?: number;
  /** Rounds to wait after the first failed attempt, doubled after each further one up to `cap`. Default 1 and 640. */
  readonly backOff?: { readonly base?: number; readonly cap?: number };
}

/** Validated parameters; thresholds may still be fractions, which resolveThresholds turns into numbers for one list. */
export interface ViewChangeParameters {
  readonly miners: number;
  readonly threshold: number | Fraction;
  readonly quorum: number | Fraction;
  readonly minMiners: number | null;
  readonly minStake: bigint;
  readonly minSharders: number;
  readonly maxSharders: number;
  readonly fastPath: boolean;
  readonly phaseRounds: Readonly<Record<Phase, number>>;
  readonly viewRounds: number;
  readonly lotRounds: number;
  readonly handOverRounds: number;
  readonly incumbency: Fraction;
  readonly tieBreak: TieBreak;
  readonly absences: number;
  readonly maxAttempts: number;
  readonly backOff: { readonly base: number; readonly cap: number };
}

/** Parameters with what is said about them for a full list of `miners`. */
export interface CheckedParameters {
  readonly parameters: ViewChangeParameters;
  readonly warnings: string[];
  readonly secrecyMargin: number;
}

/** What the parameters of a chain depend on beside themselves. */
export interface ParametersContext {
  readonly mode?: "fresh" | "reshare";
  readonly purpose?: "network" | "signing" | "decryption";
}

/** The names of what `validateParameters` takes. */
export const CHANGEABLE_PARAMETERS = [
  ...(["miners", "threshold", "quorum", "minMiners", "minStake", "minSharders", "maxSharders", "fastPath"] as const),
  ...(["phaseRounds", "viewRounds", "lotRounds", "handOverRounds", "incumbency", "tieBreak", "absences"] as const),
  ...(["maxAttempts", "backOff"] as const),
] as const;

const MOST_ROUNDS = 1_000_000;

function phaseRoundsOf(rounds: ViewChangeParametersInput["phaseRounds"] = 50): Record<Phase, number> {
  const entries = PHASES.map((phase) => {
    const value = typeof rounds === "number" ? rounds : (rounds[phase] ?? 50);
    return [phase, integer(value, `phaseRounds.${phase}`, 1, MOST_ROUNDS)];
  });
  const checked = Object.fromEntries(entries) as Record<Phase, number>;
  if (2 * (checked.publish - 2) <= checked.share) {
    refuse(
      `phaseRounds: expected publish > share / 2 + 2, got ${checked.publish} and ${checked.share}: ` +
        "a miner whose clock is ahead reveals nothing before half of the share phase has passed",
    );
  }
  return checked;
}

/**
 * A fraction is taken of whatever list there is, so it must do for all of them: half of a list is enough for no even
 * one, and whoever leaves could stop the chain.
 */
function checkFractions({ threshold, quorum }: Pick<ViewChangeParameters, "threshold" | "quorum">): void {
  if (typeof threshold === "number") return;
  if (2 * threshold.numerator <= threshold.denominator) refuse("threshold: expected a fraction above one half");
  if (typeof quorum === "number") return;
  const products = [
    BigInt(threshold.numerator) * BigInt(quorum.denominator),
    BigInt(quorum.numerator) * BigInt(threshold.denominator),
  ] as const;
  if (products[0] > products[1]) refuse("threshold: expected a fraction that is not above the quorum's");
}

/**
 * Fills in defaults and checks everything. Throws BAD_PARAMETER.
 *
 * @example
 * const { parameters, warnings, secrecyMargin } = validateParameters({ miners: 100, threshold: "2/3", quorum: "75%" });
 * parameters.phaseRounds.share; //=> 50
 * [warnings, secrecyMargin]; //=> [[], 33]
 * validateParameters({ miners: 100, threshold: 20 }); //=> throws BAD_PARAMETER
 */
export function validateParameters(
  input: ViewChangeParametersInput,
  options: ParametersContext = {},
): CheckedParameters {
  return reading("validateParameters", (): CheckedParameters => {
    const { mode = "fresh", purpose = "network" } = options;
    const miners = integer(input.miners, "miners", 1, MAX_MINERS);
    const incumbency = parseThreshold(input.incumbency ?? (mode === "reshare" ? "1/2" : 0), "incumbency");
    if (typeof incumbency === "number") integer(incumbency, "incumbency", 0, miners);
    const minStake = input.minStake ?? 1n;
    if (typeof minStake !== "bigint" || minStake < 1n || minStake >> 128n !== 0n)
      refuse("minStake: expected a bigint from 1 to 2^128 - 1");
    const minSharders = integer(input.minSharders ?? 1, "minSharders", 1, MAX_SHARDERS);
    const base = integer(input.backOff?.base ?? 1, "backOff.base", 0, MOST_ROUNDS);
    const tieBreak = oneOf(input.tieBreak ?? (purpose === "network" ? "shuffle" : "oldest"), "tieBreak", TIE_BREAKS);
    if (tieBreak === "shuffle" && purpose !== "network")
      refuse(`tieBreak: a key for ${purpose} draws no lots, expected "oldest"`);
    const fastPath = input.fastPath ?? true;
    if (typeof fastPath !== "boolean") refuse("fastPath: expected true or false");
    const parameters: ViewChangeParameters = {
      miners,
      threshold: parseThreshold(input.threshold ?? "2/3", "threshold"),
      quorum: parseThreshold(input.quorum ?? "75%", "quorum"),
      minMiners: input.minMiners == null ? null : integer(input.minMiners, "minMiners", 1, miners),
      minStake,
      minSharders,
      maxSharders: integer(input.maxSharders ?? Math.max(100, minSharders), "maxSharders", minSharders, MAX_SHARDERS),
      fastPath,
      phaseRounds: phaseRoundsOf(input.phaseRounds),
      viewRounds: integer(input.viewRounds ?? 0, "viewRounds", 0, 1_000_000_000),
      lotRounds: integer(input.lotRounds ?? 10, "lotRounds", 1, MOST_ROUNDS),
      handOverRounds: integer(input.handOverRounds ?? 10, "handOverRounds", 2, MOST_ROUNDS),
      incumbency: typeof incumbency === "number" ? { numerator: incumbency, denominator: miners } : incumbency,
      tieBreak,
      absences: integer(input.absences ?? 2, "absences", 1, MOST_ROUNDS),
      maxAttempts: integer(input.maxAttempts ?? 16, "maxAttempts", 1, MOST_ROUNDS),
      backOff: { base, cap: integer(input.backOff?.cap ?? Math.max(640, base), "backOff.cap", base, 100_000_000) },
    };
    checkFractions(parameters);
    const full = resolveThresholds(parameters, miners);
    return { parameters, warnings: thresholdWarnings(full), secrecyMargin: secrecyMargin(full) };
  });
}

const fractionRecord = record<Fraction>({
  numerator: unsigned(32, 0, 1_000_000_000),
  denominator: unsigned(32, 1, 1_000_000_000),
});

/** A number (0 before it) or a fraction (1 before it); a number or an object in JSON. */
const thresholdFormat: Format<number | Fraction> = {
  write(encoder: EncoderType, value) {
    if (typeof value === "number") encoder.u8(0).u32(value);
    else fractionRecord.write(encoder.u8(1), value);
  },
  read(decoder: Decoder) {
    return decoder.flag() ? fractionRecord.read(decoder) : decoder.u32();
  },
  toJson: (value) => (typeof value === "number" ? value : fractionRecord.toJson(value)),
  fromJson: (reader: JsonReader) =>
    typeof reader.value === "number" ? reader.integer(0, MAX_MINERS) : fractionRecord.fromJson(reader),
};

const rounds = unsigned(32);

/** Their bytes and JSON. What is read is checked by `checkParameters`. */
export const parametersFormat = record<ViewChangeParameters>({
  miners: unsigned(32, 1, MAX_MINERS),
  threshold: thresholdFormat,
  quorum: thresholdFormat,
  minMiners: nullable(unsigned(32, 1, MAX_MINERS)),
  minStake: unsigned128,
  minSharders: unsigned(32, 1, MAX_SHARDERS),
  maxSharders: unsigned(32, 1, MAX_SHARDERS),
  fastPath: flag,
  phaseRounds: record<Record<Phase, number>>({
    start: rounds,
    contribute: rounds,
    share: rounds,
    publish: rounds,
    wait: rounds,
  }),
  viewRounds: rounds,
  lotRounds: rounds,
  handOverRounds: rounds,
  incumbency: fractionRecord,
  tieBreak: choice(TIE_BREAKS, 1),
  absences: rounds,
  maxAttempts: rounds,
  backOff: record<ViewChangeParameters["backOff"]>({ base: rounds, cap: rounds }),
});

/**
 * Checks parameters that came from elsewhere as a whole. Throws BAD_PARAMETER.
 *
 * @example
 * checkParameters(genesis.parameters, { mode: "fresh", purpose: "network" }); //=> undefined
 * checkParameters({ ...genesis.parameters, handOverRounds: 1 }, {}); //=> throws BAD_PARAMETER
 */
export function checkParameters(parameters: ViewChangeParameters, context: ParametersContext): void {
  reading("checkParameters", (): void => {
    try {
      validateParameters(parameters, context);
    } catch (error) {
      if (error instanceof FeldsparError && error.code !== "BAD_PARAMETER") refuse(error.message);
      throw error;
    }
  });
}

/**
 * SHA-256(tag ‖ the parameters' bytes), 32 bytes: what a session is bound to. Throws BAD_TYPE, BAD_INTEGER.
 *
 * @example
 * parametersHash(genesis.parameters).length; //=> 32
 */
export function parametersHash(parameters: ViewChangeParameters): Uint8Array {
  return reading("parametersHash", (): Uint8Array => {
    return sha256(encodeAs(parametersFormat, parameters, new Encoder(TAG.parameters)));
  });
}
