// Sums of many affine points: every segment of a list of references becomes one point.
//
// In each round the references of a segment are added two by two, all segments together, so that the additions of a
// round are independent and share inversions (batch-affine.ts); a segment of m points takes ceil(log2 m) rounds and m -
// 1 additions. No two additions of a round touch the same segment's accumulator: the conflicts of accumulating into
// buckets do not arise. The sums of a round go to a pool of packed points, references to them replace the operands in
// the list.
import { allocate, mark, release } from "../memory";
import { addJobs, allocateAligned, copyReferenced, JOB_BYTES, pointBytes, storeJob } from "./batch-affine";
import { fromPacked, isPackedInfinity } from "./group/packed";
import { Fp1, Fp2 } from "../field/element";

/**
 * References added up together. Bounds the scratch, a pool of as many points (256 or 512 KiB), which must stay in the
 * second-level cache.
 */
const CHUNK: i32 = 2048;

let pool: usize = 0;
let jobs: usize = 0;

/** Drops the references to infinity from a list of segments. */
function dropInfinities<T>(list: usize, lengths: usize, segments: i32): void {
  let read = list,
    write = list;
  for (let s: usize = 0; s < <usize>segments; s++) {
    const length = load<i32>(lengths + 4 * s);
    let kept = 0;
    for (let k = 0; k < length; k++, read += 4) {
      const reference = load<u32>(read);
      // sums are references of the form address + 1
      if ((reference & 15) == 1 && isPackedInfinity<T>(<usize>(reference - 1))) continue;
      store<u32>(write, reference);
      write += 4;
      kept++;
    }
    store<i32>(lengths + 4 * s, kept);
  }
}

/**
 * Reduces every segment to at most one reference: lengths become 0 (infinity) or 1, the list is compacted. At most
 * CHUNK references.
 */
function reduceSegments<T>(list: usize, lengths: usize, segments: i32): void {
  let free = pool;
  for (;;) {
    let read = list,
      write = list,
      count = 0;
    for (let s: usize = 0; s < <usize>segments; s++) {
      const length = load<i32>(lengths + 4 * s);
      for (let k = length >> 1; k > 0; k--, read += 8, write += 4) {
        storeJob(jobs + <usize>count * JOB_BYTES, load<u32>(read), load<u32>(read, 4), free);
        store<u32>(write, (<u32>free) | 1);
        free += pointBytes<T>();
        count++;
      }
      if ((length & 1) != 0) {
        store<u32>(write, load<u32>(read));
        read += 4;
        write += 4;
      }
      store<i32>(lengths + 4 * s, (length + 1) >> 1);
    }
    if (count == 0) return;
    if (addJobs<T>(jobs, count) != 0) dropInfinities<T>(list, lengths, segments);
  }
}

// @ts-ignore: decorator
@inline
function storeSum<T>(out: usize, list: usize, length: i32): void {
  if (length == 0) memory.fill(out, 0, pointBytes<T>());
  else copyReferenced<T>(out, load<u32>(list));
}

/**
 * out[s] := the sum of segment s as a packed affine point, for `segments` segments of lengths[s] (i32) references each
 * that lie one after another in `list`; no reference may be to infinity. Overwrites list and lengths. Exact for all
 * points. (length - 1) affine additions per segment.
 */
export function sumSegments<T>(out: usize, list: usize, lengths: usize, segments: i32): void {
  const position = mark();
  pool = allocateAligned(<usize>CHUNK * pointBytes<T>());
  jobs = allocate((<usize>CHUNK / 2 + 1) * JOB_BYTES);
  const pieceLength = allocate(4);
  let s: i32 = 0;
  while (s < segments) {
    const first = s,
      start = list;
    let total = 0;
    while (s < segments) {
      const length = load<i32>(lengths + 4 * <usize>s);
      if (total + length > CHUNK) break;
      total += length;
      s++;
    }
    if (s > first) {
      const firstLength = lengths + 4 * <usize>first;
      list += 4 * <usize>total;
      reduceSegments<T>(start, firstLength, s - first);
      let read = start;
      for (let i = first; i < s; i++) {
        const length = load<i32>(lengths + 4 * <usize>i);
        storeSum<T>(out + <usize>i * pointBytes<T>(), read, length);
        read += 4 * <usize>length;
      }
      continue;
    }
    // one segment longer than a chunk: piece by piece, with the sum so far as the first reference of the next piece
    const sum = out + <usize>s * pointBytes<T>();
    let left = load<i32>(lengths + 4 * <usize>s);
    let carried = 0;
    while (left > 0) {
      const taken = min(left, CHUNK - carried);
      const piece = list - 4 * <usize>carried;
      if (carried != 0) store<u32>(piece, (<u32>sum) | 1);
      store<i32>(pieceLength, taken + carried);
      list += 4 * <usize>taken;
      left -= taken;
      reduceSegments<T>(piece, pieceLength, 1);
      storeSum<T>(sum, piece, load<i32>(pieceLength));
      carried = i32(!isPackedInfinity<T>(sum));
    }
    s++;
  }
  release(position);
}

/**
 * out (packed affine) := the sum of an array of packed affine points, infinity included. count - 1 affine additions.
 * Variable time.
 */
export function vectorSumPacked<T>(out: usize, points: usize, count: i32): void {
  const position = mark();
  const list = allocate(4 * <usize>count);
  const length = allocate(4);
  let kept: usize = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const point = points + i * pointBytes<T>();
    if (isPackedInfinity<T>(point)) continue;
    store<u32>(list + 4 * kept, (<u32>point) | 1);
    kept++;
  }
  store<i32>(length, <i32>kept);
  sumSegments<T>(out, list, length, 1);
  release(position);
}

const sumOfVector: usize = memory.data(256, 16);

/** out (projective) := the sum of an array of packed affine points. */
export function vectorSum<T>(out: usize, points: usize, count: i32): void {
  vectorSumPacked<T>(sumOfVector, points, count);
  if (sizeof<T>() == sizeof<Fp2>()) fromPacked<Fp2>(out, sumOfVector);
  else fromPacked<Fp1>(out, sumOfVector);
}
