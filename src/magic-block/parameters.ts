// The parameters of a view change: what may be given, its defaults, and the check of everything.
import { integer, MAX_MINERS, refuse } from "./limits.js";
import {
  type Fraction,
  parseThreshold,
  resolveThresholds,
  secrecyMargin,
  type Threshold,
  thresholdWarnings,
} from "./thresholds.js";

export type SchemeName = "min-sig" | "min-pk";

/** The five phases in order. */
export const PHASES = ["start", "contribute", "share", "publish", "wait"] as const;
export type Phase = (typeof PHASES)[number];

export interface ViewChangeParametersInput {
  readonly scheme?: SchemeName;
  /** n: most miners in a view. */
  readonly miners: number;
  /** t: shares needed to sign. */
  readonly threshold: Threshold;
  /** k: members needed for the view change to succeed. */
  readonly quorum: Threshold;
  /** Fewer candidates or members than this: restart. Default: the quorum. */
  readonly minMiners?: number;
  /**
   * x-coordinates of the shares: the 1-based index in the frozen list (default), or derived from the miner's id as in
   * Züs.
   */
  readonly partyIds?: "index" | "zus";
  /** Rules of the qualified set (§6). */
  readonly qualification?: "seed" | "zus";
  /** End a phase as soon as everybody on the list is done with it. Default true. */
  readonly fastPath?: boolean;
  /** Rounds a phase lasts at most. Default 50 each. */
  readonly phaseRounds?: number | Partial<Record<Phase, number>>;
  /** Least share of the seats for members of the current set. Default 0. */
  readonly incumbency?: Threshold;
  /** What decides between equal stakes at the cut: a shuffle seeded by the last beacon output (default), or the id. */
  readonly tieBreak?: "shuffle" | "id";
  /** Rounds to wait after the first failed attempt, doubled after each further one up to `cap`. Default 10 and 640. */
  readonly backOff?: { readonly base: number; readonly cap: number };
  /** Failed attempts in a row after which the contract stops and waits for a `resume`. Default 16. */
  readonly maxAttempts?: number;
}

/** Validated parameters; thresholds may still be fractions, which resolveThresholds turns into numbers for one list. */
export interface ViewChangeParameters {
  readonly scheme: SchemeName;
  readonly miners: number;
  readonly threshold: number | Fraction;
  readonly quorum: number | Fraction;
  readonly minMiners: number;
  readonly partyIds: "index" | "zus";
  readonly qualification: "seed" | "zus";
  readonly fastPath: boolean;
  readonly phaseRounds: Readonly<Record<Phase, number>>;
  readonly incumbency: Fraction;
  readonly tieBreak: "shuffle" | "id";
  readonly backOff: { readonly base: number; readonly cap: number };
  readonly maxAttempts: number;
}

/** Fills in defaults and checks everything. Throws BAD_PARAMETER. */
export function validateParameters(input: ViewChangeParametersInput): {
  parameters: ViewChangeParameters;
  warnings: string[];
  /** For a full list of `miners`. */
  secrecyMargin: number;
} {
  const scheme = input.scheme ?? "min-sig";
  if (scheme !== "min-sig" && scheme !== "min-pk") refuse(`scheme: expected "min-sig" or "min-pk"`);
  const miners = integer(input.miners, "miners", 1, MAX_MINERS);
  const threshold = parseThreshold(input.threshold, "threshold");
  const quorum = parseThreshold(input.quorum, "quorum");
  const partyIds = input.partyIds ?? "index";
  if (partyIds !== "index" && partyIds !== "zus") refuse(`partyIds: expected "index" or "zus"`);
  const qualification = input.qualification ?? "seed";
  if (qualification !== "seed" && qualification !== "zus") refuse(`qualification: expected "seed" or "zus"`);
  const tieBreak = input.tieBreak ?? "shuffle";
  if (tieBreak !== "shuffle" && tieBreak !== "id") refuse(`tieBreak: expected "shuffle" or "id"`);
  const incumbency = parseThreshold(input.incumbency ?? 0, "incumbency");
  const rounds = input.phaseRounds ?? 50;
  const phaseRounds = Object.fromEntries(
    PHASES.map((phase) => {
      const value = typeof rounds === "number" ? rounds : (rounds[phase] ?? 50);
      return [phase, integer(value, `phaseRounds.${phase}`, 1, 1_000_000)];
    }),
  ) as Record<Phase, number>;
  const base = integer(input.backOff?.base ?? 10, "backOff.base", 0, 1_000_000);
  const cap = integer(input.backOff?.cap ?? Math.max(640, base), "backOff.cap", base, 100_000_000);
  const draft = {
    scheme,
    miners,
    threshold,
    quorum,
    minMiners: 1,
    partyIds,
    qualification,
    fastPath: input.fastPath ?? true,
    phaseRounds,
    incumbency: typeof incumbency === "number" ? { numerator: incumbency, denominator: miners } : incumbency,
    tieBreak,
    backOff: { base, cap },
    maxAttempts: integer(input.maxAttempts ?? 16, "maxAttempts", 1, 1_000_000),
  } as const satisfies ViewChangeParameters;
  if (typeof incumbency === "number") integer(incumbency, "incumbency", 0, miners);
  if (typeof draft.fastPath !== "boolean") refuse("fastPath: expected true or false");
  const full = resolveThresholds(draft, miners);
  const minMiners = integer(input.minMiners ?? full.k, "minMiners", 1, miners);
  return {
    parameters: { ...draft, minMiners },
    warnings: thresholdWarnings(full),
    secrecyMargin: secrecyMargin(full),
  };
}
