// Thresholds (protocol §2): t shares to sign and k members for the change to succeed, out of n miners at most. They
// may be given as exact fractions of the number of miners; 0 < t <= k <= n and 2t > n always hold.
import { reading } from "../encoding/index.js";
import { integer, MAX_MINERS, refuse } from "./limits.js";
import type { ViewChangeParameters } from "./parameters.js";

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

/** t, k and n of one session. */
export interface Thresholds {
  readonly t: number;
  readonly k: number;
  readonly n: number;
}

function isFraction(value: unknown): value is Fraction {
  return typeof value === "object" && value !== null && "numerator" in value && "denominator" in value;
}

/**
 * Reads a threshold without floating point. Throws BAD_PARAMETER.
 *
 * @example
 * parseThreshold("66.5%", "threshold"); //=> { numerator: 665, denominator: 1000 }
 * parseThreshold("67", "threshold"); //=> 67
 * parseThreshold("two thirds", "threshold"); //=> throws BAD_PARAMETER
 */
export function parseThreshold(value: unknown, name: string): number | Fraction {
  return reading("parseThreshold", (): number | Fraction => {
    if (isFraction(value)) {
      const denominator = integer(value.denominator, `${name}'s denominator`, 1, 1_000_000_000);
      return { numerator: integer(value.numerator, `${name}'s numerator`, 0, denominator), denominator };
    }
    if (typeof value === "number") {
      if (!Number.isSafeInteger(value))
        refuse(`${name}: expected an integer or an exact fraction such as "2/3" or "66%", got ${value}`);
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
    return refuse(`${name}: expected an integer or a fraction such as "2/3" or "66%"`);
  });
}

/**
 * ceil(numerator · size / denominator), in integers from 0, the denominator from 1. Throws BAD_PARAMETER for other
 * numbers, BAD_TYPE.
 *
 * @example
 * ceilFraction({ numerator: 2, denominator: 3 }, 100); //=> 67
 */
export function ceilFraction(fraction: Fraction, size: number): number {
  return reading("ceilFraction", (): number => {
    const { numerator, denominator } = fraction;
    integer(numerator, "numerator", 0, Number.MAX_SAFE_INTEGER);
    integer(denominator, "denominator", 1, Number.MAX_SAFE_INTEGER);
    integer(size, "size", 0, Number.MAX_SAFE_INTEGER);
    const product = BigInt(numerator) * BigInt(size);
    const divisor = BigInt(denominator);
    return Number((product + divisor - 1n) / divisor);
  });
}

/**
 * Checks 0 < t <= k <= n and 2t > n. Throws BAD_PARAMETER.
 *
 * @example
 * checkThresholds({ t: 3, k: 4, n: 5 }); //=> undefined
 * checkThresholds({ t: 2, k: 4, n: 5 }); //=> throws BAD_PARAMETER
 */
export function checkThresholds(thresholds: Thresholds): void {
  reading("checkThresholds", (): void => {
    const { t, k, n } = thresholds;
    integer(n, "miners", 1, MAX_MINERS);
    integer(t, "threshold", 1, n);
    integer(k, "quorum", 1, n);
    if (t > k) refuse(`threshold ${t} must not be above the quorum ${k}`);
    if (2 * t <= n)
      refuse(`threshold ${t} must be more than half of the ${n} miners: two disjoint sets could sign otherwise`);
  });
}

/**
 * t, k, n for a list of `size` miners: fractions are taken of the list's size, integers stand, and n is the list's
 * length. Throws BAD_PARAMETER.
 *
 * @example
 * resolveThresholds({ threshold: { numerator: 2, denominator: 3 }, quorum: 80 }, 100); //=> { t: 67, k: 80, n: 100 }
 */
export function resolveThresholds(
  parameters: Pick<ViewChangeParameters, "threshold" | "quorum">,
  size: number,
): Thresholds {
  return reading("resolveThresholds", (): Thresholds => {
    const { threshold, quorum } = parameters;
    const resolved = {
      t: typeof threshold === "number" ? threshold : ceilFraction(threshold, size),
      k: typeof quorum === "number" ? quorum : ceilFraction(quorum, size),
      n: size,
    };
    checkThresholds(resolved);
    return resolved;
  });
}

/**
 * How many corrupted miners neither learn the key nor stop it: min(2t − n − 1, n − t). Throws BAD_PARAMETER for what
 * are no integers from 0, BAD_TYPE.
 *
 * @example
 * secrecyMargin({ t: 67, k: 75, n: 100 }); //=> 33
 */
export function secrecyMargin(thresholds: Thresholds): number {
  return reading("secrecyMargin", (): number => {
    const { t, n } = thresholds;
    integer(t, "threshold", 0, MAX_MINERS);
    integer(n, "miners", 0, MAX_MINERS);
    return Math.min(2 * t - n - 1, n - t);
  });
}

/**
 * What equality in t <= k <= n costs, in words, and a secrecy margin of zero; an empty list where there is nothing to
 * say. Throws BAD_PARAMETER, BAD_TYPE.
 *
 * @example
 * thresholdWarnings({ t: 3, k: 3, n: 4 }).length; //=> 1
 * thresholdWarnings({ t: 67, k: 75, n: 100 }); //=> []
 */
export function thresholdWarnings(thresholds: Thresholds): string[] {
  return reading("thresholdWarnings", (): string[] => {
    const { t, k, n } = thresholds;
    integer(k, "quorum", 0, MAX_MINERS);
    const margin = secrecyMargin(thresholds);
    const warnings: string[] = [];
    if (t === k) {
      warnings.push(
        `threshold = quorum = ${t}: with a bare quorum of members, not one may fail later without halting (k − t = 0)`,
      );
    }
    if (k === n) warnings.push(`quorum = miners = ${n}: one miner that fails or refuses stops every view change`);
    if (margin <= 0)
      warnings.push(`secrecy margin is ${margin}: no corrupted miner is tolerated in both secrecy and liveness`);
    return warnings;
  });
}
