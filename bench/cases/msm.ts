// Multi-scalar multiplication, 2^4 to 2^12 points, full-size scalars, points already decoded.
import { pippenger } from "@noble/curves/abstract/curve.js";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { G1, G2, type Vector } from "../../src/curve/index.js";
import type { Case } from "../case.js";
import { type Mcl, mclPoint, mclScalar } from "../peers/mcl.js";
import { points, scalars } from "../support/inputs.js";

/** Beyond this @noble/curves takes seconds per call. */
const MOST_FOR_NOBLE = 256;

/** Our call and noble's for the first `size` points, in one group. */
function contestantsOf(group: "G1" | "G2", encoded: Uint8Array[], all: Uint8Array[]) {
  const values = all.slice(0, MOST_FOR_NOBLE).map((bytes) => BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
  const few = encoded.slice(0, MOST_FOR_NOBLE);
  if (group === "G1") {
    const decoded = few.map((bytes) => bls12_381.G1.Point.fromBytes(bytes));
    return {
      decode: (size: number) => G1.Vector.fromBytes(encoded.slice(0, size)) as Vector,
      ours: (vector: Vector, some: Uint8Array[]) => G1.msm(vector as Vector<"G1">, some),
      noble: (size: number) => pippenger(bls12_381.G1.Point, decoded.slice(0, size), values.slice(0, size)),
    };
  }
  const decoded = few.map((bytes) => bls12_381.G2.Point.fromBytes(bytes));
  return {
    decode: (size: number) => G2.Vector.fromBytes(encoded.slice(0, size)) as Vector,
    ours: (vector: Vector, some: Uint8Array[]) => G2.msm(vector as Vector<"G2">, some),
    noble: (size: number) => pippenger(bls12_381.G2.Point, decoded.slice(0, size), values.slice(0, size)),
  };
}

export function msmCases(mcl: Mcl, sizes: readonly number[] = [16, 64, 256, 1024, 4096]): Case[] {
  return (["G1", "G2"] as const).flatMap((name) => {
    const largest = Math.max(...sizes);
    const allPoints = points(name, largest);
    const allScalars = scalars("msm", largest);
    const mclPoints = allPoints.map((bytes) => mclPoint(mcl, name, bytes));
    const mclScalars = allScalars.map((bytes) => mclScalar(mcl, bytes));
    const { decode, ours, noble } = contestantsOf(name, allPoints, allScalars);
    return sizes.map((size): Case => {
      const vector = decode(size);
      const some = allScalars.slice(0, size);
      const [mclSome, mclSomeScalars] = [mclPoints.slice(0, size), mclScalars.slice(0, size)];
      return {
        id: `${name.toLowerCase()}-msm-${size}`,
        group: "msm",
        title: `${name} multi-scalar multiplication, ${size} points`,
        contestants: {
          feldspar: () => ours(vector, some),
          "mcl-wasm": () => mcl.mulVec(mclSome, mclSomeScalars),
          ...(size <= MOST_FOR_NOBLE ? { "@noble/curves": () => noble(size) } : {}),
        },
        ...(size === 1024 ? { goals: [{ peer: "mcl-wasm", ratio: 5, kernels: ["relaxed", "portable"] }] } : {}),
      };
    });
  });
}
