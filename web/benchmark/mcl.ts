// mcl-wasm in a browser: the part of it that the page compares with, and conversions by encoded bytes.
import * as library from "mcl-wasm";

type Library = typeof library;
export type Mcl = Library;

/** Hashing to the curve as in RFC 9380, under Ethereum's tag. */
const IRTF = 5;

export async function loadMcl(): Promise<Mcl> {
  // a CommonJS package: what it exports may be under "default", or be the namespace itself
  const mcl = (library as unknown as { default?: Library }).default ?? library;
  await mcl.init(mcl.BLS12_381);
  mcl.setETHserialization(true);
  mcl.setMapToMode(IRTF);
  return mcl;
}

export function mclG1(mcl: Mcl, compressed: Uint8Array) {
  const point = new mcl.G1();
  point.deserialize(compressed);
  return point;
}

export function mclG2(mcl: Mcl, compressed: Uint8Array) {
  const point = new mcl.G2();
  point.deserialize(compressed);
  return point;
}

/** From 32 bytes big-endian. */
export function mclScalar(mcl: Mcl, bytes: Uint8Array) {
  const scalar = new mcl.Fr();
  scalar.setLittleEndianMod(Uint8Array.from(bytes).reverse());
  return scalar;
}
