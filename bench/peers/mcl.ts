// mcl-wasm, the fastest WebAssembly library so far: the part of it that we compare with, typed, and conversions by
// encoded bytes.
import { createRequire } from "node:module";
import { montgomeryAffine, montgomeryOne } from "./coordinates.js";

export interface MclValue {
  deserialize(bytes: Uint8Array): void;
  serialize(): Uint8Array;
  isEqual(other: this): boolean;
  setInt(value: number): void;
  setStr(value: string, base: number): void;
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
  verifyOrderG1(verify: boolean): void;
  verifyOrderG2(verify: boolean): void;
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

/** From an uncompressed encoding, without decoding: the coordinates are written as mcl keeps them. */
export function mclAffine(mcl: Mcl, group: "G1" | "G2", uncompressed: Uint8Array): MclValue {
  const point = new mcl[group]();
  const bytes = new Uint8Array(point.a_.buffer, point.a_.byteOffset, point.a_.byteLength);
  const affine = montgomeryAffine(uncompressed);
  bytes.fill(0);
  bytes.set(affine);
  bytes.set(montgomeryOne(), affine.length);
  return point;
}

/** Copies values end to end into mcl's own heap, which its JavaScript wrappers do on their stack of 1 MB. */
function place({ mod }: Mcl, values: readonly MclValue[]): number {
  const size = values[0]!.a_.byteLength;
  const address = (mod._malloc as (size: number) => number)(size * values.length);
  const memory = new Uint8Array((mod as unknown as { HEAP8: Int8Array }).HEAP8.buffer);
  values.forEach(({ a_ }, index) => {
    memory.set(new Uint8Array(a_.buffer, a_.byteOffset, a_.byteLength), address + size * index);
  });
  return address;
}

/** mcl's own constant-time multiplication, which its JavaScript does not show. */
export function mclConstantTime(mcl: Mcl, group: "G1" | "G2", point: MclValue, scalar: MclValue): () => void {
  const [out, x, y] = [place(mcl, [point]), place(mcl, [point]), place(mcl, [scalar])] as const;
  const multiply = mcl.mod[`_mclBn${group}_mulCT`] as (...addresses: number[]) => number;
  return () => void multiply(out, x, y);
}

/**
 * Σ scalar·point of the first `count` placed values. The wrapper `mulVec` would copy everything to the stack first,
 * which fails from some 10,000 points on.
 */
export function mclSums(mcl: Mcl, group: "G1" | "G2", points: MclValue[], scalars: MclValue[]) {
  const result = new mcl[group]();
  const [out, x, y] = [place(mcl, [result]), place(mcl, points), place(mcl, scalars)] as const;
  const sum = mcl.mod[`_mclBn${group}_mulVec`] as (...values: number[]) => number;
  return {
    sum: (count: number): void => void sum(out, x, y, count),
    /** The last sum. */
    value: (): MclValue => {
      const memory = (mcl.mod as unknown as { HEAP8: Int8Array }).HEAP8.buffer as ArrayBuffer;
      result.a_.set(new Uint32Array(memory, out, result.a_.length));
      return result;
    },
  };
}
