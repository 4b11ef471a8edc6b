// mcl-wasm (C++ compiled to WebAssembly), with the encodings of Ethereum, which are those of ZCash and the IETF draft.
import * as library from "mcl-wasm";
import { bigEndian, concat, hex } from "../bytes.js";
import { ORDER } from "../generators.js";
import type { Reference, ReferenceGroup } from "./index.js";

await library.init(library.BLS12_381);
library.setETHserialization(true);
// 5: the random-oracle hash of RFC 9380
library.setMapToMode(5);

function scalar(value: bigint): library.Fr {
  const result = new library.Fr();
  result.setStr(value.toString(16), 16);
  return result;
}

function integerOf(value: library.Fr): bigint {
  return BigInt(`0x${value.getStr(16)}`);
}

type Point = library.G1 | library.G2;

function group<P extends Point>(
  create: () => P,
  generator: Uint8Array,
  operations: {
    hash(message: Uint8Array): P;
    multiply(point: P, scalar: library.Fr): P;
    evaluate(coefficients: P[], id: library.Fr): P;
    interpolate(ids: library.Fr[], values: P[]): P;
  },
): ReferenceGroup {
  const read = (bytes: Uint8Array): P => {
    const point = create();
    point.deserialize(bytes);
    return point;
  };
  return {
    generator,
    zero: create().serialize(),
    add: (a, b) => library.add(read(a), read(b)).serialize(),
    subtract: (a, b) => library.sub(read(a), read(b)).serialize(),
    double: (a) => library.dbl(read(a)).serialize(),
    negate: (a) => library.neg(read(a)).serialize(),
    multiply: (a, value) => operations.multiply(read(a), scalar(value)).serialize(),
    multiplyBase: (value) => operations.multiply(read(generator), scalar(value)).serialize(),
    msm: (points, scalars) =>
      (points.length === 0 ? create() : library.mulVec(points.map(read), scalars.map(scalar))).serialize(),
    hashToCurve: (message) => operations.hash(message).serialize(),
    evaluate: (coefficients, id) => operations.evaluate(coefficients.map(read), scalar(id)).serialize(),
    interpolate: (ids, values) => operations.interpolate(ids.map(scalar), values.map(read)).serialize(),
  };
}

/** The standard generators, which mcl-wasm has no call for: compressed, both with the smaller y. */
const generator1 = bigEndian(
  (1n << 383n) | 0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bbn,
  48,
);
const generator2 = concat(
  bigEndian(
    (1n << 383n) | 0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7en,
    48,
  ),
  bigEndian(0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8n, 48),
);

function read1(bytes: Uint8Array): library.G1 {
  return library.deserializeHexStrToG1(hex(bytes));
}

function read2(bytes: Uint8Array): library.G2 {
  return library.deserializeHexStrToG2(hex(bytes));
}

export const mcl: Reference = {
  name: "mcl-wasm",
  G1: group(() => new library.G1(), generator1, {
    hash: library.hashAndMapToG1,
    multiply: (point, value) => library.mul(point, value),
    evaluate: library.shareG1,
    interpolate: library.recoverG1,
  }),
  G2: group(() => new library.G2(), generator2, {
    hash: library.hashAndMapToG2,
    multiply: (point, value) => library.mul(point, value),
    evaluate: library.shareG2,
    interpolate: library.recoverG2,
  }),
  scalarField: {
    add: (a, b) => integerOf(library.add(scalar(a), scalar(b))),
    subtract: (a, b) => integerOf(library.sub(scalar(a), scalar(b))),
    multiply: (a, b) => integerOf(library.mul(scalar(a), scalar(b))),
    negate: (a) => integerOf(library.neg(scalar(a))),
    invert: (a) => integerOf(library.inv(scalar(a))),
    evaluate: (coefficients, id) => integerOf(library.shareFr(coefficients.map(scalar), scalar(id % ORDER))),
    interpolate: (ids, values) => integerOf(library.recoverFr(ids.map(scalar), values.map(scalar))),
  },
  fixedTag: {
    G1: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_POP_",
    G2: "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_",
  },
  pairing: (p, q) => {
    const coordinates = library.pairing(read1(p), read2(q)).getStr(16).split(" ");
    return concat(...coordinates.map((coordinate) => bigEndian(BigInt(`0x${coordinate}`), 48)));
  },
  pairingCheck: (pairs) => {
    const product = new library.GT();
    product.setInt(1);
    return pairs.reduce((total, [p, q]) => library.mul(total, library.pairing(read1(p), read2(q))), product).isOne();
  },
};
