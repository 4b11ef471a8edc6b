// The ABI as TypeScript sees it: every export of assembly/index.ts. Pointers and sizes are numbers (wasm32), OUT comes
// first, a `Status` is 0 or a code of assembly/status.ts, a `Flag` is 0 or 1. Only bindings/ may call these.
import type { CoreMemory } from "./platform.js";

export type Pointer = number;
export type Status = number;
export type Flag = number;

/** What each of the two groups exports, under the prefix `g1` or `g2`. Sizes: bindings/point.ts. */
export interface GroupExports {
  FromBytes(out: Pointer, input: Pointer, length: number, checkSubgroup: Flag): Status;
  ToBytes(out: Pointer, point: Pointer, compressed: Flag): void;
  Add(out: Pointer, a: Pointer, b: Pointer): void;
  Subtract(out: Pointer, a: Pointer, b: Pointer): void;
  Double(out: Pointer, a: Pointer): void;
  Negate(out: Pointer, a: Pointer): void;
  Equals(a: Pointer, b: Pointer): Flag;
  IsZero(a: Pointer): Flag;
  IsTorsionFree(a: Pointer): Flag;
  IsOnCurve(a: Pointer): Flag;
  Multiply(out: Pointer, point: Pointer, scalar: Pointer): void;
  MultiplyVartime(out: Pointer, point: Pointer, scalar: Pointer): void;
  MultiplyAny(out: Pointer, point: Pointer, scalar: Pointer): void;
  MultiplyBase(out: Pointer, scalar: Pointer): void;
  ClearCofactor(out: Pointer, point: Pointer): void;
  Generator(out: Pointer): void;
  VectorFromBytes(
    out: Pointer,
    statuses: Pointer,
    input: Pointer,
    count: number,
    length: number,
    checkSubgroup: Flag,
  ): number;
  VectorFromBytesInBulk(
    out: Pointer,
    statuses: Pointer,
    input: Pointer,
    count: number,
    length: number,
    seed: Pointer,
    bits: number,
  ): number;
  VectorFromPoints(out: Pointer, points: Pointer, count: number): void;
  VectorToPoints(out: Pointer, vector: Pointer, count: number): void;
  VectorToBytes(out: Pointer, vector: Pointer, count: number, compressed: Flag): void;
  VectorSum(out: Pointer, vector: Pointer, count: number): void;
  Msm(out: Pointer, vector: Pointer, scalars: Pointer, count: number, bits: number): void;
  VectorMultiplyBase(out: Pointer, scalars: Pointer, count: number): void;
  HashToCurve(out: Pointer, uniform: Pointer): void;
  EncodeToCurve(out: Pointer, uniform: Pointer): void;
  MapToCurve(out: Pointer, fieldElement: Pointer): Status;
  VerifyShare(vector: Pointer, threshold: number, id: Pointer, share: Pointer): Flag;
  VerifyShares(
    verdicts: Pointer,
    vectors: Pointer,
    dealers: Pointer,
    threshold: number,
    ids: Pointer,
    shares: Pointer,
    weights: Pointer,
    count: number,
  ): number;
  EvaluateCommitment(out: Pointer, vector: Pointer, threshold: number, ids: Pointer, count: number): void;
  SumCommitments(out: Pointer, vectors: Pointer, count: number, threshold: number): void;
}

type Prefixed<Prefix extends string, Functions> = {
  [Name in keyof Functions & string as `${Prefix}${Name}`]: Functions[Name];
};

export interface CommonExports {
  memory: CoreMemory;
  allocate(bytes: number): Pointer;
  mark(): Pointer;
  release(position: Pointer): void;
  wipe(position: Pointer): void;

  frAdd(out: Pointer, a: Pointer, b: Pointer): Status;
  frSub(out: Pointer, a: Pointer, b: Pointer): Status;
  frMul(out: Pointer, a: Pointer, b: Pointer): Status;
  frNeg(out: Pointer, a: Pointer): Status;
  frInv(out: Pointer, a: Pointer): Status;
  frFromBytesMod(out: Pointer, input: Pointer, length: number): Status;
  frSum(out: Pointer, scalars: Pointer, count: number): Status;
  polynomialEvaluate(out: Pointer, coefficients: Pointer, threshold: number, ids: Pointer, count: number): Status;
  lagrangeAtZero(out: Pointer, ids: Pointer, count: number): Status;
  recoverSecret(out: Pointer, ids: Pointer, shares: Pointer, count: number): Status;
  frCheckAll(scalars: Pointer, count: number, nonZero: Flag): number;

  pairing(out: Pointer, p1: Pointer, p2: Pointer): void;
  pairingCheck(p1s: Pointer, p2s: Pointer, count: number): Flag;
  gtToBytes(out: Pointer, gt: Pointer): void;
  gtFromBytes(out: Pointer, input: Pointer): Status;
  gtMul(out: Pointer, a: Pointer, b: Pointer): void;
  gtEquals(a: Pointer, b: Pointer): Flag;
  gtIsOne(a: Pointer): Flag;
  gtPow(out: Pointer, a: Pointer, scalar: Pointer): void;
  gtInverse(out: Pointer, a: Pointer): void;
  g2Prepare(out: Pointer, p2: Pointer): void;
  preparedSize(): number;
  pairingCheckPrepared(p1s: Pointer, prepared: Pointer, count: number): Flag;
  pairingCheckMixed(p1s: Pointer, p2s: Pointer, prepared: Pointer, count: number): Flag;
  pairingProduct(out: Pointer, p1s: Pointer, p2s: Pointer, prepared: Pointer, count: number): void;
}

export type CoreExports = CommonExports & Prefixed<"g1", GroupExports> & Prefixed<"g2", GroupExports>;
