// Many points from bytes, all checked: canonical, on the curve, in the subgroup. Together, against each alone and against native blst, which
// does each alone.
import blst from "@chainsafe/blst";
import { G1, G2 } from "../../src/curve/index.js";
import type { Case } from "../case.js";
import { points } from "../support/inputs.js";

const COUNTS = [67, 256, 1024];

export function decodeCases(): Case[] {
  return (["G1", "G2"] as const).flatMap((name) => {
    const group = name === "G1" ? G1 : G2;
    // in G1 a key, in G2 a signature: that is how blst's binding names points
    const theirs = (bytes: Uint8Array) =>
      name === "G1" ? blst.PublicKey.fromBytes(bytes, true) : blst.Signature.fromBytes(bytes, true);
    const all = points(name, Math.max(...COUNTS));
    return COUNTS.map((count): Case => {
      const encoded = all.slice(0, count);
      return {
        id: `${name.toLowerCase()}-decode-${count}`,
        group: "curve",
        title: `decode ${count} points of ${name} with subgroup check`,
        contestants: {
          feldspar: () => group.Vector.fromBytes(encoded),
          "one by one": () => encoded.map((bytes) => group.fromBytes(bytes)),
          "native blst": () => encoded.map(theirs),
        },
        goals:
          count === 1024
            ? [
                { peer: "one by one", ratio: 4, kernels: ["relaxed"] },
                { peer: "native blst", ratio: 1, kernels: ["relaxed"] },
              ]
            : [],
      };
    });
  });
}
