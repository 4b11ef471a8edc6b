// Native blst, twice: the prebuilt package @chainsafe/blst (signatures only), and our own addon over blst's C
// interface, built on demand by bench/peers/native/build.mjs, for everything below signatures and for keys in G2.
import { createRequire } from "node:module";
import { join } from "node:path";

/** Points decoded once, inside the addon. */
export type BlstPoints = { readonly __brand: "blst points" };

/** Groups are 1 and 2; scalars 32 bytes little-endian. */
export interface NativeBlst {
  fpMultiplyMany(count: number): void;
  fp2MultiplyMany(count: number): void;
  fp2SquareMany(count: number): void;
  /** From uncompressed encodings end to end. */
  points(group: number, encoded: Uint8Array): BlstPoints;
  /** Compressed sum. */
  msm(points: BlstPoints, scalars: Uint8Array): Uint8Array;
  multiply(points: BlstPoints, scalar: Uint8Array): boolean;
  hash(group: number, message: Uint8Array, tag: Uint8Array): boolean;
  /** Compressed encodings end to end, each checked for curve and subgroup. */
  decode(group: number, encoded: Uint8Array): boolean;
  pairing(g1: BlstPoints, g2: BlstPoints): boolean;
  /** The signature is decoded and its subgroup checked; the key was decoded before. */
  verify(key: BlstPoints, signature: Uint8Array, message: Uint8Array, tag: Uint8Array): boolean;
}

export type ChainsafeBlst = typeof import("@chainsafe/blst");

export function loadNativeBlst(): NativeBlst {
  return createRequire(import.meta.url)(join(process.cwd(), "build/peers/blst.node")) as NativeBlst;
}

export function loadChainsafeBlst(): ChainsafeBlst {
  return createRequire(import.meta.url)("@chainsafe/blst") as ChainsafeBlst;
}
