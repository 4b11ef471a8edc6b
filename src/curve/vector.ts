// A Vector is a list of points of one group, decoded and checked in one call and held in one block of packed affine
// coordinates: what multi-scalar multiplication and batch verification read fastest. Immutable; opaque like a Point.
import { checkFlag, listOf, someOptionsOf } from "../../bindings/arguments.js";
import { checkCount, concatChecked, isBytes } from "../../bindings/bytes.js";
import { fail } from "../../bindings/errors.js";
import { type GroupName, type RawPoint, SIZES } from "../../bindings/point.js";
import { secretly } from "../../bindings/scope.js";
import {
  decodeVector,
  encodeVector,
  packVector,
  pickVector,
  type RawVector,
  sliceVector,
  sumVector,
  unpackVector,
  vectorAt,
} from "../../bindings/vector.js";
import { type Point, rawPoint, wrapPoint } from "./point.js";
import { subgroupSeed, type TranscriptOptions } from "./subgroup-seed.js";

/** Options of every decoder. */
export interface DecodeOptions {
  /**
   * Refuse points outside the subgroup of prime order (the default). Switch off only for points that come out of your
   * own checks.
   */
  readonly subgroupCheck?: boolean;
}

/** Options of decoders of many points. */
export interface VectorDecodeOptions extends DecodeOptions, TranscriptOptions {}

const TOKEN = Symbol("feldspar vector");

/** The private content of a vector. */
interface Content {
  readonly raw: RawVector;
  /** Whether all points are known to lie in the subgroup. */
  readonly torsionFree: boolean;
  /** Whether one of the points may be secret (point.ts). */
  readonly secret: boolean;
}

let contentOf: (vector: Vector) => Content;
let isVector: (value: unknown) => value is Vector;

/**
 * @example
 * const encodings = [1n, 2n, 3n].map((scalar) => G1.BASE.multiplyVartime(scalar).toBytes());
 * const points = G1.Vector.fromBytes(encodings); // checked together, in one call
 * points.sum().equals(G1.BASE.multiplyVartime(6n)); //=> true
 * points.slice(1, 3).length; //=> 2
 */
export class Vector<Name extends GroupName = GroupName> {
  readonly #group: Name;
  readonly #raw: RawVector;
  readonly #torsionFree: boolean;
  readonly #secret: boolean;

  static {
    contentOf = (vector) => ({ raw: vector.#raw, torsionFree: vector.#torsionFree, secret: vector.#secret });
    isVector = (value): value is Vector => typeof value === "object" && value !== null && #raw in value;
  }

  /** Not for callers: vectors come from G1.Vector and G2.Vector. */
  constructor(token: symbol, group: Name, content: Content) {
    if (token !== TOKEN) fail("BAD_TYPE", "vectors are made by G1.Vector and G2.Vector: use fromBytes or fromPoints");
    this.#group = group;
    this.#raw = content.raw;
    this.#torsionFree = content.torsionFree;
    this.#secret = content.secret;
  }

  #run<Result>(use: () => Result): Result {
    return secretly(use, this.#secret);
  }

  #point(raw: RawPoint): Point<Name> {
    return wrapPoint(this.#group, raw, this.#torsionFree, this.#secret);
  }

  /** "G1" or "G2". */
  get group(): Name {
    return this.#group;
  }

  /** What console.log of Node shows: how to see the points, which are not printed unasked. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Vector of ${this.length} points of ${this.#group} (their bytes: toBytes())`;
  }

  /** The number of points. */
  get length(): number {
    return this.#raw.count;
  }

  /** The point at a position from 0 to length - 1; throws BAD_INDEX outside. */
  at(index: number): Point<Name> {
    if (!Number.isSafeInteger(index) || index < 0 || index >= this.length) {
      fail("BAD_INDEX", `expected an index from 0 to ${this.length - 1}`);
    }
    return this.#point(this.#run(() => vectorAt(this.#group, this.#raw, index)));
  }

  /** The points, one by one. */
  toPoints(): Point<Name>[] {
    return this.#run(() => unpackVector(this.#group, this.#raw)).map((raw) => this.#point(raw));
  }

  /** The encodings, one array each. */
  toBytes(compressed = true): Uint8Array<ArrayBuffer>[] {
    checkFlag(compressed, "compressed");
    const size = compressed ? SIZES[this.#group].compressed : SIZES[this.#group].uncompressed;
    const bytes = this.#run(() => encodeVector(this.#group, this.#raw, compressed));
    return Array.from({ length: this.length }, (_, index) => bytes.slice(index * size, (index + 1) * size));
  }

  /**
   * The points from position `start` to before `end` (the length by default), as another vector. Throws BAD_INDEX
   * unless 0 <= start <= end <= length.
   */
  slice(start: number, end: number = this.length): Vector<Name> {
    const isRange = Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end;
    if (!isRange || end > this.length) fail("BAD_INDEX", `expected 0 <= start <= end <= ${this.length}`);
    return this.#of(sliceVector(this.#group, this.#raw, start, end));
  }

  /**
   * The points at these positions, in their order, as another vector; a position may come again. Throws BAD_TYPE for
   * what is no list, BAD_INDEX with the places of the wrong positions in `culprits`.
   *
   * @example
   * const points = G1.Vector.fromPoints([G1.BASE, G1.BASE.double()]);
   * points.select([1, 0, 1]).at(0).equals(G1.BASE.double()); //=> true
   * points.toBytes()[0]; //=> points.toPoints()[0].toBytes()
   * points.group; //=> "G1"
   * points.at(2); //=> throws BAD_INDEX
   */
  select(positions: readonly number[]): Vector<Name> {
    const list = listOf<number>(positions, "positions", true);
    const wrong = list.flatMap((at, place) => (Number.isSafeInteger(at) && at >= 0 && at < this.length ? [] : [place]));
    if (wrong.length > 0) fail("BAD_INDEX", `expected positions from 0 to ${this.length - 1}`, wrong);
    checkCount(list.length, SIZES[this.#group].affine, "positions");
    return this.#of(pickVector(this.#group, this.#raw, list));
  }

  #of(raw: RawVector): Vector<Name> {
    return new Vector(TOKEN, this.#group, { raw, torsionFree: this.#torsionFree, secret: this.#secret });
  }

  /** The sum of all points, the identity for none. */
  sum(): Point<Name> {
    return this.#point(this.#run(() => sumVector(this.#group, this.#raw)));
  }
}

/** Makes the vectors of one group: G1.Vector, G2.Vector. */
export interface VectorFactory<Name extends GroupName> {
  /**
   * Decodes a list of encodings (all compressed or all uncompressed), or all of them end to end in one array of
   * compressed ones. Throws BAD_TYPE, BAD_LENGTH, BAD_FLAGS, NOT_CANONICAL, NOT_ON_CURVE, NOT_IN_SUBGROUP with the
   * positions of the bad items in `culprits`. Long lists are checked for the subgroup by random combinations, which a
   * bad point passes with a probability of at most 2^-64.
   */
  fromBytes(encodings: readonly Uint8Array[] | Uint8Array, options?: VectorDecodeOptions): Vector<Name>;
  /** Variable-time: for points that are public, or will be. */
  fromPoints(points: readonly Point<Name>[]): Vector<Name>;
}

export function vectorFactory<Name extends GroupName>(group: Name): VectorFactory<Name> {
  return Object.freeze<VectorFactory<Name>>({
    fromBytes: (encodings, options) => decode(group, encodings, options),
    fromPoints: (points) => new Vector(TOKEN, group, rawVectorOf(group, points, "points")),
  });
}

/** The options of decoders of one and of many points, all but the transcript of the many. */
export function checksSubgroup(subgroupCheck: unknown): boolean {
  if (subgroupCheck === undefined) return true;
  checkFlag(subgroupCheck, "subgroupCheck");
  return subgroupCheck;
}

/** Inside the package only, as is the one above. */
export function vectorDecodeOptions(options: unknown): VectorDecodeOptions {
  return someOptionsOf<VectorDecodeOptions>(options, ["subgroupCheck", "transcript"]);
}

function decode<Name extends GroupName>(
  group: Name,
  encodings: readonly Uint8Array[] | Uint8Array,
  options?: VectorDecodeOptions,
): Vector<Name> {
  const { transcript, subgroupCheck: wanted } = vectorDecodeOptions(options);
  const subgroupCheck = checksSubgroup(wanted);
  const { compressed, uncompressed } = SIZES[group];
  let length: number = compressed;
  let bytes: Uint8Array;
  if (isBytes(encodings)) {
    if (encodings.length % compressed !== 0) {
      fail("BAD_LENGTH", `encodings: expected a multiple of ${compressed} bytes, got ${encodings.length}`);
    }
    bytes = encodings;
  } else {
    const list = listOf(encodings, "encodings", true);
    const [first] = list;
    if (isBytes(first) && first.length === uncompressed) length = uncompressed;
    bytes = concatChecked(list, "point", length);
  }
  checkCount(bytes.length / length, SIZES[group].affine, "encodings");
  const seed = subgroupCheck ? subgroupSeed(transcript, group, bytes, length) : undefined;
  return wrapVector(group, decodeVector(group, bytes, length, subgroupCheck, "point", seed), subgroupCheck);
}

/** A Vector around raw bytes of the core. Inside the package only. */
export function wrapVector<Name extends GroupName>(group: Name, raw: RawVector, torsionFree: boolean): Vector<Name> {
  return new Vector(TOKEN, group, { raw, torsionFree, secret: false });
}

/** The content of a Vector or of a list of points as one. Inside the package only. */
export function rawVectorOf(group: GroupName, points: unknown, subject: string): Content {
  if (isVector(points)) {
    if (points.group !== group)
      fail("BAD_TYPE", `${subject}: expected a vector of ${group}, got one of ${points.group}`);
    return contentOf(points);
  }
  let torsionFree = true;
  let secret = false;
  const raws: RawPoint[] = listOf(points, subject, true).map((point, index) => {
    const content = rawPoint(point, group, `${subject} ${index}`);
    torsionFree &&= content.torsionFree;
    secret ||= content.secret;
    return content.raw;
  });
  return { raw: secretly(() => packVector(group, raws), secret), torsionFree, secret };
}
