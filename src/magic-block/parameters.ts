// The numbers of a view change (protocol §2): n most miners, t shares to sign, k members for the change to succeed.
// 0 < t <= k <= n and 2t > n always hold; thresholds may be given as exact fractions of the number of miners.
import { describe, FeldsparError } from "../encoding/index.js";

export type SchemeName = "min-sig" | "min-pk";

/** The five phases in order. */
export const PHASES = ["start", "contribute", "share", "publish", "wait"] as const;
export type Phase = (typeof PHASES)[number];

/** An exact rational number between 0 and 1. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * A number of miners, or an exact fraction of the list's size: { numerator, denominator }, "67", "2/3", "66%" or
 * "66.5%".
 */
export type Threshold = number | string | Fraction;

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

/** t, k and n of one session. */
export interface Thresholds {
  readonly t: number;
  readonly k: number;
  readonly n: number;
}

/** Bounds every allocation that depends on the number of miners. */
export const MAX_MINERS = 1000;

function bad(message: string): never {
  throw new FeldsparError("BAD_PARAMETER", message);
}

function integer(value: unknown, name: string, least: number, most: number): number {
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least || value > most) {
    const got = typeof value === "number" ? String(value) : describe(value);
    bad(`${name}: expected an integer from ${least} to ${most}, got ${got}`);
  }
  return value;
}

function isFraction(value: unknown): value is Fraction {
  return typeof value === "object" && value !== null && "numerator" in value && "denominator" in value;
}

/** Reads a threshold without floating point. Throws BAD_PARAMETER. */
export function parseThreshold(value: unknown, name: string): number | Fraction {
  if (isFraction(value)) {
    const denominator = integer(value.denominator, `${name}'s denominator`, 1, 1_000_000_000);
    return { numerator: integer(value.numerator, `${name}'s numerator`, 0, denominator), denominator };
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value))
      bad(`${name}: expected an integer or an exact fraction such as "2/3" or "66%", got ${value}`);
    return value;
  }
  if (typeof value === "string") {
    const text = value.trim();
    if (/^\d{1,9}$/.test(text)) return Number(text);
    const ratio = /^(\d{1,9})\s*\/\s*(\d{1,9})$/.exec(text);
    if (ratio) return parseThreshold({ numerator: Number(ratio[1]), denominator: Number(ratio[2]) }, name);
    const percent = /^(\d{1,3})(?:\.(\d{1,6}))?\s*%$/.exec(text);
    if (percent) {
      const digits = percent[2] ?? "";
      const scale = 10 ** digits.length;
      return parseThreshold({ numerator: Number(`${percent[1]}${digits}`), denominator: 100 * scale }, name);
    }
  }
  return bad(`${name}: expected an integer or a fraction such as "2/3" or "66%"`);
}

/** ceil(numerator · size / denominator), in integers. */
export function ceilFraction(fraction: Fraction, size: number): number {
  const product = BigInt(fraction.numerator) * BigInt(size);
  const divisor = BigInt(fraction.denominator);
  return Number((product + divisor - 1n) / divisor);
}

/** Checks 0 < t <= k <= n and 2t > n. Throws BAD_PARAMETER. */
export function checkThresholds({ t, k, n }: Thresholds): void {
  integer(n, "miners", 1, MAX_MINERS);
  integer(t, "threshold", 1, n);
  integer(k, "quorum", 1, n);
  if (t > k) bad(`threshold ${t} must not be above the quorum ${k}`);
  if (2 * t <= n)
    bad(`threshold ${t} must be more than half of the ${n} miners: two disjoint sets could sign otherwise`);
}

/**
 * t, k, n for a list of `size` miners: fractions are taken of the list's size, integers stand. Throws BAD_PARAMETER.
 */
export function resolveThresholds(parameters: ViewChangeParameters, size: number): Thresholds {
  const { threshold, quorum, miners } = parameters;
  const fractional = typeof threshold !== "number" || typeof quorum !== "number";
  const n = fractional ? size : miners;
  const resolved = {
    t: typeof threshold === "number" ? threshold : ceilFraction(threshold, size),
    k: typeof quorum === "number" ? quorum : ceilFraction(quorum, size),
    n,
  };
  checkThresholds(resolved);
  return resolved;
}

/** How many corrupted miners neither learn the key nor stop it: min(2t − n − 1, n − t). */
export function secrecyMargin({ t, n }: Thresholds): number {
  return Math.min(2 * t - n - 1, n - t);
}

/** What equality in t <= k <= n costs, in words. */
export function thresholdWarnings(thresholds: Thresholds): string[] {
  const { t, k, n } = thresholds;
  const warnings: string[] = [];
  if (t === k) {
    warnings.push(
      `threshold = quorum = ${t}: with a bare quorum of members, not one may fail later without halting (k − t = 0)`,
    );
  }
  if (k === n) warnings.push(`quorum = miners = ${n}: one miner that fails or refuses stops every view change`);
  if (secrecyMargin(thresholds) <= 0) {
    warnings.push(
      `secrecy margin is ${secrecyMargin(thresholds)}: no corrupted miner is tolerated in both secrecy and liveness`,
    );
  }
  return warnings;
}

/** Fills in defaults and checks everything. Throws BAD_PARAMETER. */
export function validateParameters(input: ViewChangeParametersInput): {
  parameters: ViewChangeParameters;
  warnings: string[];
  /** For a full list of `miners`. */
  secrecyMargin: number;
} {
  const scheme = input.scheme ?? "min-sig";
  if (scheme !== "min-sig" && scheme !== "min-pk") bad(`scheme: expected "min-sig" or "min-pk"`);
  const miners = integer(input.miners, "miners", 1, MAX_MINERS);
  const threshold = parseThreshold(input.threshold, "threshold");
  const quorum = parseThreshold(input.quorum, "quorum");
  const partyIds = input.partyIds ?? "index";
  if (partyIds !== "index" && partyIds !== "zus") bad(`partyIds: expected "index" or "zus"`);
  const qualification = input.qualification ?? "seed";
  if (qualification !== "seed" && qualification !== "zus") bad(`qualification: expected "seed" or "zus"`);
  const tieBreak = input.tieBreak ?? "shuffle";
  if (tieBreak !== "shuffle" && tieBreak !== "id") bad(`tieBreak: expected "shuffle" or "id"`);
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
  if (typeof draft.fastPath !== "boolean") bad("fastPath: expected true or false");
  const full = resolveThresholds(draft, miners);
  const minMiners = integer(input.minMiners ?? full.k, "minMiners", 1, miners);
  return {
    parameters: { ...draft, minMiners },
    warnings: thresholdWarnings(full),
    secrecyMargin: secrecyMargin(full),
  };
}
