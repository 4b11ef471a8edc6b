// The pairing over raw points, and its target group. A raw Gt element is 768 bytes in the kernel's representation;
// prepared lines are the Miller loop's line coefficients of one fixed G2 point, also opaque.

import type { Arena } from "./arena.js";
import { checkCount } from "./bytes.js";
import { checkStatus } from "./errors.js";
import type { Pointer } from "./exports.gen.js";
import { POINT_SIZE, type RawPoint } from "./point.js";
import { secretly, withArena } from "./scope.js";

/** Size of a raw Gt element. */
export const RAW_GT_SIZE = 768;
/** Size of an encoded Gt element: twelve coordinates of 48 bytes. */
export const GT_SIZE = 576;

/** What the core needs for a pair: two points, and the state of its Miller loop. */
const PAIR_SIZE = 2 * POINT_SIZE + 1024;

/** 768 bytes, an element of Fp12. */
export type RawGt = Uint8Array<ArrayBuffer>;
/** Line coefficients of one G2 point. */
export type RawLines = Uint8Array<ArrayBuffer>;

function makeGt(operation: (out: Pointer, arena: Arena) => void): RawGt {
  return withArena((arena) => {
    const out = arena.allocate(RAW_GT_SIZE);
    operation(out, arena);
    return arena.get(out, RAW_GT_SIZE);
  });
}

/** e(p, q) for points of the subgroups; 1 when either is the identity. Variable-time. */
export function pairing(p: RawPoint, q: RawPoint): RawGt {
  return makeGt((out, arena) => arena.wasm.pairing(out, arena.put(p), arena.put(q)));
}

/** True when the product of e(p_i, q_i) is one. One final exponentiation for all; true for no pairs. Variable-time. */
export function pairingProductIsOne(p1s: readonly RawPoint[], p2s: readonly RawPoint[]): boolean {
  if (p1s.length === 0) return true;
  checkCount(p1s.length, PAIR_SIZE, "pairs");
  return withArena((arena) => arena.wasm.pairingCheck(arena.putAll(p1s), arena.putAll(p2s), p1s.length) === 1);
}

/** The product of e(p_i, q_i), of one pair or more. One final exponentiation for all. Variable-time. */
export function pairingProduct(p1s: readonly RawPoint[], p2s: readonly RawPoint[]): RawGt {
  checkCount(p1s.length, PAIR_SIZE, "pairs");
  return makeGt((out, arena) =>
    arena.wasm.pairingProduct(out, arena.putAll(p1s), arena.putAll(p2s), 0 as Pointer, p1s.length),
  );
}

/** Precomputes the lines of a G2 point: about a quarter of a Miller loop, saved in every pairing with it. */
export function prepareLines(q: RawPoint): RawLines {
  return withArena((arena) => {
    const size = arena.wasm.preparedSize();
    const out = arena.allocate(size);
    arena.wasm.g2Prepare(out, arena.put(q));
    return arena.get(out, size);
  });
}

/** One factor e(p, q) of a product: q as a point, or as its prepared lines. */
export type PairingFactor =
  | { readonly p: RawPoint; readonly q: RawPoint }
  | { readonly p: RawPoint; readonly lines: RawLines };

const NO_POINT = new Uint8Array(POINT_SIZE);

/** The factors in the arena, as the core takes them. */
function putFactors(arena: Arena, factors: readonly PairingFactor[]): [Pointer, Pointer, Pointer, number] {
  checkCount(factors.length, PAIR_SIZE, "pairs");
  const p1s = arena.putAll(factors.map((factor) => factor.p));
  const p2s = arena.putAll(factors.map((factor) => ("lines" in factor ? NO_POINT : factor.q)));
  const pointers = new Uint32Array(factors.length);
  factors.forEach((factor, index) => {
    if ("lines" in factor) pointers[index] = arena.put(factor.lines);
  });
  return [p1s, p2s, arena.put(new Uint8Array(pointers.buffer)), factors.length];
}

/** Like pairingProductIsOne, with prepared lines where there are any. */
export function mixedPairingProductIsOne(factors: readonly PairingFactor[]): boolean {
  if (factors.length === 0) return true;
  return withArena((arena) => arena.wasm.pairingCheckMixed(...putFactors(arena, factors)) === 1);
}

/**
 * The same for points q of the curve that may lie outside of the subgroup; undefined when one does. What their Miller
 * loops compute says it: cheaper than a check of their own.
 */
export function pairingProductOfMembersIsOne(factors: readonly PairingFactor[]): boolean | undefined {
  return withArena((arena) => {
    const members = arena.allocate(factors.length);
    const isOne = arena.wasm.pairingCheckMembers(members, ...putFactors(arena, factors)) === 1;
    return arena.get(members, factors.length).every((flag) => flag === 1) ? isOne : undefined;
  });
}

/** 576 bytes: twelve coordinates of 48 bytes big-endian, c0 before c1 at every level of the tower Fp2, Fp6, Fp12. */
export function encodeGt(element: RawGt): Uint8Array<ArrayBuffer> {
  return withArena((arena) => {
    const out = arena.allocate(GT_SIZE);
    arena.wasm.gtToBytes(out, arena.put(element));
    return arena.get(out, GT_SIZE);
  });
}

/** Throws NOT_CANONICAL, or NOT_IN_SUBGROUP for an element of Fp12 whose order does not divide r. */
export function decodeGt(bytes: Uint8Array): RawGt {
  return makeGt((out, arena) => checkStatus(arena.wasm.gtFromBytes(out, arena.put(bytes)), "Gt element"));
}

export function multiplyGt(a: RawGt, b: RawGt): RawGt {
  return makeGt((out, arena) => arena.wasm.gtMul(out, arena.put(a), arena.put(b)));
}

/** Constant-sequence, and wiped. */
export function powerGt(a: RawGt, scalar: Uint8Array): RawGt {
  return secretly(() => makeGt((out, arena) => arena.wasm.gtPow(out, arena.put(a), arena.put(scalar))));
}

export function invertGt(a: RawGt): RawGt {
  return makeGt((out, arena) => arena.wasm.gtInverse(out, arena.put(a)));
}

export function equalGt(a: RawGt, b: RawGt): boolean {
  return withArena((arena) => arena.wasm.gtEquals(arena.put(a), arena.put(b)) === 1);
}

export function isOneGt(a: RawGt): boolean {
  return withArena((arena) => arena.wasm.gtIsOne(arena.put(a)) === 1);
}
