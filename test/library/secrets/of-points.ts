// What takes secrets in curve.js: points whatever they come from, what is made of them, Gt, scalars.
import {
  type CurveGroup,
  Fr,
  G1,
  G2,
  type Gt,
  type Point,
  pairing,
  pairingCheck,
  pairingProduct,
} from "../../../src/curve/index.js";
import { utf8 } from "../../support/bytes.js";
import { message, operation, SECRETS, type SecretOperation } from "./operation.js";

/** The x-coordinate 4 gives a point of G1, 2 one of G2, outside the subgroups. */
const outside: Record<string, Uint8Array> = {
  G1: Uint8Array.from({ length: 48 }, (_, index) => (index === 0 ? 0x80 : index === 47 ? 4 : 0)),
  G2: Uint8Array.from({ length: 96 }, (_, index) => (index === 0 ? 0x80 : index === 95 ? 2 : 0)),
};

function pointsOf<Name extends "G1" | "G2">(group: CurveGroup<Name>): Record<string, Point<Name>> {
  const hashed = group.hashToCurve(message, { DST: "a point" });
  return {
    "the generator": group.BASE,
    "a point of the subgroup": hashed,
    "the identity": group.ZERO,
    "an unchecked point of the subgroup": group.fromBytes(hashed.toBytes(), { subgroupCheck: false }),
    "an unchecked identity": group.fromBytes(group.ZERO.toBytes(), { subgroupCheck: false }),
    "a point outside the subgroup": group.fromBytes(outside[group.name]!, { subgroupCheck: false }),
    "a multiple": hashed.multiplyVartime(77n),
    "a point of a vector": group.Vector.fromPoints([hashed]).at(0),
  };
}

const METHODS_OF_POINTS =
  `Point.toBytes Point.toAffine Point.add Point.subtract Point.double Point.negate Point.multiply
  Point.equals Point.is0 Point.isTorsionFree Point.clearCofactor`.replace(/\s+/g, " ");
const METHODS_OF_VECTORS = "Vector.at Vector.select Vector.slice Vector.toPoints Vector.toBytes Vector.sum";

/** What can be done with a point that is secret, one at a time: the last one would wipe what the others left. */
const USES: Record<string, (secret: Point, other: Point) => unknown> = {
  toBytes: (secret) => secret.toBytes(),
  toAffine: (secret) => secret.is0() || secret.toAffine(),
  add: (secret, other) => other.add(secret),
  subtract: (secret, other) => secret.subtract(other),
  double: (secret) => secret.double(),
  negate: (secret) => secret.negate(),
  equals: (secret, other) => other.equals(secret),
  is0: (secret) => secret.is0(),
  isTorsionFree: (secret) => secret.isTorsionFree(),
  clearCofactor: (secret) => secret.clearCofactor(),
  "multiplyVartime by a public scalar": (secret) => secret.multiplyVartime(5n),
  "a chain": (secret, other) => other.add(secret.double()).negate().subtract(other).toBytes(false),
};

function curveOperations<Name extends "G1" | "G2">(group: CurveGroup<Name>): SecretOperation[] {
  const found: SecretOperation[] = [];
  for (const [what, point] of Object.entries(pointsOf(group))) {
    found.push(
      operation(`${group.name}: multiply ${what} by bytes`, METHODS_OF_POINTS, (which) => () => {
        point.multiply(SECRETS[which]);
      }),
      operation(`${group.name}: multiply ${what} by a bigint`, "", (which) => {
        const scalar = Fr.fromBytes(SECRETS[which]);
        return () => void point.multiply(scalar);
      }),
    );
  }
  const other = group.hashToCurve(utf8("other"), { DST: "a point" });
  for (const [name, use] of Object.entries(USES)) {
    found.push(
      operation(`${group.name}: ${name} of a secret multiple`, "", (which) => {
        const secret = other.multiply(SECRETS[which]);
        return () => use(secret as Point, other as Point);
      }),
    );
  }
  const vectors: Record<string, (vector: ReturnType<CurveGroup<Name>["Vector"]["fromPoints"]>) => unknown> = {
    at: (vector) => vector.at(1),
    toPoints: (vector) => vector.toPoints(),
    toBytes: (vector) => vector.toBytes(),
    sum: (vector) => vector.sum().toBytes(),
    "a point of it": (vector) => vector.at(1).toBytes(),
    msm: (vector) => group.msm(vector, [3n, 5n]).toBytes(),
  };
  for (const [name, use] of Object.entries(vectors)) {
    found.push(
      operation(`${group.name}: ${name} of a vector of secret multiples`, METHODS_OF_VECTORS, (which) => {
        const vector = group.Vector.fromPoints([other, other.multiply(SECRETS[which])]);
        return () => use(vector);
      }),
    );
  }
  found.push(
    operation(`${group.name}: a vector of secret multiples`, "", (which) => {
      const secret = other.multiply(SECRETS[which]);
      return () => group.Vector.fromPoints([other, secret]);
    }),
  );
  return found;
}

function pairingOperations(): SecretOperation[] {
  const element = () => pairing(G1.BASE, G2.BASE);
  const uses: Record<string, (secret: Gt, other: Gt) => unknown> = {
    toBytes: (secret) => secret.toBytes(),
    multiply: (secret, other) => other.multiply(secret),
    inverse: (secret) => secret.inverse(),
    equals: (secret, other) => other.equals(secret),
    isOne: (secret) => secret.isOne(),
    pow: (secret) => secret.multiply(secret).inverse().toBytes(),
  };
  const decoded = () => (element().constructor as typeof Gt).fromBytes(element().toBytes());
  return [
    operation("Gt: pow", "Gt.pow", (which) => {
      const base = element();
      return () => base.pow(SECRETS[which]);
    }),
    operation("Gt: pow by a bigint, of a decoded element", "", (which) => {
      const [base, scalar] = [decoded(), Fr.fromBytes(SECRETS[which])];
      return () => base.pow(scalar);
    }),
    operation("Gt: pow of one", "", (which) => {
      const base = element().pow(0n);
      return () => base.pow(SECRETS[which]);
    }),
    ...Object.entries(uses).map(([name, use]) =>
      operation(`Gt: ${name} of a secret power`, `Gt.${name}`, (which) => {
        const [secret, other] = [element().pow(SECRETS[which]), element()];
        return () => use(secret, other);
      }),
    ),
    operation("pairing of a secret multiple", "pairing pairingCheck", (which) => {
      const p = G1.BASE.multiply(SECRETS[which]);
      return () => pairing(p, G2.BASE);
    }),
    operation("an element made of a secret multiple", "", (which) => {
      const secret = pairing(G1.BASE, G2.BASE.multiply(SECRETS[which]));
      return () => secret.toBytes();
    }),
    operation("pairingProduct of a secret multiple", "pairingProduct", (which) => {
      const point = G1.BASE.multiply(SECRETS[which]);
      return () => {
        pairingProduct([
          [point, G2.BASE],
          [G1.BASE, G2.BASE],
        ]);
      };
    }),
    operation("pairingCheck of secret multiples", "", (which) => {
      const [p, q] = [G1.BASE.multiply(SECRETS[which]), G2.BASE.multiply(SECRETS[which]).negate()];
      return () =>
        pairingCheck([
          [p, G2.BASE],
          [G1.BASE, q],
        ]);
    }),
  ];
}

const FR = "create fromBytes toBytes isValid add sub mul sqr neg inv invMany div pow equals is0";

function scalarOperations(): SecretOperation[] {
  return [
    // in bigints, of which copies are made that nobody can overwrite
    operation(
      "Fr: all of it",
      FR.replace(/(\w+)/g, "Fr.$1"),
      (which) => () => {
        const [a, b] = [Fr.fromBytes(SECRETS[which]), 5n];
        Fr.inv(Fr.div(Fr.neg(Fr.sqr(Fr.mul(Fr.sub(Fr.add(a, b), b), b))), a));
        return [
          Fr.invMany([a, b]),
          Fr.pow(a, 3n),
          Fr.toBytes(a),
          Fr.is0(a),
          Fr.equals(a, b),
          Fr.create(a),
          Fr.isValid(a),
        ];
      },
      "in bigints",
    ),
    operation("Fr: random", "Fr.random", () => () => Fr.random(), "drawn"),
  ];
}

export const POINT_OPERATIONS: readonly SecretOperation[] = [
  ...curveOperations(G1),
  ...curveOperations(G2),
  ...pairingOperations(),
  ...scalarOperations(),
];
