// @noble/curves, in plain bigints.
import { bls12_381 as bls } from "@noble/curves/bls12-381.js";
import { bigEndian, concat } from "../bytes.js";
import { ORDER } from "../generators.js";
import type { Reference, ReferenceField, ReferenceGroup } from "./index.js";

interface NoblePoint<P> {
  add(other: P): P;
  subtract(other: P): P;
  double(): P;
  negate(): P;
  multiplyUnsafe(scalar: bigint): P;
  is0(): boolean;
  toBytes(compressed?: boolean): Uint8Array;
}

interface NobleGroup<P extends NoblePoint<P>> {
  Point: { BASE: P; ZERO: P; fromBytes(bytes: Uint8Array): P };
  hashToCurve(message: Uint8Array, options: { DST: string }): P;
}

function modulo(value: bigint): bigint {
  return ((value % ORDER) + ORDER) % ORDER;
}

const Fr = bls.fields.Fr;

/** lambda_i = product over j != i of id_j / (id_j - id_i). */
export function lagrange(ids: bigint[]): bigint[] {
  return ids.map((id, i) => {
    let numerator = 1n;
    let denominator = 1n;
    ids.forEach((other, j) => {
      if (i === j) return;
      numerator = modulo(numerator * other);
      denominator = modulo(denominator * (other - id));
    });
    return modulo(numerator * Fr.inv(denominator));
  });
}

function group<P extends NoblePoint<P>>({ Point, hashToCurve }: NobleGroup<P>): ReferenceGroup {
  const read = (bytes: Uint8Array) => Point.fromBytes(bytes);
  // it encodes the identity only as (0 : 1 : 0)
  const write = (point: P) => (point.is0() ? Point.ZERO : point).toBytes(true);
  const sum = (points: P[], scalars: bigint[]) =>
    points.reduce((total, point, index) => total.add(point.multiplyUnsafe(modulo(scalars[index]!))), Point.ZERO);
  return {
    generator: write(Point.BASE),
    zero: write(Point.ZERO),
    add: (a, b) => write(read(a).add(read(b))),
    subtract: (a, b) => write(read(a).subtract(read(b))),
    double: (a) => write(read(a).double()),
    negate: (a) => write(read(a).negate()),
    multiply: (a, scalar) => write(read(a).multiplyUnsafe(scalar)),
    multiplyBase: (scalar) => write(Point.BASE.multiplyUnsafe(scalar)),
    msm: (points, scalars) => write(sum(points.map(read), scalars)),
    hashToCurve: (message, tag) => write(hashToCurve(message, { DST: tag })),
    evaluate: (coefficients, id) =>
      write(
        coefficients
          .map(read)
          .reduceRight((value, coefficient) => value.multiplyUnsafe(id).add(coefficient), Point.ZERO),
      ),
    interpolate: (ids, values) => write(sum(values.map(read), lagrange(ids))),
  };
}

const scalarField: ReferenceField = {
  add: (a, b) => modulo(a + b),
  subtract: (a, b) => modulo(a - b),
  multiply: (a, b) => modulo(a * b),
  negate: (a) => modulo(-a),
  invert: (a) => Fr.inv(a),
  evaluate: (coefficients, id) =>
    coefficients.reduceRight((value, coefficient) => modulo(value * id + coefficient), 0n),
  interpolate: (ids, values) => lagrange(ids).reduce((sum, weight, index) => modulo(sum + weight * values[index]!), 0n),
};

type Fp2 = { c0: bigint; c1: bigint };

function gtBytes(value: ReturnType<typeof bls.pairing>): Uint8Array {
  const two = ({ c0, c1 }: Fp2) => [bigEndian(c0, 48), bigEndian(c1, 48)];
  const six = ({ c0, c1, c2 }: { c0: Fp2; c1: Fp2; c2: Fp2 }) => [c0, c1, c2].flatMap(two);
  return concat(...six(value.c0), ...six(value.c1));
}

export const noble: Reference = {
  name: "@noble/curves",
  G1: group(bls.G1),
  G2: group(bls.G2),
  scalarField,
  pairing: (p, q) => gtBytes(bls.pairing(bls.G1.Point.fromBytes(p), bls.G2.Point.fromBytes(q))),
  pairingCheck: (pairs) =>
    bls.fields.Fp12.eql(
      bls.pairingBatch(
        pairs
          .map(([p, q]) => ({ g1: bls.G1.Point.fromBytes(p), g2: bls.G2.Point.fromBytes(q) }))
          .filter(({ g1, g2 }) => !g1.is0() && !g2.is0()),
      ),
      bls.fields.Fp12.ONE,
    ),
};
