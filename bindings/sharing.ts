// Secret sharing in the core: polynomials over the scalar field, commitments to them, interpolation at zero. Ids are 32
// bytes each, already checked to be distinct, non-zero and below the group order (src/threshold/ids.ts); shares and
// coefficients are secret and run through constant-sequence code in memory that is wiped afterwards.
import { checkCount } from "./bytes.js";
import { checkStatus } from "./errors.js";
import { type GroupName, groupExports, POINT_SIZE, SCALAR_SIZE, SIZES } from "./point.js";
import { withArena, withSecretArena } from "./scope.js";
import type { RawVector } from "./vector.js";

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes of commitments put into the core's memory for one combined check. */
const CHECK_BYTES = 1 << 24;

/** Values at `ids` of the polynomial with these coefficients (constant term first), 32 bytes each, end to end. */
export function evaluatePolynomial(coefficients: Uint8Array, ids: Uint8Array): Bytes {
  return withSecretArena((arena) => {
    const out = arena.allocate(ids.length);
    const from = arena.put(coefficients);
    const threshold = coefficients.length / SCALAR_SIZE;
    const status = arena.wasm.polynomialEvaluate(out, from, threshold, arena.put(ids), ids.length / SCALAR_SIZE);
    checkStatus(status, "polynomial evaluation");
    return arena.get(out, ids.length);
  });
}

/** Lagrange coefficients at zero, 32 bytes each, end to end. Throws BAD_ID, DUPLICATE_ID. */
export function lagrangeCoefficients(ids: Uint8Array): Bytes {
  return withArena((arena) => {
    const out = arena.allocate(ids.length);
    checkStatus(arena.wasm.lagrangeAtZero(out, arena.put(ids), ids.length / SCALAR_SIZE), "list of ids");
    return arena.get(out, ids.length);
  });
}

/** The value at zero of the polynomial through these shares. Throws BAD_ID, DUPLICATE_ID, BAD_SCALAR. */
export function interpolateSecret(ids: Uint8Array, shares: Uint8Array): Bytes {
  return withSecretArena((arena) => {
    const out = arena.allocate(SCALAR_SIZE);
    const at = arena.put(ids);
    checkStatus(arena.wasm.recoverSecret(out, at, arena.put(shares), ids.length / SCALAR_SIZE), "list of shares");
    return arena.get(out, SCALAR_SIZE);
  });
}

/** Sum of scalars (32 bytes each, end to end) modulo the group order. Throws BAD_SCALAR. */
export function sumScalars(scalars: Uint8Array): Bytes {
  return withSecretArena((arena) => {
    const out = arena.allocate(SCALAR_SIZE);
    checkStatus(arena.wasm.frSum(out, arena.put(scalars), scalars.length / SCALAR_SIZE), "list of scalars");
    return arena.get(out, SCALAR_SIZE);
  });
}

/** Whether share·generator equals the commitment's value at `id`. Constant-sequence in the share. */
export function verifyOneShare(group: GroupName, vector: RawVector, id: Uint8Array, share: Uint8Array): boolean {
  return withSecretArena((arena) => {
    const wasm = groupExports(arena.core, group);
    return wasm.VerifyShare(arena.put(vector.bytes), vector.count, arena.put(id), arena.put(share)) === 1;
  });
}

/** A share to check: from which commitment of the list, of which party (32 bytes), and the share (32 bytes). */
export interface ShareItem {
  readonly dealer: number;
  readonly id: Uint8Array;
  readonly share: Uint8Array;
}

/**
 * Checks many shares in few random combinations; returns the positions of the wrong ones, ascending. All commitments
 * have
 * `threshold` points. `weights`: 32 bytes per item, end to end, from 1 to 2^128 - 1, unpredictable to whoever sent the
 * shares.
 */
export function findWrongShares(
  group: GroupName,
  commitments: readonly RawVector[],
  threshold: number,
  items: readonly ShareItem[],
  weights: Uint8Array,
): number[] {
  const order = items.map((_, index) => index).sort((a, b) => items[a]!.dealer - items[b]!.dealer || a - b);
  const mostDealers = Math.max(1, Math.floor(CHECK_BYTES / (threshold * SIZES[group].affine)));
  const wrong: number[] = [];
  let chunk: number[] = [];
  let dealers: number[] = [];
  const flush = () => {
    if (chunk.length > 0) {
      for (const index of checkChunk(group, commitments, threshold, items, weights, chunk, dealers)) wrong.push(index);
    }
    chunk = [];
    dealers = [];
  };
  for (const index of order) {
    const { dealer } = items[index]!;
    if (dealers.at(-1) !== dealer) {
      if (dealers.length === mostDealers) flush();
      dealers.push(dealer);
    }
    chunk.push(index);
  }
  flush();
  return wrong.sort((a, b) => a - b);
}

function checkChunk(
  group: GroupName,
  commitments: readonly RawVector[],
  threshold: number,
  items: readonly ShareItem[],
  weights: Uint8Array,
  chunk: readonly number[],
  dealers: readonly number[],
): number[] {
  return withSecretArena((arena) => {
    const count = chunk.length;
    const verdicts = arena.allocate(count);
    const vectors = arena.putAll(dealers.map((dealer) => commitments[dealer]!.bytes));
    const places = new Uint32Array(count);
    let place = 0;
    chunk.forEach((index, position) => {
      if (dealers[place] !== items[index]!.dealer) place++;
      places[position] = place;
    });
    const dealerOf = arena.put(new Uint8Array(places.buffer));
    const ids = arena.putAll(chunk.map((index) => items[index]!.id));
    const shares = arena.putAll(chunk.map((index) => items[index]!.share));
    const weightsAt = arena.putAll(
      chunk.map((index) => weights.subarray(SCALAR_SIZE * index, SCALAR_SIZE * (index + 1))),
    );
    const wasm = groupExports(arena.core, group);
    const bad = wasm.VerifyShares(verdicts, vectors, dealerOf, threshold, ids, shares, weightsAt, count);
    if (bad === 0) return [];
    const flags = arena.view(verdicts, count);
    return chunk.filter((_, position) => flags[position] === 0);
  });
}

/** The commitment to the sum of the committed polynomials. All vectors have the same number of points; at least one. */
export function sumCommitmentVectors(group: GroupName, vectors: readonly RawVector[]): RawVector {
  const count = vectors[0]!.count;
  const size = count * SIZES[group].affine;
  const mostAtOnce = Math.max(2, Math.floor(CHECK_BYTES / size));
  let sum: RawVector | undefined;
  for (let start = 0; start < vectors.length; ) {
    const part: RawVector[] = sum === undefined ? [] : [sum];
    while (start < vectors.length && part.length < mostAtOnce) part.push(vectors[start++]!);
    sum = withArena((arena) => {
      const out = arena.allocate(size);
      const from = arena.putAll(part.map((vector) => vector.bytes));
      groupExports(arena.core, group).SumCommitments(out, from, part.length, count);
      return { bytes: arena.get(out, size), count };
    });
  }
  return sum!;
}

/** The value of each commitment at its own id (32 bytes each, end to end). All have `threshold` points. */
export function evaluateEachAt(
  group: GroupName,
  commitments: readonly RawVector[],
  threshold: number,
  ids: Uint8Array,
): RawVector {
  const count = commitments.length;
  const { affine } = SIZES[group];
  const values = new Uint8Array(count * affine);
  const mostAtOnce = Math.max(1, Math.floor(CHECK_BYTES / (threshold * affine)));
  for (let start = 0; start < count; start += mostAtOnce) {
    const some = commitments.slice(start, start + mostAtOnce);
    withArena((arena) => {
      const out = arena.allocate(some.length * affine);
      const from = arena.putAll(some.map((vector) => vector.bytes));
      const at = arena.put(ids.subarray(SCALAR_SIZE * start, SCALAR_SIZE * (start + some.length)));
      groupExports(arena.core, group).EvaluateEach(out, from, threshold, at, some.length);
      values.set(arena.view(out, some.length * affine), start * affine);
    });
  }
  return { bytes: values, count };
}

/** The commitment's values at `ids` (32 bytes each, end to end). */
export function evaluateCommitmentAt(group: GroupName, vector: RawVector, ids: Uint8Array): RawVector {
  const count = ids.length / SCALAR_SIZE;
  // in the core they are projective points first
  checkCount(count, POINT_SIZE, "ids");
  return withArena((arena) => {
    const size = count * SIZES[group].affine;
    const out = arena.allocate(size);
    const from = arena.put(vector.bytes);
    groupExports(arena.core, group).EvaluateCommitment(out, from, vector.count, arena.put(ids), count);
    return { bytes: arena.get(out, size), count };
  });
}
