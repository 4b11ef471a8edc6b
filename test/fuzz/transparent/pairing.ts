// bindings/pairing.ts over the transparent group: the pairing of two points is the product of their logarithms.
import { integerOf, modulo } from "./numbers.js";
import type { RawPoint } from "./point.js";

export type RawLines = RawPoint;
export type PairingFactor =
  | { readonly p: RawPoint; readonly q: RawPoint }
  | { readonly p: RawPoint; readonly lines: RawLines };

export function pairingProductIsOne(p1s: readonly RawPoint[], p2s: readonly RawPoint[]): boolean {
  return mixedPairingProductIsOne(p1s.map((p, index) => ({ p, q: p2s[index]! })));
}

export function prepareLines(q: RawPoint): RawLines {
  return q;
}

export function mixedPairingProductIsOne(factors: readonly PairingFactor[]): boolean {
  const sum = factors.reduce((total, factor) => {
    return total + integerOf(factor.p) * integerOf("lines" in factor ? factor.lines : factor.q);
  }, 0n);
  return modulo(sum) === 0n;
}
