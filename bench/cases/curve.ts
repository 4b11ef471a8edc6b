// Single points: multiplication, hashing, decoding, subgroup membership.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { G1, G2 } from "../../src/curve/index.js";
import type { Case } from "../case.js";
import { type Mcl, mclPoint, mclScalar } from "../peers/mcl.js";
import { digest, points, scalarBytes } from "../support/inputs.js";

const DST = { G1: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_", G2: "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_" };

export function curveCases(mcl: Mcl): Case[] {
  const cases: Case[] = [];
  for (const name of ["G1", "G2"] as const) {
    const ours = name === "G1" ? G1 : G2;
    const noble = bls12_381[name];
    const encoded = points(name, 1)[0] as Uint8Array;
    const secret = scalarBytes("multiply", 0);
    const secretValue = BigInt(`0x${Buffer.from(secret).toString("hex")}`);
    const point = ours.fromBytes(encoded);
    const noblePoint = noble.Point.fromBytes(encoded);
    const mclOne = mclPoint(mcl, name, encoded);
    const mclSecret = mclScalar(mcl, secret);
    const message = digest("message", 0);
    const hash = mcl[name === "G1" ? "hashAndMapToG1" : "hashAndMapToG2"].bind(mcl);
    cases.push(
      {
        id: `${name.toLowerCase()}-multiply`,
        group: "curve",
        title: `${name} scalar multiplication, secret scalar`,
        contestants: {
          feldspar: () => point.multiply(secret),
          "mcl-wasm": () => mcl.mul(mclOne, mclSecret),
          "@noble/curves": () => noblePoint.multiply(secretValue),
        },
      },
      {
        id: `${name.toLowerCase()}-multiply-vartime`,
        group: "curve",
        title: `${name} scalar multiplication, public scalar`,
        contestants: {
          feldspar: () => point.multiplyVartime(secret),
          "mcl-wasm": () => mcl.mul(mclOne, mclSecret),
          "@noble/curves": () => noblePoint.multiplyUnsafe(secretValue),
        },
      },
      {
        id: `${name.toLowerCase()}-hash`,
        group: "curve",
        title: `hash to ${name}`,
        contestants: {
          feldspar: () => ours.hashToCurve(message, { DST: DST[name] }),
          "mcl-wasm": () => hash(message),
          "@noble/curves": () => noble.hashToCurve(message, { DST: DST[name] }),
        },
      },
      {
        id: `${name.toLowerCase()}-decode`,
        group: "curve",
        title: `decode ${name} with subgroup check`,
        contestants: {
          feldspar: () => ours.fromBytes(encoded),
          "mcl-wasm": () => mclPoint(mcl, name, encoded),
          "@noble/curves": () => noble.Point.fromBytes(encoded).assertValidity(),
        },
      },
    );
  }
  return cases;
}
