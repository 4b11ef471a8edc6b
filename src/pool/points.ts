// Points in bulk: decoding, and multi-scalar multiplication.
import { listOf } from "../../bindings/arguments.js";
import { checkCount, isBytes } from "../../bindings/bytes.js";
import { checkStatuses, describe, fail } from "../../bindings/errors.js";
import { type RawPoint, SIZES } from "../../bindings/point.js";
import { concatScalars, type Scalar } from "../../bindings/scalar.js";
import { sliceVector } from "../../bindings/vector.js";
import {
  type CurveGroup,
  G1,
  G2,
  type GroupName,
  type Point,
  type Vector,
  type VectorDecodeOptions,
} from "../curve/index.js";
import { wrapPoint } from "../curve/point.js";
import { checksSubgroup, rawVectorOf, wrapVector } from "../curve/vector.js";
import { packBytes } from "./buffers.js";
import type { Call } from "./calls.js";
import type { Dispatcher, Part } from "./dispatcher.js";
import type { DecodedPoints } from "./messages.js";
import { evenRanges } from "./split.js";

/**
 * Fewer points are not worth a thread of their own. The sums of an MSM share work that halves do twice, so there it
 * takes more.
 */
const TO_MULTIPLY = { least: 256, most: 4096 };
const TO_DECODE = { least: 64, most: 2048 };

function checkGroup(group: unknown): void {
  if (group !== G1 && group !== G2) fail("BAD_TYPE", `group: expected G1 or G2, got ${describe(group)}`);
}

export async function msm<Name extends GroupName>(
  dispatcher: Dispatcher,
  call: Call,
  group: CurveGroup<Name>,
  points: readonly Point<Name>[] | Vector<Name>,
  scalars: readonly Scalar[],
): Promise<Point<Name>> {
  checkGroup(group);
  const { raw, torsionFree } = rawVectorOf(group.name, points, "points");
  const list = listOf<Scalar>(scalars, "scalars", true);
  if (raw.count === 0 || list.length !== raw.count) return group.msm(wrapVector(group.name, raw, torsionFree), list);
  const bytes = concatScalars(list, "scalar");
  const part = (start: number, end: number): Part => ({
    request: {
      kind: "msm",
      group: group.name,
      vector: sliceVector(group.name, raw, start, end),
      torsionFree,
      scalars: bytes.subarray(32 * start, 32 * end),
    },
    items: [start],
    size: end - start,
  });
  const sums = await dispatcher.computeParts<{ raw: RawPoint; torsionFree: boolean }>(
    call,
    evenRanges(raw.count, dispatcher.partsFor(raw.count, TO_MULTIPLY)).map(({ start, end }) => part(start, end)),
    () => part(0, raw.count),
  );
  return sums
    .map(({ value }) => wrapPoint(group.name, value.raw, value.torsionFree))
    .reduce((total, point) => total.add(point));
}

export async function decodeVector<Name extends GroupName>(
  dispatcher: Dispatcher,
  call: Call,
  group: CurveGroup<Name>,
  encodings: readonly Uint8Array[] | Uint8Array,
  options: VectorDecodeOptions,
): Promise<Vector<Name>> {
  checkGroup(group);
  const packed = packEncodings(group, encodings);
  const { transcript } = options;
  const subgroupCheck = checksSubgroup(options.subgroupCheck);
  const isPlain = transcript === undefined || isBytes(transcript);
  if (packed === undefined || packed.bytes.length === 0 || !isPlain) return group.Vector.fromBytes(encodings, options);
  const { bytes, length } = packed;
  const count = bytes.length / length;
  const part = (start: number, end: number): Part => ({
    request: {
      kind: "decode",
      group: group.name,
      bytes: bytes.subarray(start * length, end * length),
      length,
      subgroupCheck,
      transcript,
    },
    items: [start],
    size: end - start,
  });
  const results = await dispatcher.computeParts<DecodedPoints>(
    call,
    evenRanges(count, dispatcher.partsFor(count, TO_DECODE)).map(({ start, end }) => part(start, end)),
    () => part(0, count),
  );
  const raw = new Uint8Array(count * SIZES[group.name].affine);
  const statuses = new Int32Array(count);
  for (const { items, value } of results) {
    const start = items[0]!;
    raw.set(value.bytes, start * SIZES[group.name].affine);
    for (const { place, status } of value.refused) statuses[start + place] = status;
  }
  checkStatuses(statuses, "point");
  return wrapVector(group.name, { bytes: raw, count }, subgroupCheck);
}

/** A copy, end to end; undefined for anything that Vector.fromBytes refuses before it decodes. */
function packEncodings(
  { name, compressedLength, uncompressedLength }: CurveGroup<GroupName>,
  encodings: unknown,
): { bytes: Uint8Array; length: number } | undefined {
  if (isBytes(encodings)) {
    if (encodings.length % compressedLength !== 0) return undefined;
    checkCount(encodings.length / compressedLength, SIZES[name].affine, "encodings");
    return { bytes: new Uint8Array(encodings), length: compressedLength };
  }
  const list = listOf<Uint8Array>(encodings, "encodings", true);
  const [first] = list;
  const length = isBytes(first) && first.length === uncompressedLength ? uncompressedLength : compressedLength;
  if (!list.every((item) => isBytes(item) && item.length === length)) return undefined;
  return { bytes: packBytes(list).bytes, length };
}
