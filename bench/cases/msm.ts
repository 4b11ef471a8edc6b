// Multi-scalar multiplication, full-size scalars, points already decoded. Every library's result is compared with ours
// once.
import { pippenger } from "@noble/curves/abstract/curve.js";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { type CurveGroup, G1, G2, type GroupName } from "../../src/curve/index.js";
import { concatenate, littleEndian, manyPoints, scalars } from "../measure/inputs.js";
import type { Peers } from "../peers/index.js";
import { mclAffine, mclScalar, mclSums } from "../peers/mcl.js";
import type { Case } from "./case.js";

const SIZES = { G1: [16, 64, 256, 1024, 4096, 16384, 65536], G2: [16, 64, 256, 1024, 2048, 4096] } as const;
/** Beyond these a call takes seconds, or the library's memory does not hold it. */
const MOST = { "@noble/curves": 256, ffjavascript: 4096 } as const;
/** montgomery is made for big ones, and has no windows for others. */
const LEAST_FOR_MONTGOMERY = 4096;

const sameBytes = (a: Uint8Array, b: Uint8Array) => Buffer.compare(a, b) === 0;

export function msmCases(peers: Peers): Case[] {
  return [...casesOf(peers, G1), ...casesOf(peers, G2)];
}

function casesOf<Name extends GroupName>(peers: Peers, group: CurveGroup<Name>): Case[] {
  const { mcl, blst, ffjavascript, montgomery } = peers;
  const { name } = group;
  const number = name === "G1" ? 1 : 2;
  const sizes: readonly number[] = SIZES[name];
  const largest = Math.max(...sizes);
  const decoded = manyPoints(group, largest);
  const uncompressed = group.Vector.fromPoints(decoded).toBytes(false);
  const allScalars = scalars("msm", largest);
  const little = allScalars.map(littleEndian);
  const mclSum = mclSums(
    mcl,
    name,
    uncompressed.map((bytes) => mclAffine(mcl, name, bytes)),
    allScalars.map((bytes) => mclScalar(mcl, bytes)),
  );
  const montgomeryPoints = name === "G1" ? uncompressed.map((bytes) => montgomery.point(bytes)) : [];
  const ffMost = Math.min(largest, MOST.ffjavascript);
  const ffPoints = ffjavascript.points(name, uncompressed.slice(0, ffMost));
  const ffScalars = ffjavascript.put(concatenate(little.slice(0, ffMost)));
  const few = allScalars
    .slice(0, MOST["@noble/curves"])
    .map((bytes) => BigInt(`0x${Buffer.from(bytes).toString("hex")}`));
  const noble = nobleSum(name, uncompressed.slice(0, MOST["@noble/curves"]), few);

  return sizes.map((size): Case => {
    const vector = group.Vector.fromPoints(decoded.slice(0, size));
    const some = allScalars.slice(0, size);
    const [montgomerySome, littleSome] = [montgomeryPoints.slice(0, size), little.slice(0, size)];
    const blstPoints = blst?.points(number, concatenate(uncompressed.slice(0, size)));
    const blstScalars = concatenate(littleSome);
    const expected = group.msm(vector, some).toBytes();
    if (blst && blstPoints && !sameBytes(blst.msm(blstPoints, blstScalars), expected)) {
      throw new Error(`native blst's sum of ${size} points is not ours`);
    }
    if (size <= 256) {
      mclSum.sum(size);
      if (!sameBytes(mclSum.value().serialize(), expected))
        throw new Error(`mcl-wasm's sum of ${size} points is not ours`);
    }
    return {
      id: `${name.toLowerCase()}-msm-${size}`,
      group: "msm",
      title: `${name} multi-scalar multiplication, ${size} points`,
      note:
        name === "G1" && size >= LEAST_FOR_MONTGOMERY
          ? "montgomery's time includes reading the points, some 8 %"
          : undefined,
      contestants: {
        feldspar: () => group.msm(vector, some),
        "mcl-wasm": () => mclSum.sum(size),
        ...(size <= MOST["@noble/curves"] && { "@noble/curves": () => noble(size) }),
        ...(size <= MOST.ffjavascript && {
          ffjavascript: () => ffjavascript.msm({ ...ffPoints, count: size }, ffScalars),
        }),
        ...(name === "G1" &&
          size >= LEAST_FOR_MONTGOMERY && { montgomery: () => montgomery.msm(littleSome, montgomerySome) }),
        ...(blst && blstPoints && { "native blst": () => blst.msm(blstPoints, blstScalars) }),
      },
    };
  });
}

function nobleSum(name: GroupName, uncompressed: readonly Uint8Array[], values: readonly bigint[]) {
  if (name === "G1") {
    const points = uncompressed.map((bytes) => bls12_381.G1.Point.fromBytes(bytes));
    return (size: number) => pippenger(bls12_381.G1.Point, points.slice(0, size), values.slice(0, size));
  }
  const points = uncompressed.map((bytes) => bls12_381.G2.Point.fromBytes(bytes));
  return (size: number) => pippenger(bls12_381.G2.Point, points.slice(0, size), values.slice(0, size));
}
