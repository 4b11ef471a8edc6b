// mcl-wasm, the fastest WebAssembly library so far: the part of it that we compare with, typed, and conversions by encoded bytes.
import { createRequire } from "node:module";

export interface MclValue {
  deserialize(bytes: Uint8Array): void;
  serialize(): Uint8Array;
  isEqual(other: this): boolean;
  setInt(value: number): void;
  setLittleEndianMod(bytes: Uint8Array): void;
  a_: Uint32Array;
}
type MclConstructor = new () => MclValue;

export interface Mcl {
  readonly BLS12_381: number;
  init(curve: number): Promise<void>;
  setETHserialization(on: boolean): void;
  readonly Fr: MclConstructor;
  readonly G1: MclConstructor;
  readonly G2: MclConstructor;
  readonly Fp: MclConstructor;
  readonly Fp2: MclConstructor;
  readonly mod: Record<string, (...values: number[]) => number>;
  readonly PrecomputedG2: new (point: MclValue) => object;
  mul(a: MclValue, b: MclValue): MclValue;
  add(a: MclValue, b: MclValue): MclValue;
  mulVec(points: MclValue[], scalars: MclValue[]): MclValue;
  pairing(p: MclValue, q: MclValue): MclValue;
  hashAndMapToG1(message: Uint8Array): MclValue;
  hashAndMapToG2(message: Uint8Array): MclValue;
  shareG1(commitments: MclValue[], id: MclValue): MclValue;
  shareG2(commitments: MclValue[], id: MclValue): MclValue;
  recoverG1(ids: MclValue[], values: MclValue[]): MclValue;
  recoverG2(ids: MclValue[], values: MclValue[]): MclValue;
}

export async function loadMcl(): Promise<Mcl> {
  const mcl = createRequire(import.meta.url)("mcl-wasm") as Mcl;
  await mcl.init(mcl.BLS12_381);
  mcl.setETHserialization(true);
  return mcl;
}

export function mclPoint(mcl: Mcl, group: "G1" | "G2", compressed: Uint8Array): MclValue {
  const point = new mcl[group]();
  point.deserialize(compressed);
  return point;
}

/** From 32 bytes big-endian. */
export function mclScalar(mcl: Mcl, bytes: Uint8Array): MclValue {
  const scalar = new mcl.Fr();
  scalar.setLittleEndianMod(Uint8Array.from(bytes).reverse());
  return scalar;
}
