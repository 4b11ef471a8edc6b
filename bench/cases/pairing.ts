// Pairings: single, and a product of several as in a verification of many signatures.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { G1, G2, pairing, pairingCheck } from "../../src/curve/index.js";
import { points } from "../measure/inputs.js";
import type { Peers } from "../peers/index.js";
import { mclPoint } from "../peers/mcl.js";
import type { Case } from "./case.js";

export function pairingCases({ mcl, blst, ffjavascript }: Peers): Case[] {
  const [p, q] = [points("G1", 1)[0] as Uint8Array, points("G2", 1)[0] as Uint8Array];
  const [ourP, ourQ] = [G1.fromBytes(p), G2.fromBytes(q)];
  const [mclP, mclQ] = [mclPoint(mcl, "G1", p), mclPoint(mcl, "G2", q)];
  const [nobleP, nobleQ] = [bls12_381.G1.Point.fromBytes(p), bls12_381.G2.Point.fromBytes(q)];
  const [flatP, flatQ] = [ourP.toBytes(false), ourQ.toBytes(false)];
  const [ffP, ffQ] = [ffjavascript.points("G1", [flatP]), ffjavascript.points("G2", [flatQ])];
  const [blstP, blstQ] = [blst?.points(1, flatP), blst?.points(2, flatQ)];
  const eight = points("G1", 8).map((bytes, i) => [bytes, points("G2", 8)[i] as Uint8Array] as const);
  const ourPairs = eight.map(([a, b]) => [G1.fromBytes(a), G2.fromBytes(b)] as const);
  const noblePairs = eight.map(([a, b]) => ({
    g1: bls12_381.G1.Point.fromBytes(a),
    g2: bls12_381.G2.Point.fromBytes(b),
  }));
  return [
    {
      id: "pairing",
      group: "pairing",
      title: "pairing",
      contestants: {
        feldspar: () => pairing(ourP, ourQ),
        "mcl-wasm": () => mcl.pairing(mclP, mclQ),
        "@noble/curves": () => bls12_381.pairing(nobleP, nobleQ),
        ffjavascript: () => ffjavascript.pairing(ffP, ffQ),
        ...(blst && blstP && blstQ && { "native blst": () => blst.pairing(blstP, blstQ) }),
      },
    },
    {
      id: "pairing-product-8",
      group: "pairing",
      title: "product of 8 pairings",
      contestants: {
        feldspar: () => pairingCheck(ourPairs),
        "@noble/curves": () => bls12_381.pairingBatch(noblePairs),
      },
    },
  ];
}
