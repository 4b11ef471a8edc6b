// The optimal ate pairing e: G1 × G2 → Gt, and Gt, the subgroup of order r of Fp12, written multiplicatively.
import { listOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { describe, fail } from "../../bindings/errors.js";
import {
  decodeGt,
  encodeGt,
  equalGt,
  GT_SIZE,
  invertGt,
  isOneGt,
  multiplyGt,
  pairingProductIsOne,
  powerGt,
  type RawGt,
  pairing as rawPairing,
  pairingProduct as rawPairingProduct,
} from "../../bindings/pairing.js";
import type { RawPoint } from "../../bindings/point.js";
import { type Scalar, withScalarBytes } from "../../bindings/scalar.js";
import { secretly } from "../../bindings/scope.js";
import { G1, type G1Point, G2, type G2Point } from "./group.js";
import { checkOrder, type GtOrder, reordered } from "./gt-orders.js";
import { rawSubgroupPoint } from "./point.js";

const TOKEN = Symbol("feldspar gt");
let one: Gt | undefined;
let isGt: (value: unknown) => value is Gt;

/**
 * An element of the target group, immutable and opaque.
 *
 * @example
 * const shared = pairing(G1.BASE, G2.BASE).pow(minSig.randomSecretKey());
 * shared.toBytes().length; //=> 576
 * Gt.fromBytes(shared.toBytes("blst"), "blst").equals(shared); //=> true
 * shared.multiply(shared.inverse()).isOne(); //=> true
 */
export class Gt {
  /** Length of an encoding. */
  static readonly BYTES = GT_SIZE;
  readonly #raw: RawGt;
  /** Made with `pow`, or of a point or an element that may be secret: what is done with it is wiped (see point.ts). */
  readonly #secret: boolean;

  static {
    isGt = (value): value is Gt => typeof value === "object" && value !== null && #raw in value;
  }

  /** Not for callers: elements come from pairing(), Gt.fromBytes and Gt.ONE. */
  constructor(token: symbol, raw: RawGt, secret: boolean) {
    if (token !== TOKEN) fail("BAD_TYPE", "elements of Gt are made by pairing, Gt.fromBytes and Gt.ONE");
    this.#raw = raw;
    this.#secret = secret;
  }

  /**
   * The neutral element.
   *
   * @example
   * Gt.ONE.isOne(); //=> true
   * Gt.ONE.toBytes().length; //=> Gt.BYTES
   */
  static get ONE(): Gt {
    one ??= pairing(G1.ZERO, G2.BASE);
    return one;
  }

  /**
   * Decodes 576 bytes, in our order or another library's. Throws BAD_TYPE, BAD_LENGTH, BAD_OPTION, NOT_CANONICAL,
   * NOT_IN_SUBGROUP.
   */
  static fromBytes(bytes: Uint8Array, order: GtOrder = "feldspar"): Gt {
    checkBytes(bytes, "Gt element", GT_SIZE);
    checkOrder(order);
    return new Gt(TOKEN, decodeGt(order === "feldspar" ? bytes : reordered(bytes, order, true)), false);
  }

  /**
   * 576 bytes: twelve coordinates, c0 before c1 at every level of the tower, or in the order of another library. One
   * encoding per element and order. Throws BAD_OPTION.
   */
  toBytes(order: GtOrder = "feldspar"): Uint8Array<ArrayBuffer> {
    checkOrder(order);
    const bytes = this.#run(() => encodeGt(this.#raw));
    if (order === "feldspar") return bytes;
    const others = reordered(bytes, order, false);
    bytes.fill(0);
    return others;
  }

  /** What console.log of Node shows: how to see the element, which is not printed unasked. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "element of Gt (its bytes: toBytes())";
  }

  #other(element: unknown): Gt {
    if (!isGt(element)) fail("BAD_TYPE", `expected an element of Gt, got ${describe(element)}`);
    return element;
  }

  /** What `use` gives, as a secret where this element is one, or `other`. */
  #run<Result>(use: () => Result, other: Gt = this): Result {
    return secretly(use, this.#secret || other.#secret);
  }

  #made(use: () => RawGt, other: Gt = this): Gt {
    return new Gt(TOKEN, this.#run(use, other), this.#secret || other.#secret);
  }

  /** this·other: the group is written as a product. Throws BAD_TYPE. */
  multiply(other: Gt): Gt {
    const b = this.#other(other);
    return this.#made(() => multiplyGt(this.#raw, b.#raw), b);
  }

  /**
   * this to the power of a scalar: a bigint in [0, r) or 32 bytes below r. Constant-sequence in the scalar, which is
   * wiped, as is all that is done with the result and with what is made of it. Give secrets as bytes: converting a
   * bigint takes a time that depends on it. Throws BAD_TYPE, BAD_SCALAR, BAD_LENGTH.
   */
  pow(scalar: Scalar): Gt {
    return new Gt(
      TOKEN,
      withScalarBytes(scalar, "scalar", (bytes) => powerGt(this.#raw, bytes)),
      true,
    );
  }

  /** 1/this. */
  inverse(): Gt {
    return this.#made(() => invertGt(this.#raw));
  }

  /** Variable-time. Throws BAD_TYPE. */
  equals(other: Gt): boolean {
    const b = this.#other(other);
    return this.#run(() => equalGt(this.#raw, b.#raw), b);
  }

  /** Is it the neutral element? Variable-time. */
  isOne(): boolean {
    return this.#run(() => isOneGt(this.#raw));
  }
}

/**
 * e(p, q). Variable-time; with a point that was made with `multiply` the core's memory is wiped. Throws BAD_TYPE, and
 * NOT_IN_SUBGROUP for points outside the subgroups.
 *
 * @example
 * const e = pairing(G1.BASE, G2.BASE);
 * pairing(G1.BASE.multiply(2n), G2.BASE.multiply(3n)).equals(e.pow(6n)); //=> true
 */
export function pairing(p: G1Point, q: G2Point): Gt {
  const [a, b] = [rawSubgroupPoint(p, "G1", "p"), rawSubgroupPoint(q, "G2", "q")];
  const secret = a.secret || b.secret;
  return new Gt(
    TOKEN,
    secretly(() => rawPairing(a.raw, b.raw), secret),
    secret,
  );
}

/** Pairs of points of the subgroups, read once. */
interface Pairs {
  readonly ps: readonly RawPoint[];
  readonly qs: readonly RawPoint[];
  readonly secret: boolean;
}

function readPairs(pairs: unknown): Pairs {
  const list = listOf(pairs, "pairs", true).map((pair, index) => {
    const points = listOf(pair, `pair ${index}`, true);
    if (points.length !== 2) fail("BAD_TYPE", `pair ${index}: expected [p, q]`, [index]);
    return points;
  });
  const ps = list.map(([p], index) => rawSubgroupPoint(p, "G1", `pair ${index}, p`));
  const qs = list.map(([, q], index) => rawSubgroupPoint(q, "G2", `pair ${index}, q`));
  return {
    ps: ps.map(({ raw }) => raw),
    qs: qs.map(({ raw }) => raw),
    secret: [...ps, ...qs].some(({ secret }) => secret),
  };
}

/**
 * The product of all e(p, q): shared squarings and one final exponentiation. One for an empty list. Variable-time;
 * with a point that was made with `multiply` the core's memory is wiped. Throws like pairing.
 *
 * @example
 * const product = pairingProduct([[G1.BASE, G2.BASE], [G1.BASE.multiply(2n), G2.BASE]]);
 * product.equals(pairing(G1.BASE, G2.BASE).pow(3n)); //=> true
 */
export function pairingProduct(pairs: readonly (readonly [G1Point, G2Point])[]): Gt {
  const { ps, qs, secret } = readPairs(pairs);
  if (ps.length === 0) return Gt.ONE;
  return new Gt(
    TOKEN,
    secretly(() => rawPairingProduct(ps, qs), secret),
    secret,
  );
}

/**
 * True when the product of all e(p, q) is one: shared squarings and one final exponentiation. True for an empty list.
 * Throws like pairing.
 *
 * @example
 * // a signature by hand: e(signature, -generator) · e(H(message), public key) is one
 * const [secretKey, hashed] = [minSig.randomSecretKey(), G1.hashToCurve(bytesOf("hello"), { DST: minSig.DST })];
 * const publicKey = G2.BASE.multiply(secretKey);
 * pairingCheck([[hashed.multiply(secretKey), G2.BASE.negate()], [hashed, publicKey]]); //=> true
 */
export function pairingCheck(pairs: readonly (readonly [G1Point, G2Point])[]): boolean {
  const { ps, qs, secret } = readPairs(pairs);
  return secretly(() => pairingProductIsOne(ps, qs), secret);
}
