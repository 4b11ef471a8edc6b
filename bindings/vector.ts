// Vectors of points, as opaque bytes: packed affine points end to end (128 bytes each in G1, 256 in G2, the identity as
// zeros), in the representation of the kernel in use. As with points (point.ts), they may be kept and handed back,
// never stored, sent or looked into.
import { checkCount, zeroBytes } from "./bytes.js";
import { checkStatuses } from "./errors.js";
import { type GroupName, groupExports, makePoint, POINT_SIZE, type RawPoint, SCALAR_SIZE, SIZES } from "./point.js";
import { withArena, withSecretArena } from "./scope.js";

/** Packed affine points, `count` of them. */
export interface RawVector {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly count: number;
}

/** What a list of encodings turned out to be: packed points, and the ABI status of each (0: good). */
export interface DecodedList {
  readonly vector: RawVector;
  readonly statuses: Int32Array;
}

/**
 * Fewer points than this are checked for the subgroup one by one in any case (assembly/curve/bulk-subgroup.ts): no
 * random bytes needed.
 */
export const FEWEST_IN_BULK = 16;

/** Where the random combinations of a subgroup check come from. */
export interface SubgroupSeed {
  /** 32 bytes that whoever made the points could not know. */
  readonly bytes: Uint8Array;
  /** -log2 of the probability that a point outside the subgroup passes, 64 or 128. */
  readonly bits: number;
}

/**
 * Decodes points of `length` bytes each, end to end. `statuses[i]` is 0 or the ABI status that point i was refused
 * with, the same that it would get alone; a refused point is the identity in the vector. The subgroup check of many
 * points is one of random combinations where a `seed` is given; the bad ones are named exactly either way. Without a
 * seed each point is checked by itself.
 */
export function decodeVectorStatuses(
  group: GroupName,
  bytes: Uint8Array,
  length: number,
  subgroupCheck: boolean,
  seed?: SubgroupSeed,
): DecodedList {
  const count = bytes.length / length;
  checkCount(count, SIZES[group].affine, "points");
  return withArena((arena) => {
    const size = count * SIZES[group].affine;
    const out = arena.allocate(size);
    const statuses = arena.allocate(4 * count);
    const input = arena.put(bytes);
    const wasm = groupExports(arena.core, group);
    let bad: number;
    if (subgroupCheck && seed !== undefined && count >= FEWEST_IN_BULK) {
      bad = wasm.VectorFromBytesInBulk(out, statuses, input, count, length, arena.put(seed.bytes), seed.bits);
    } else {
      bad = wasm.VectorFromBytes(out, statuses, input, count, length, subgroupCheck ? 1 : 0);
    }
    const found = bad >= 0 ? arena.getInt32s(statuses, count) : new Int32Array(count);
    return { vector: { bytes: arena.get(out, size), count }, statuses: found };
  });
}

/** Like decodeVectorStatuses, but throws like decodePoint, with the positions of all bad items in `culprits`. */
export function decodeVector(
  group: GroupName,
  bytes: Uint8Array,
  length: number,
  subgroupCheck: boolean,
  subject: string,
  seed?: SubgroupSeed,
): RawVector {
  const { vector, statuses } = decodeVectorStatuses(group, bytes, length, subgroupCheck, seed);
  checkStatuses(statuses, subject);
  return vector;
}

/** Projective points to a vector, with one inversion. */
export function packVector(group: GroupName, points: readonly RawPoint[]): RawVector {
  const count = points.length;
  return withArena((arena) => {
    const size = count * SIZES[group].affine;
    const out = arena.allocate(size);
    groupExports(arena.core, group).VectorFromPoints(out, arena.putAll(points), count);
    return { bytes: arena.get(out, size), count };
  });
}

/** All points of a vector as projective ones. */
export function unpackVector(group: GroupName, vector: RawVector): RawPoint[] {
  return withArena((arena) => {
    const out = arena.allocate(vector.count * POINT_SIZE);
    groupExports(arena.core, group).VectorToPoints(out, arena.put(vector.bytes), vector.count);
    return Array.from({ length: vector.count }, (_, index) => arena.get(out + index * POINT_SIZE, POINT_SIZE));
  });
}

/** The point at one position, which must exist. */
export function vectorAt(group: GroupName, vector: RawVector, index: number): RawPoint {
  const { affine } = SIZES[group];
  return makePoint(group, (wasm, out, arena) => {
    wasm.VectorToPoints(out, arena.put(vector.bytes.subarray(index * affine, (index + 1) * affine)), 1);
  });
}

/** The encodings end to end. */
export function encodeVector(group: GroupName, vector: RawVector, compressed: boolean): Uint8Array<ArrayBuffer> {
  const length = vector.count * (compressed ? SIZES[group].compressed : SIZES[group].uncompressed);
  return withArena((arena) => {
    const out = arena.allocate(length);
    groupExports(arena.core, group).VectorToBytes(out, arena.put(vector.bytes), vector.count, compressed ? 1 : 0);
    return arena.get(out, length);
  });
}

/** The part of a vector from `start` up to `end`, sharing its bytes. */
export function sliceVector(group: GroupName, vector: RawVector, start: number, end: number): RawVector {
  const { affine } = SIZES[group];
  return { bytes: vector.bytes.subarray(start * affine, end * affine), count: end - start };
}

/** The items at `positions`, in that order. */
export function pickVector(group: GroupName, vector: RawVector, positions: readonly number[]): RawVector {
  const { affine } = SIZES[group];
  const bytes = zeroBytes(positions.length * affine);
  positions.forEach((position, index) => {
    bytes.set(vector.bytes.subarray(position * affine, (position + 1) * affine), index * affine);
  });
  return { bytes, count: positions.length };
}

export function sumVector(group: GroupName, vector: RawVector): RawPoint {
  return makePoint(group, (wasm, out, arena) => wasm.VectorSum(out, arena.put(vector.bytes), vector.count));
}

/**
 * Σ scalar_i·point_i over points of the subgroup. `scalars`: 32 bytes each, end to end, below 2^bits (bits: 255, 192,
 * 128 or 64). Variable-time: public scalars only.
 */
export function multiScalarMultiply(group: GroupName, vector: RawVector, scalars: Uint8Array, bits = 255): RawPoint {
  return makePoint(group, (wasm, out, arena) => {
    wasm.Msm(out, arena.put(vector.bytes), arena.put(scalars), vector.count, bits);
  });
}

/** scalar_i·generator for every scalar (32 bytes each, end to end), constant-sequence. */
export function multiplyGeneratorMany(group: GroupName, scalars: Uint8Array): RawVector {
  const count = scalars.length / SCALAR_SIZE;
  // in the core they are projective points first
  checkCount(count, POINT_SIZE, "scalars");
  return withSecretArena((arena) => {
    const size = count * SIZES[group].affine;
    const out = arena.allocate(size);
    groupExports(arena.core, group).VectorMultiplyBase(out, arena.put(scalars), count);
    return { bytes: arena.get(out, size), count };
  });
}
