// Points of G1 and G2 as immutable values. A Point holds the core's projective form in a private field: it cannot be
// altered, shows nothing in logs, and costs one copy in and out of the core per operation. Long lists belong into a
// Vector (vector.ts).
//
// A Point lies on the curve. It lies in the subgroup of prime order too, unless it was decoded with `subgroupCheck:
// false`: such points add, double, negate, encode and multiply correctly (without the endomorphism, which is only right
// in the subgroup), and say the truth in isTorsionFree(); pairings and signatures refuse them.
import { checkFlag } from "../../bindings/arguments.js";
import { bytesToInteger } from "../../bindings/bytes.js";
import { describe, fail } from "../../bindings/errors.js";
import {
  addPoints,
  clearCofactor,
  doublePoint,
  encodePoint,
  equalPoints,
  type GroupName,
  generator,
  isIdentity,
  isTorsionFree,
  multiplyGenerator,
  multiplyPoint,
  negatePoint,
  type RawPoint,
  subtractPoints,
} from "../../bindings/point.js";
import { type Scalar, scalarToBytes } from "../../bindings/scalar.js";

/** Affine coordinates as integers in [0, p); in G2 as [c0, c1] for c0 + c1·u. */
export type AffinePoint<Name extends GroupName> = Name extends "G1"
  ? { readonly x: bigint; readonly y: bigint }
  : { readonly x: readonly [bigint, bigint]; readonly y: readonly [bigint, bigint] };

/** What the library knows about a point beyond its coordinates. */
interface Knowledge {
  /** In the subgroup, not to be checked again. */
  readonly torsionFree: boolean;
  /** The generator itself, for which there is a table. */
  readonly base?: boolean;
}

const TOKEN = Symbol("feldspar point");

/** Set by the class below: the private content of a point. */
let contentOf: <Name extends GroupName>(point: Point<Name>) => { raw: RawPoint; torsionFree: boolean };
/** What has the private fields of a point; `instanceof` says what a prototype says, which anybody can set. */
let isPoint: (value: unknown) => value is Point;

export class Point<Name extends GroupName = GroupName> {
  readonly #group: Name;
  readonly #raw: RawPoint;
  readonly #base: boolean;
  #torsionFree: boolean;

  static {
    contentOf = (point) => ({ raw: point.#raw, torsionFree: point.#torsionFree });
    isPoint = (value): value is Point => typeof value === "object" && value !== null && #raw in value;
  }

  /** Not for callers: points come from G1 and G2. */
  constructor(token: symbol, group: Name, raw: RawPoint, knowledge: Knowledge) {
    if (token !== TOKEN)
      fail("BAD_TYPE", "points are made by G1 and G2: use fromBytes, fromAffine, hashToCurve or BASE");
    this.#group = group;
    this.#raw = raw;
    this.#torsionFree = knowledge.torsionFree;
    this.#base = knowledge.base === true;
  }

  /** "G1" or "G2". */
  get group(): Name {
    return this.#group;
  }

  /** What console.log of Node shows: how to see the point, which is not printed unasked. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Point of ${this.#group} (its bytes: toBytes())`;
  }

  #made(raw: RawPoint, torsionFree: boolean): Point<Name> {
    return new Point(TOKEN, this.#group, raw, { torsionFree });
  }

  #other(point: unknown): Point<Name> {
    if (!isPoint(point)) fail("BAD_TYPE", `expected a point of ${this.#group}, got ${describe(point)}`);
    if (point.#group !== this.#group) fail("BAD_TYPE", `expected a point of ${this.#group}, got one of ${point.group}`);
    return point as Point<Name>;
  }

  /** The canonical encoding: 48 bytes in G1, 96 in G2, twice that uncompressed. */
  toBytes(compressed = true): Uint8Array<ArrayBuffer> {
    checkFlag(compressed, "compressed");
    return encodePoint(this.#group, this.#raw, compressed);
  }

  /** The coordinates. Throws IS_IDENTITY for the point at infinity, which has none. */
  toAffine(): AffinePoint<Name> {
    if (this.is0()) fail("IS_IDENTITY", "the point at infinity has no affine coordinates");
    const bytes = this.toBytes(false);
    const words: bigint[] = [];
    for (let start = 0; start < bytes.length; start += 48)
      words.push(bytesToInteger(bytes.subarray(start, start + 48)));
    const [x1, x0, y1, y0] = words;
    const affine = this.#group === "G1" ? { x: x1, y: x0 } : { x: [x0, x1], y: [y0, y1] };
    return affine as unknown as AffinePoint<Name>;
  }

  add(other: Point<Name>): Point<Name> {
    const b = this.#other(other);
    return this.#made(addPoints(this.#group, this.#raw, b.#raw), this.#torsionFree && b.#torsionFree);
  }

  subtract(other: Point<Name>): Point<Name> {
    const b = this.#other(other);
    return this.#made(subtractPoints(this.#group, this.#raw, b.#raw), this.#torsionFree && b.#torsionFree);
  }

  double(): Point<Name> {
    return this.#made(doublePoint(this.#group, this.#raw), this.#torsionFree);
  }

  negate(): Point<Name> {
    return this.#made(negatePoint(this.#group, this.#raw), this.#torsionFree);
  }

  /**
   * scalar·this, constant-sequence in the scalar: a bigint in [0, r) or 32 bytes below r. Throws BAD_SCALAR,
   * BAD_LENGTH.
   */
  multiply(scalar: Scalar): Point<Name> {
    const bytes = scalarToBytes(scalar, "scalar");
    if (this.#base) return this.#made(multiplyGenerator(this.#group, bytes), true);
    return this.#made(
      multiplyPoint(this.#group, this.#raw, bytes, this.#torsionFree ? "secret" : "any"),
      this.#torsionFree,
    );
  }

  /** Like multiply, faster, for public scalars only: its running time depends on the scalar. */
  multiplyVartime(scalar: Scalar): Point<Name> {
    const bytes = scalarToBytes(scalar, "scalar");
    return this.#made(
      multiplyPoint(this.#group, this.#raw, bytes, this.#torsionFree ? "vartime" : "any"),
      this.#torsionFree,
    );
  }

  /** The point times the effective cofactor of RFC 9380: in the subgroup whatever it was before. */
  clearCofactor(): Point<Name> {
    return this.#made(clearCofactor(this.#group, this.#raw), true);
  }

  /** Equality of points, whatever way they were computed. */
  equals(other: Point<Name>): boolean {
    return equalPoints(this.#group, this.#raw, this.#other(other).#raw);
  }

  /** True for the identity, the point at infinity. */
  is0(): boolean {
    return isIdentity(this.#group, this.#raw);
  }

  /** True when the point lies in the subgroup of prime order. */
  isTorsionFree(): boolean {
    if (!this.#torsionFree) this.#torsionFree = isTorsionFree(this.#group, this.#raw);
    return this.#torsionFree;
  }
}

/** A point around raw bytes of the core. Inside the package only. */
export function wrapPoint<Name extends GroupName>(group: Name, raw: RawPoint, torsionFree: boolean): Point<Name> {
  return new Point(TOKEN, group, raw, { torsionFree });
}

/** The generator, which knows its table. Inside the package only. */
export function basePoint<Name extends GroupName>(group: Name): Point<Name> {
  return new Point(TOKEN, group, generator(group), { torsionFree: true, base: true });
}

/** The raw bytes of a point of `group`; throws BAD_TYPE for anything else. Inside the package only. */
export function rawPoint<Name extends GroupName>(
  point: unknown,
  group: Name,
  subject: string,
): { raw: RawPoint; torsionFree: boolean } {
  if (!isPoint(point) || point.group !== group) {
    const got = isPoint(point) ? `a point of ${point.group}` : describe(point);
    fail("BAD_TYPE", `${subject}: expected a point of ${group}, got ${got}`);
  }
  return contentOf(point);
}

/** The raw bytes of a point of the subgroup; throws NOT_IN_SUBGROUP for others. Inside the package only. */
export function rawSubgroupPoint<Name extends GroupName>(point: unknown, group: Name, subject: string): RawPoint {
  const { raw } = rawPoint(point, group, subject);
  if (!(point as Point).isTorsionFree()) fail("NOT_IN_SUBGROUP", `${subject} is not in the subgroup of prime order`);
  return raw;
}

export type { GroupName };
