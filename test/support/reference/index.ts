// Other people's implementations behind one interface over bytes, so that a differential test is one loop.
// Points are compressed encodings, scalars integers in [0, r).
import { mcl } from "./mcl.js";
import { noble } from "./noble.js";

export type GroupName = "G1" | "G2";
export const groupNames = ["G1", "G2"] as const;

export interface ReferenceGroup {
  readonly generator: Uint8Array;
  readonly zero: Uint8Array;
  add(a: Uint8Array, b: Uint8Array): Uint8Array;
  subtract(a: Uint8Array, b: Uint8Array): Uint8Array;
  double(a: Uint8Array): Uint8Array;
  negate(a: Uint8Array): Uint8Array;
  multiply(a: Uint8Array, scalar: bigint): Uint8Array;
  multiplyBase(scalar: bigint): Uint8Array;
  msm(points: Uint8Array[], scalars: bigint[]): Uint8Array;
  /** Random-oracle hash to the subgroup. `tag` is ignored where the library has one built in, see `fixedTag`. */
  hashToCurve(message: Uint8Array, tag: string): Uint8Array;
  /** The value at `id` of the polynomial whose coefficients are these points (Feldman). */
  evaluate(coefficients: Uint8Array[], id: bigint): Uint8Array;
  /** The value at zero of the polynomial through these points (threshold signatures). */
  interpolate(ids: bigint[], values: Uint8Array[]): Uint8Array;
}

export interface ReferenceField {
  add(a: bigint, b: bigint): bigint;
  subtract(a: bigint, b: bigint): bigint;
  multiply(a: bigint, b: bigint): bigint;
  negate(a: bigint): bigint;
  invert(a: bigint): bigint;
  evaluate(coefficients: bigint[], id: bigint): bigint;
  interpolate(ids: bigint[], values: bigint[]): bigint;
}

export interface Reference {
  readonly name: string;
  readonly G1: ReferenceGroup;
  readonly G2: ReferenceGroup;
  readonly scalarField: ReferenceField;
  /** Tag that hashToCurve always uses, per group, where the library does not let it be chosen. */
  readonly fixedTag?: Readonly<Record<GroupName, string>>;
  /** e(p, q) as twelve 48-byte big-endian coordinates: w^0 before w^1, v^0 before v^2, 1 before u. */
  pairing(p: Uint8Array, q: Uint8Array): Uint8Array;
  /** Whether the product of all e(p, q) is one. */
  pairingCheck(pairs: [Uint8Array, Uint8Array][]): boolean;
}

export const references: readonly Reference[] = [mcl, noble];
