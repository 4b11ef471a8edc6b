// Points of G1 and G2 as immutable values. A Point holds the core's projective form in a private field: it cannot be
// altered, shows nothing in logs, and costs one copy in and out of the core per operation. Long lists belong into a
// Vector (vector.ts).
//
// A Point lies on the curve. It lies in the subgroup of prime order too, unless it was decoded with `subgroupCheck:
// false`: such points add, double, negate, encode and multiply correctly (without the endomorphism, which is only right
// in the subgroup), and say the truth in isTorsionFree(); pairings and signatures refuse them.
//
// What is made with `multiply` may be secret, and its projective form tells about the scalar even where the point is
// published (Naccache, Smart, Stern, EUROCRYPT 2004). A point knows that it comes from there, and so do those made of
// it: whatever is done with them is wiped from the core's memory, though nobody says so.
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
import { type Scalar, withScalarBytes } from "../../bindings/scalar.js";
import { secretly } from "../../bindings/scope.js";

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
  /** It, or what it was made of, is a multiple by a scalar that may be secret. */
  readonly secret?: boolean;
}

/** The private content of a point. */
interface Content {
  readonly raw: RawPoint;
  readonly torsionFree: boolean;
  readonly secret: boolean;
}

const TOKEN = Symbol("feldspar point");

/** Set by the class below: the private content of a point. */
let contentOf: <Name extends GroupName>(point: Point<Name>) => Content;
/** What has the private fields of a point; `instanceof` says what a prototype says, which anybody can set. */
let isPoint: (value: unknown) => value is Point;

/**
 * @example
 * const secret = minSig.randomSecretKey();
 * const point = G1.BASE.multiply(secret); // constant-sequence in the secret
 * point.toBytes().length; //=> 48
 * point.add(point).equals(point.double()); //=> true
 * point.subtract(point).is0(); //=> true
 */
export class Point<Name extends GroupName = GroupName> {
  readonly #group: Name;
  readonly #raw: RawPoint;
  readonly #base: boolean;
  readonly #secret: boolean;
  #torsionFree: boolean;

  static {
    contentOf = (point) => ({ raw: point.#raw, torsionFree: point.#torsionFree, secret: point.#secret });
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
    this.#secret = knowledge.secret === true;
  }

  /** "G1" or "G2". */
  get group(): Name {
    return this.#group;
  }

  /** What console.log of Node shows: how to see the point, which is not printed unasked. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Point of ${this.#group} (its bytes: toBytes())`;
  }

  /** What `use` gives, as a secret where this point is one, or `other`. */
  #run<Result>(use: () => Result, other: Point<Name> = this): Result {
    return secretly(use, this.#secret || other.#secret);
  }

  #made(use: () => RawPoint, other: Point<Name> = this): Point<Name> {
    const torsionFree = this.#torsionFree && other.#torsionFree;
    const secret = this.#secret || other.#secret;
    return new Point(TOKEN, this.#group, this.#run(use, other), { torsionFree, secret });
  }

  #other(point: unknown): Point<Name> {
    if (!isPoint(point)) fail("BAD_TYPE", `expected a point of ${this.#group}, got ${describe(point)}`);
    if (point.#group !== this.#group) fail("BAD_TYPE", `expected a point of ${this.#group}, got one of ${point.group}`);
    return point as Point<Name>;
  }

  /** The canonical encoding: 48 bytes in G1, 96 in G2, twice that uncompressed. */
  toBytes(compressed = true): Uint8Array<ArrayBuffer> {
    checkFlag(compressed, "compressed");
    return this.#run(() => encodePoint(this.#group, this.#raw, compressed));
  }

  /**
   * The coordinates. Throws IS_IDENTITY for the point at infinity, which has none.
   *
   * @example
   * const point = G1.BASE.multiplyVartime(5n); // for scalars that everybody may know
   * const { x, y } = point.toAffine();
   * G1.fromAffine({ x, y }).equals(point); //=> true
   * point.negate().toAffine().x === x; //=> true
   * point.group; //=> "G1"
   */
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

  /** this + other. Constant-sequence, as all sums of points are. Throws BAD_TYPE for a point of another group. */
  add(other: Point<Name>): Point<Name> {
    const b = this.#other(other);
    return this.#made(() => addPoints(this.#group, this.#raw, b.#raw), b);
  }

  /** this - other. Throws BAD_TYPE for a point of another group. */
  subtract(other: Point<Name>): Point<Name> {
    const b = this.#other(other);
    return this.#made(() => subtractPoints(this.#group, this.#raw, b.#raw), b);
  }

  /** this + this. */
  double(): Point<Name> {
    return this.#made(() => doublePoint(this.#group, this.#raw));
  }

  /** -this: added to this it is the identity. */
  negate(): Point<Name> {
    return this.#made(() => negatePoint(this.#group, this.#raw));
  }

  /**
   * scalar·this: a bigint in [0, r) or 32 bytes below r. Constant-sequence in the scalar, which is wiped, as is all
   * that is done with the result and with what is made of it; so for every point, the identity, the generator and
   * points outside the subgroup included. Give secrets as bytes: converting a bigint takes a time that depends on it.
   *
   * A point that was decoded with `subgroupCheck: false` takes up to twice as long. It is multiplied and not refused:
   * the product is right on the whole curve, and whoever leaves the check out says where its points come from. But
   * where the point lies outside the subgroup, the product tells whoever sees it the scalar modulo the small factors
   * of the point's order: check points of others, here or with isTorsionFree().
   *
   * Throws BAD_TYPE, BAD_SCALAR, BAD_LENGTH.
   */
  multiply(scalar: Scalar): Point<Name> {
    const raw = withScalarBytes(scalar, "scalar", (bytes) =>
      this.#base
        ? multiplyGenerator(this.#group, bytes)
        : multiplyPoint(this.#group, this.#raw, bytes, this.#torsionFree ? "secret" : "secretAny"),
    );
    return new Point(TOKEN, this.#group, raw, { torsionFree: this.#torsionFree, secret: true });
  }

  /**
   * Like multiply, faster, for public scalars only: its running time depends on the scalar, which is not wiped. Throws
   * BAD_TYPE, BAD_SCALAR, BAD_LENGTH.
   */
  multiplyVartime(scalar: Scalar): Point<Name> {
    return withScalarBytes(scalar, "scalar", (bytes) =>
      this.#made(() => multiplyPoint(this.#group, this.#raw, bytes, this.#torsionFree ? "vartime" : "any")),
    );
  }

  /**
   * The point times the effective cofactor of RFC 9380: in the subgroup whatever it was before.
   *
   * @example
   * const point = G1.fromAffine({ x: 0n, y: 2n }, { subgroupCheck: false }); // on the curve, of order 3
   * point.isTorsionFree(); //=> false
   * point.clearCofactor().is0(); //=> true
   */
  clearCofactor(): Point<Name> {
    const raw = this.#run(() => clearCofactor(this.#group, this.#raw));
    return new Point(TOKEN, this.#group, raw, { torsionFree: true, secret: this.#secret });
  }

  /** Equality of points, whatever way they were computed. */
  equals(other: Point<Name>): boolean {
    const b = this.#other(other);
    return this.#run(() => equalPoints(this.#group, this.#raw, b.#raw), b);
  }

  /** True for the identity, the point at infinity. */
  is0(): boolean {
    return this.#run(() => isIdentity(this.#group, this.#raw));
  }

  /** True when the point lies in the subgroup of prime order. */
  isTorsionFree(): boolean {
    if (!this.#torsionFree) this.#torsionFree = this.#run(() => isTorsionFree(this.#group, this.#raw));
    return this.#torsionFree;
  }
}

/** A point around raw bytes of the core. Inside the package only. */
export function wrapPoint<Name extends GroupName>(
  group: Name,
  raw: RawPoint,
  torsionFree: boolean,
  secret = false,
): Point<Name> {
  return new Point(TOKEN, group, raw, { torsionFree, secret });
}

/** The generator, which knows its table. Inside the package only. */
export function basePoint<Name extends GroupName>(group: Name): Point<Name> {
  return new Point(TOKEN, group, generator(group), { torsionFree: true, base: true });
}

/** The content of a point of `group`; throws BAD_TYPE for anything else. Inside the package only. */
export function rawPoint<Name extends GroupName>(point: unknown, group: Name, subject: string): Content {
  if (!isPoint(point) || point.group !== group) {
    const got = isPoint(point) ? `a point of ${point.group}` : describe(point);
    fail("BAD_TYPE", `${subject}: expected a point of ${group}, got ${got}`);
  }
  return contentOf(point);
}

/** The content of a point of the subgroup; throws NOT_IN_SUBGROUP for others. Inside the package only. */
export function rawSubgroupPoint<Name extends GroupName>(point: unknown, group: Name, subject: string): Content {
  const content = rawPoint(point, group, subject);
  if (!(point as Point).isTorsionFree()) fail("NOT_IN_SUBGROUP", `${subject} is not in the subgroup of prime order`);
  return content;
}

export type { GroupName };
