// bindings/vector.ts over the transparent group: scalars end to end.
import { checkStatuses } from "../../../bindings/errors.js";
import { type Bytes, bytesOf, integersOf, LENGTH, modulo } from "./numbers.js";
import { decodeStatus, encodeScalar, type GroupName, type RawPoint, SIZES } from "./point.js";

export interface RawVector {
  readonly bytes: Bytes;
  readonly count: number;
}

export interface DecodedList {
  readonly vector: RawVector;
  readonly statuses: Int32Array;
}

export interface SubgroupSeed {
  readonly bytes: Uint8Array;
  readonly bits: number;
}

export const FEWEST_IN_BULK = 16;

export function decodeVectorStatuses(
  group: GroupName,
  bytes: Uint8Array,
  length: number,
  subgroupCheck: boolean,
): DecodedList {
  const count = bytes.length / length;
  const statuses = new Int32Array(count);
  const out = new Uint8Array(count * LENGTH);
  for (let index = 0; index < count; index++) {
    const encoded = bytes.subarray(index * length, (index + 1) * length);
    statuses[index] = decodeStatus(encoded, length === SIZES[group].compressed, subgroupCheck);
    if (statuses[index] === 0) out.set(encoded.subarray(length - LENGTH), index * LENGTH);
  }
  return { vector: { bytes: out, count }, statuses };
}

export function decodeVector(
  group: GroupName,
  bytes: Uint8Array,
  length: number,
  subgroupCheck: boolean,
  subject: string,
): RawVector {
  const { vector, statuses } = decodeVectorStatuses(group, bytes, length, subgroupCheck);
  checkStatuses(statuses, subject);
  return vector;
}

export function packVector(_: GroupName, points: readonly RawPoint[]): RawVector {
  const bytes = new Uint8Array(points.length * LENGTH);
  points.forEach((point, index) => {
    bytes.set(point, index * LENGTH);
  });
  return { bytes, count: points.length };
}

export function unpackVector(group: GroupName, vector: RawVector): RawPoint[] {
  return Array.from({ length: vector.count }, (_, index) => vectorAt(group, vector, index));
}

export function vectorAt(_: GroupName, vector: RawVector, index: number): RawPoint {
  return vector.bytes.slice(index * LENGTH, (index + 1) * LENGTH);
}

export function encodeVector(group: GroupName, vector: RawVector, compressed: boolean): Bytes {
  const length = compressed ? SIZES[group].compressed : SIZES[group].uncompressed;
  const out = new Uint8Array(vector.count * length);
  unpackVector(group, vector).forEach((point, index) => {
    out.set(encodeScalar(group, point, compressed), index * length);
  });
  return out;
}

export function sliceVector(_: GroupName, vector: RawVector, start: number, end: number): RawVector {
  return { bytes: vector.bytes.subarray(start * LENGTH, end * LENGTH), count: end - start };
}

export function pickVector(group: GroupName, vector: RawVector, positions: readonly number[]): RawVector {
  return packVector(
    group,
    positions.map((position) => vectorAt(group, vector, position)),
  );
}

export function sumVector(_: GroupName, vector: RawVector): RawPoint {
  return bytesOf(modulo(integersOf(vector.bytes).reduce((sum, value) => sum + value, 0n)));
}

export function multiScalarMultiply(_: GroupName, vector: RawVector, scalars: Uint8Array): RawPoint {
  const by = integersOf(scalars);
  return bytesOf(modulo(integersOf(vector.bytes).reduce((sum, value, index) => sum + value * by[index]!, 0n)));
}

export function multiplyGeneratorMany(_: GroupName, scalars: Uint8Array): RawVector {
  return { bytes: scalars.slice() as Bytes, count: scalars.length / LENGTH };
}
