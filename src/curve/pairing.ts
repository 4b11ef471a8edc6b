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
} from "../../bindings/pairing.js";
import { type Scalar, scalarToBytes } from "../../bindings/scalar.js";
import { G1, type G1Point, G2, type G2Point } from "./group.js";
import { rawSubgroupPoint } from "./point.js";

const TOKEN = Symbol("feldspar gt");
let one: Gt | undefined;
let isGt: (value: unknown) => value is Gt;

/** An element of the target group, immutable and opaque. */
export class Gt {
  /** Length of an encoding. */
  static readonly BYTES = GT_SIZE;
  readonly #raw: RawGt;

  static {
    isGt = (value): value is Gt => typeof value === "object" && value !== null && #raw in value;
  }

  /** Not for callers: elements come from pairing(), Gt.fromBytes and Gt.ONE. */
  constructor(token: symbol, raw: RawGt) {
    if (token !== TOKEN) fail("BAD_TYPE", "elements of Gt are made by pairing, Gt.fromBytes and Gt.ONE");
    this.#raw = raw;
  }

  /** The neutral element. */
  static get ONE(): Gt {
    one ??= pairing(G1.ZERO, G2.BASE);
    return one;
  }

  /** Decodes 576 bytes. Throws BAD_LENGTH, NOT_CANONICAL, NOT_IN_SUBGROUP. */
  static fromBytes(bytes: Uint8Array): Gt {
    checkBytes(bytes, "Gt element", GT_SIZE);
    return new Gt(TOKEN, decodeGt(bytes));
  }

  /** 576 bytes: twelve coordinates, c0 before c1 at every level of the tower. One encoding per element. */
  toBytes(): Uint8Array<ArrayBuffer> {
    return encodeGt(this.#raw);
  }

  /** What console.log of Node shows: how to see the element, which is not printed unasked. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "element of Gt (its bytes: toBytes())";
  }

  #other(element: unknown): RawGt {
    if (!isGt(element)) fail("BAD_TYPE", `expected an element of Gt, got ${describe(element)}`);
    return element.#raw;
  }

  multiply(other: Gt): Gt {
    return new Gt(TOKEN, multiplyGt(this.#raw, this.#other(other)));
  }

  /** this to the power of a scalar in [0, r), constant-sequence. */
  pow(scalar: Scalar): Gt {
    return new Gt(TOKEN, powerGt(this.#raw, scalarToBytes(scalar, "scalar")));
  }

  inverse(): Gt {
    return new Gt(TOKEN, invertGt(this.#raw));
  }

  equals(other: Gt): boolean {
    return equalGt(this.#raw, this.#other(other));
  }

  isOne(): boolean {
    return isOneGt(this.#raw);
  }
}

/** e(p, q). Variable-time. Throws BAD_TYPE, and NOT_IN_SUBGROUP for points outside the subgroups. */
export function pairing(p: G1Point, q: G2Point): Gt {
  return new Gt(TOKEN, rawPairing(rawSubgroupPoint(p, "G1", "p"), rawSubgroupPoint(q, "G2", "q")));
}

/**
 * True when the product of all e(p, q) is one: shared squarings and one final exponentiation. True for an empty list.
 * Throws like pairing.
 */
export function pairingCheck(pairs: readonly (readonly [G1Point, G2Point])[]): boolean {
  const list = listOf(pairs, "pairs", true).map((pair, index) => {
    const points = listOf(pair, `pair ${index}`, true);
    if (points.length !== 2) fail("BAD_TYPE", `pair ${index}: expected [p, q]`, [index]);
    return points;
  });
  return pairingProductIsOne(
    list.map(([p], index) => rawSubgroupPoint(p, "G1", `pair ${index}, p`)),
    list.map(([, q], index) => rawSubgroupPoint(q, "G2", `pair ${index}, q`)),
  );
}
