// Points: multiplication, hashing, decoding one by one and in bulk, subgroup membership included.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { G1, G2 } from "../../src/curve/index.js";
import { concatenate, digest, littleEndian, manyPoints, points, scalarBytes } from "../measure/inputs.js";
import type { Peers } from "../peers/index.js";
import { mclConstantTime, mclPoint, mclScalar } from "../peers/mcl.js";
import type { Case } from "./case.js";

const DST = { G1: "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_", G2: "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_" };
const BULK = 1024;

export function curveCases({ mcl, blst, ffjavascript }: Peers): Case[] {
  mcl.verifyOrderG1(true);
  mcl.verifyOrderG2(true);
  const cases: Case[] = [];
  for (const name of ["G1", "G2"] as const) {
    const ours = name === "G1" ? G1 : G2;
    const number = name === "G1" ? 1 : 2;
    const id = name.toLowerCase();
    const noble = bls12_381[name];
    const encoded = points(name, 1)[0] as Uint8Array;
    const secret = scalarBytes("multiply", 0);
    const secretValue = BigInt(`0x${Buffer.from(secret).toString("hex")}`);
    const point = ours.fromBytes(encoded);
    const noblePoint = noble.Point.fromBytes(encoded);
    const mclOne = mclPoint(mcl, name, encoded);
    const mclSecret = mclScalar(mcl, secret);
    const message = digest("message", 0);
    const tag = new TextEncoder().encode(DST[name]);
    const hash = mcl[name === "G1" ? "hashAndMapToG1" : "hashAndMapToG2"].bind(mcl);
    const secretLittle = littleEndian(secret);
    const blstPoint = blst?.points(number, point.toBytes(false));
    const ffPoint = ffjavascript.points(name, [point.toBytes(false)]);
    const ffScalar = ffjavascript.put(secretLittle);
    const many = concatenate((name === "G1" ? manyPoints(G1, BULK) : manyPoints(G2, BULK)).map((one) => one.toBytes()));
    const each = Array.from({ length: BULK }, (_, i) =>
      many.subarray((i * many.length) / BULK, ((i + 1) * many.length) / BULK),
    );
    const blstMultiply = blst && blstPoint && { "native blst": () => blst.multiply(blstPoint, secretLittle) };
    cases.push(
      {
        id: `${id}-multiply`,
        group: "curve",
        title: `${name} scalar multiplication, secret scalar`,
        note: "constant-time on all sides but ffjavascript's: mcl-wasm's mulCT, @noble/curves' multiply",
        contestants: {
          feldspar: () => point.multiply(secret),
          "mcl-wasm": mclConstantTime(mcl, name, mclOne, mclSecret),
          "@noble/curves": () => noblePoint.multiply(secretValue),
          ffjavascript: () => ffjavascript.multiply(ffPoint, ffScalar),
          ...blstMultiply,
        },
      },
      {
        id: `${id}-multiply-vartime`,
        group: "curve",
        title: `${name} scalar multiplication, public scalar`,
        note: "native blst has only the constant-time one",
        contestants: {
          feldspar: () => point.multiplyVartime(secret),
          "mcl-wasm": () => mcl.mul(mclOne, mclSecret),
          "@noble/curves": () => noblePoint.multiplyUnsafe(secretValue),
          ffjavascript: () => ffjavascript.multiply(ffPoint, ffScalar),
          ...blstMultiply,
        },
      },
      {
        id: `${id}-hash`,
        group: "curve",
        title: `hash to ${name}`,
        contestants: {
          feldspar: () => ours.hashToCurve(message, { DST: DST[name] }),
          "mcl-wasm": () => hash(message),
          "@noble/curves": () => noble.hashToCurve(message, { DST: DST[name] }),
          ...(blst && { "native blst": () => blst.hash(number, message, tag) }),
        },
      },
      {
        id: `${id}-decode`,
        group: "curve",
        title: `decode ${name} with subgroup check`,
        contestants: {
          feldspar: () => ours.fromBytes(encoded),
          "mcl-wasm": () => mclPoint(mcl, name, encoded),
          "@noble/curves": () => noble.Point.fromBytes(encoded).assertValidity(),
          ...(blst && { "native blst": () => blst.decode(number, encoded) }),
        },
      },
      {
        id: `${id}-decode-bulk`,
        group: "curve",
        title: `decode ${name} with subgroup check, ${BULK} points at once, per point`,
        repeats: BULK,
        contestants: {
          feldspar: () => ours.Vector.fromBytes(many),
          "feldspar one by one": () => each.forEach((bytes) => void ours.fromBytes(bytes)),
          "mcl-wasm": () => each.forEach((bytes) => void mclPoint(mcl, name, bytes)),
          ...(blst && { "native blst": () => blst.decode(number, many) }),
        },
      },
    );
  }
  return cases;
}
