// bindings/pairing.ts over the transparent group: the pairing of two points is the product of their logarithms.
import { bytesOf, integerOf, LENGTH, modulo } from "./numbers.js";
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

/** Every point of the transparent group is a member. */
export function pairingProductOfMembersIsOne(factors: readonly PairingFactor[]): boolean | undefined {
  return mixedPairingProductIsOne(factors);
}

/** An element of the target group is its logarithm too. */
export type RawGt = RawPoint;
export const GT_SIZE = LENGTH;
export const RAW_GT_SIZE = LENGTH;

export function pairing(p: RawPoint, q: RawPoint): RawGt {
  return bytesOf(modulo(integerOf(p) * integerOf(q)));
}

export function pairingProduct(p1s: readonly RawPoint[], p2s: readonly RawPoint[]): RawGt {
  return bytesOf(modulo(p1s.reduce((sum, p, index) => sum + integerOf(p) * integerOf(p2s[index]!), 0n)));
}

export function encodeGt(element: RawGt): RawGt {
  return element.slice();
}

export function decodeGt(bytes: Uint8Array): RawGt {
  return bytes.slice() as RawGt;
}

export function multiplyGt(a: RawGt, b: RawGt): RawGt {
  return bytesOf(modulo(integerOf(a) + integerOf(b)));
}

export function powerGt(a: RawGt, scalar: Uint8Array): RawGt {
  return bytesOf(modulo(integerOf(a) * integerOf(scalar)));
}

export function invertGt(a: RawGt): RawGt {
  return bytesOf(modulo(-integerOf(a)));
}

export function equalGt(a: RawGt, b: RawGt): boolean {
  return integerOf(a) === integerOf(b);
}

export function isOneGt(a: RawGt): boolean {
  return integerOf(a) === 0n;
}
