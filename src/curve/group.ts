// G1 and G2: where points come from, and what takes many of them.
import { listOf, optionsOf, recordOf, someOptionsOf } from "../../bindings/arguments.js";
import { checkBytes, concatBytes, integerToBytes, isBytes } from "../../bindings/bytes.js";
import { describe, fail } from "../../bindings/errors.js";
import {
  addPoints,
  decodePoint,
  encodeUniformToCurve,
  type GroupName,
  hashUniformToCurve,
  mapFieldElement,
  multiplyPoint,
  type RawPoint,
  SIZES,
} from "../../bindings/point.js";
import { concatScalars, type Scalar } from "../../bindings/scalar.js";
import { secretly } from "../../bindings/scope.js";
import { multiScalarMultiply, type RawVector, unpackVector } from "../../bindings/vector.js";
import { type DomainTag, expandMessageXmd, expandMessageXof, type Xof } from "./expand-message.js";
import { type AffinePoint, basePoint, type Point, wrapPoint } from "./point.js";
import {
  checksSubgroup,
  type DecodeOptions,
  rawVectorOf,
  type Vector,
  type VectorFactory,
  vectorFactory,
} from "./vector.js";

/**
 * The field's modulus p = (x - 1)^2 (x^4 - x^2 + 1) / 3 + x.
 *
 * @example
 * const { x, y } = G1.BASE.toAffine();
 * (y * y - x * x * x - 4n) % FIELD_MODULUS; //=> 0n
 */
export const FIELD_MODULUS =
  0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;

/**
 * An element of the coordinate field: an integer below p, or [c0, c1] in G2. Bytes are 48, or 96 with c1 first as in
 * point encodings.
 */
export type FieldElement<Name extends GroupName> =
  | Uint8Array
  | (Name extends "G1" ? bigint : readonly [bigint, bigint]);

/** The domain separation tag is required: two uses of one hash must never share it. */
export interface HashOptions {
  readonly DST: DomainTag;
  /** shake128 or shake256 of `@noble/hashes`: RFC 9380's expand_message_xof in the place of SHA-256's expansion. */
  readonly xof?: Xof | undefined;
}

/** `length` uniform bytes for the field. Throws BAD_TYPE, BAD_DST. Inside this folder only. */
export function expanded(message: Uint8Array, options: unknown, length: number): Uint8Array {
  const { DST, xof } = optionsOf<HashOptions>(options, ["DST", "xof"]);
  return xof === undefined ? expandMessageXmd(message, DST, length) : expandMessageXof(message, DST, length, xof);
}

/**
 * @example
 * const points = G1.Vector.fromPoints([G1.BASE, G1.BASE.double()]);
 * G1.msm(points, [3n, 4n]).equals(G1.BASE.multiply(11n)); //=> true
 * G1.fromBytes(G1.BASE.toBytes()).equals(G1.BASE); //=> true
 */
export class CurveGroup<Name extends GroupName> {
  /** "G1" or "G2". */
  readonly name: Name;
  /** Lengths of an encoding in bytes. */
  readonly compressedLength: number;
  /** Of an uncompressed one: twice as many. */
  readonly uncompressedLength: number;
  /** Decodes and checks many points at once. */
  readonly Vector: VectorFactory<Name>;
  #base: Point<Name> | undefined;
  #zero: Point<Name> | undefined;

  /** Not for callers: there are two of them, G1 and G2. */
  constructor(name: Name) {
    this.name = name;
    this.compressedLength = SIZES[name].compressed;
    this.uncompressedLength = SIZES[name].uncompressed;
    this.Vector = vectorFactory(name);
    Object.freeze(this);
  }

  /** The standard generator. */
  get BASE(): Point<Name> {
    this.#base ??= basePoint(this.name);
    return this.#base;
  }

  /** The identity, the point at infinity. */
  get ZERO(): Point<Name> {
    this.#zero ??= this.BASE.subtract(this.BASE);
    return this.#zero;
  }

  /**
   * Decodes one point: compressed (48 or 96 bytes) or uncompressed (96 or 192). The identity is accepted.
   * Throws BAD_TYPE, BAD_LENGTH, BAD_FLAGS, NOT_CANONICAL, NOT_ON_CURVE, NOT_IN_SUBGROUP.
   */
  fromBytes(bytes: Uint8Array, options?: DecodeOptions): Point<Name> {
    checkBytes(bytes, `${this.name} point`, this.compressedLength, this.uncompressedLength);
    const subgroupCheck = checksSubgroup(someOptionsOf<DecodeOptions>(options, ["subgroupCheck"]).subgroupCheck);
    return wrapPoint(this.name, decodePoint(this.name, bytes, subgroupCheck, `${this.name} point`), subgroupCheck);
  }

  /**
   * A point from its affine coordinates. Throws NOT_CANONICAL, NOT_ON_CURVE, NOT_IN_SUBGROUP; the identity is ZERO and
   * has none.
   *
   * @example
   * const { x, y } = G2.BASE.negate().toAffine(); // bigints, in G2 in pairs
   * G2.fromAffine({ x, y }).add(G2.BASE).equals(G2.ZERO); //=> true
   * [G2.name, G2.compressedLength, G2.uncompressedLength]; //=> ["G2", 96, 192]
   */
  fromAffine(affine: AffinePoint<Name>, options?: DecodeOptions): Point<Name> {
    const { x, y } = recordOf<AffinePoint<"G1">>(affine, "affine point", ["x", "y"]);
    const bytes = concatBytes(this.#fieldBytes(x, "x"), this.#fieldBytes(y, "y"));
    if (bytes.every((byte) => byte === 0)) fail("NOT_ON_CURVE", `${this.name} point (0, 0) is not on the curve`);
    return this.fromBytes(bytes, options);
  }

  #fieldBytes(element: unknown, subject: string): Uint8Array {
    if (isBytes(element)) {
      checkBytes(element, subject, SIZES[this.name].fieldElement);
      // bits that no coordinate has would be read as flags of an encoding
      if (element[0]! & 0xe0) fail("NOT_CANONICAL", `${subject}: expected coordinates below p`);
      return element;
    }
    const parts = this.name === "G1" ? [element] : listOf(element, subject, true).reverse();
    if (parts.length !== (this.name === "G1" ? 1 : 2)) {
      fail("BAD_TYPE", `${subject}: expected [c0, c1], got ${describe(element)}`);
    }
    const encoded = parts.map((part) => {
      if (typeof part !== "bigint") fail("BAD_TYPE", `${subject}: expected a bigint, got ${describe(part)}`);
      if (part < 0n || part >= FIELD_MODULUS) fail("NOT_CANONICAL", `${subject}: expected an integer from 0 to p - 1`);
      return integerToBytes(part, 48);
    });
    return concatBytes(...encoded);
  }

  /**
   * RFC 9380 hash_to_curve, random oracle, suite BLS12381G1/G2_XMD:SHA-256_SSWU_RO_; with `xof` the suite that has
   * XOF:SHAKE-128 or -256 in its place. Variable-time. Throws BAD_TYPE, BAD_DST, UNKNOWN_OPTION.
   *
   * @example
   * const options = { DST: "MY-PROTOCOL-V01-G1" }; // a tag for this use alone
   * const hashed = G1.hashToCurve(bytesOf("message"), options);
   * G1.encodeToCurve(bytesOf("message"), options).equals(hashed); //=> false
   * G1.mapToCurve(7n).isTorsionFree(); //=> true
   */
  hashToCurve(message: Uint8Array, options: HashOptions): Point<Name> {
    const uniform = expanded(message, options, SIZES[this.name].uniform);
    return wrapPoint(this.name, hashUniformToCurve(this.name, uniform), true);
  }

  /** RFC 9380 encode_to_curve, non-uniform, suite …_SSWU_NU_. Variable-time. Throws BAD_TYPE, BAD_DST. */
  encodeToCurve(message: Uint8Array, options: HashOptions): Point<Name> {
    const uniform = expanded(message, options, SIZES[this.name].uniform / 2);
    return wrapPoint(this.name, encodeUniformToCurve(this.name, uniform), true);
  }

  /**
   * One field element to a point of the subgroup: map_to_curve and clear_cofactor of RFC 9380, as EIP-2537's maps.
   * Throws NOT_CANONICAL.
   */
  mapToCurve(fieldElement: FieldElement<Name>): Point<Name> {
    return wrapPoint(this.name, mapFieldElement(this.name, this.#fieldBytes(fieldElement, "field element")), true);
  }

  /**
   * Σ scalar_i·point_i. Variable-time: for public scalars, which are not wiped. Throws BAD_LENGTH when the lists differ
   * in length, BAD_SCALAR. Points outside the subgroup give the right result too, one by one.
   */
  msm(points: readonly Point<Name>[] | Vector<Name>, scalars: readonly Scalar[]): Point<Name> {
    const { raw, torsionFree, secret } = rawVectorOf(this.name, points, "points");
    const list = listOf<Scalar>(scalars, "scalars", true);
    if (list.length !== raw.count) {
      fail("BAD_LENGTH", `expected as many scalars as points: got ${list.length} scalars, ${raw.count} points`);
    }
    const bytes = concatScalars(list, "scalar");
    if (raw.count === 0) return this.ZERO;
    const sum = () => (torsionFree ? multiScalarMultiply(this.name, raw, bytes) : this.#sumOfMultiples(raw, bytes));
    return wrapPoint(this.name, secretly(sum, secret), torsionFree, secret);
  }

  /**
   * The slow way, for points that may lie outside the subgroup, where the endomorphism of the fast one is not a
   * multiplication.
   */
  #sumOfMultiples(vector: RawVector, scalars: Uint8Array): RawPoint {
    let sum: RawPoint | undefined;
    unpackVector(this.name, vector).forEach((point, index) => {
      const scalar = scalars.subarray(32 * index, 32 * (index + 1));
      const product = multiplyPoint(this.name, point, scalar, "any");
      sum = sum === undefined ? product : addPoints(this.name, sum, product);
    });
    return sum!;
  }
}

export type G1Point = Point<"G1">;
export type G2Point = Point<"G2">;

/**
 * The group over Fp: encodings of 48 bytes.
 *
 * @example
 * G1.fromBytes(G1.BASE.toBytes(false)).equals(G1.BASE); //=> true
 * const hashed = G1.hashToCurve(bytesOf("message"), { DST: "MY-PROTOCOL-V01-G1" });
 * hashed.toBytes().length; //=> 48
 * G1.fromBytes(new Uint8Array(48)); //=> throws BAD_FLAGS
 */
export const G1: CurveGroup<"G1"> = /* @__PURE__ */ new CurveGroup("G1");
/**
 * The group over Fp2: encodings of 96 bytes.
 *
 * @example
 * const key = G2.BASE.multiply(minSig.randomSecretKey());
 * G2.fromBytes(key.toBytes()).equals(key); //=> true
 * key.toBytes().length; //=> 96
 */
export const G2: CurveGroup<"G2"> = /* @__PURE__ */ new CurveGroup("G2");
