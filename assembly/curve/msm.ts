// Multi-scalar multiplication: k_1 P_1 + ... + k_n P_n in G1 and G2. Variable time, for public points and scalars.
//
// Many points: the bucket method (Pippenger 1976; Bernstein, Doumen, Lange, Oosterwijk, "Faster batch forgery
// identification", INDOCRYPT 2012) with
//   - the endomorphisms, which make 2n half-size (G1) or 4n quarter-size (G2) scalars of n (decompose.ts,
//     msm-table.ts),
//   - signed digits, which halve the number of buckets (msm-digits.ts),
//   - affine additions throughout: the points of all buckets of a group of windows, sorted by bucket, are summed up
//     together in rounds of independent additions sharing inversions (batch-affine-sum.ts). An addition costs 5M + 1S
//     instead of 11M and more.
//
// Buckets B_1 ... B_m of a window are combined to sum of j B_j by the same machinery instead of the usual running sums,
// which would be one long chain: with j = a 2^h + b first all row sums R_a = sum over b of B and column sums C_b = sum
// over a (two additions per bucket), then for each bit of a and of b the sum of the R_a or C_b whose index has it. What
// is left is one chain of doublings with one mixed addition per bit of the scalar strings.
//
// Few points: Straus' method (straus.ts). The choice and the window width come from a cost model (msm-cost.ts).
// Points must be of order r or infinity, as the endomorphisms act as multiplications only there.
import { Fp1, Fp2 } from "../field/element";
import { allocate, mark, release } from "../memory";
import { allocateAligned, pointBytes } from "./batch-affine";
import { sumSegments } from "./batch-affine-sum";
import { addPoints } from "./group/law";
import { fromPacked, isPackedInfinity } from "./group/packed";
import { PROJECTIVE, setInfinity } from "./group/point";
import { sumOfPowers } from "./msm-chain";
import { choosePlan, planWidth } from "./msm-cost";
import { digitAt, setBias, stringBytes, windowCount, windowMask, writeStrings } from "./msm-digits";
import { buildRecords, imageOffset, images, recordBytes } from "./msm-table";
import { multiplyVartime } from "./multiply";
import { straus } from "./straus";

/** Points taken at a time; bounds the scratch at about 50 MiB in G1 and 120 MiB in G2. */
const SLICE: i32 = 1 << 16;
/** References sorted at a time: windows are taken together up to this many. */
const GROUP_REFERENCES: i32 = 1 << 17;

/**
 * out (projective) := sum of scalars[i] points[i] for `count` packed affine points and 32-byte big-endian scalars,
 * which are taken mod r; scalars known to be below 2^bits cost in proportion. Infinity for count 0.
 */
export function msm<T>(out: usize, points: usize, scalars: usize, count: i32, bits: i32): void {
  if (count <= 0) {
    infinity<T>(out);
    return;
  }
  if (count <= SLICE) {
    msmSlice<T>(out, points, scalars, count, bits);
    return;
  }
  const position = mark();
  const part = allocate(PROJECTIVE);
  const sum = allocate(PROJECTIVE);
  infinity<T>(sum);
  for (let done: i32 = 0; done < count; done += SLICE) {
    msmSlice<T>(part, points, scalars, min(SLICE, count - done), bits);
    if (sizeof<T>() == sizeof<Fp2>()) addPoints<Fp2>(sum, sum, part);
    else addPoints<Fp1>(sum, sum, part);
    points += <usize>SLICE * pointBytes<T>();
    scalars += <usize>SLICE * 32;
  }
  memory.copy(out, sum, PROJECTIVE);
  release(position);
}

function infinity<T>(out: usize): void {
  if (sizeof<T>() == sizeof<Fp2>()) setInfinity<Fp2>(out);
  else setInfinity<Fp1>(out);
}

function single<T>(out: usize, point: usize, scalar: usize): void {
  if (sizeof<T>() == sizeof<Fp2>()) {
    fromPacked<Fp2>(lone, point);
    multiplyVartime<Fp2>(out, lone, scalar);
  } else {
    fromPacked<Fp1>(lone, point);
    multiplyVartime<Fp1>(out, lone, scalar);
  }
}
const lone: usize = memory.data(384, 16);

function msmSlice<T>(out: usize, points: usize, scalars: usize, count: i32, bits: i32): void {
  if (count == 1) single<T>(out, points, scalars);
  else if (choosePlan<T>(count, bits)) straus<T>(out, points, scalars, count, bits, planWidth);
  else pippenger<T>(out, points, scalars, count, bits, planWidth);
}

/** The bucket method with windows of `width` bits, 2 <= width <= 16. */
export function pippenger<T>(out: usize, points: usize, scalars: usize, count: i32, bits: i32, width: i32): void {
  const position = mark();
  const windows = windowCount<T>(bits, width);
  const records = allocateAligned(<usize>count * recordBytes<T>());
  buildRecords<T>(records, points, count);

  setBias(width, windows);
  const strings = allocate(<usize>count * images<T>() * stringBytes<T>());
  for (let i: usize = 0; i < <usize>count; i++) {
    const scalar = isPackedInfinity<T>(points + i * pointBytes<T>()) ? 0 : scalars + 32 * i;
    writeStrings<T>(strings + i * images<T>() * stringBytes<T>(), scalar);
  }

  // the term of bit i of every window: sum of the buckets whose index has that bit
  const terms = allocateAligned(<usize>(windows * width) * pointBytes<T>());
  const group = min(windows, max(1, GROUP_REFERENCES / (count * <i32>images<T>())));
  for (let window = 0; window < windows; window += group) {
    const here = min(group, windows - window);
    const inner = mark();
    const buckets = allocateAligned(((<usize>here) << (width - 1)) * pointBytes<T>());
    fillBuckets<T>(buckets, records, strings, count, window, here, windows, width);
    sumBuckets<T>(terms + <usize>(window * width) * pointBytes<T>(), buckets, here, width);
    release(inner);
  }
  sumOfPowers<T>(out, terms, windows * width, 1);
  release(position);
}

/** buckets[w][j - 1] := the sum of the images whose digit in window first + w is j, less those where it is -j. */
function fillBuckets<T>(
  buckets: usize,
  records: usize,
  strings: usize,
  count: i32,
  first: i32,
  here: i32,
  windows: i32,
  width: i32,
): void {
  const position = mark();
  const half: i32 = 1 << (width - 1);
  const perWindow = <usize>half * 4;
  const lengths = allocate(<usize>here * perWindow);
  const cursors = allocate(perWindow);
  const list = allocate(4 * <usize>(count * here) * images<T>());
  let end = list;
  memory.fill(lengths, 0, <usize>here * perWindow);
  const total = <usize>count * images<T>();
  for (let w = 0; w < here; w++) {
    const bit = (first + w) * width;
    const mask = windowMask(first + w, windows, width);
    // counting sort by bucket; entry j - 1 of lengths counts digits +-j
    const own = lengths + <usize>w * perWindow;
    for (let i: usize = 0, string = strings; i < total; i++, string += stringBytes<T>()) {
      const digit = digitAt(string, bit, mask, width);
      if (digit == 0) continue;
      const at = own + 4 * <usize>(abs(digit) - 1);
      store<i32>(at, load<i32>(at) + 1);
    }
    for (let at: usize = 0; at < perWindow; at += 4) {
      store<u32>(cursors + at, <u32>end);
      end += 4 * <usize>load<i32>(own + at);
    }
    for (let image: usize = 0; image < images<T>(); image++) {
      const positive = imageOffset<T>(image, 0);
      const negative = imageOffset<T>(image, 1);
      let string = strings + image * stringBytes<T>();
      let record = records;
      for (let i = 0; i < count; i++, record += recordBytes<T>(), string += images<T>() * stringBytes<T>()) {
        const digit = digitAt(string, bit, mask, width);
        if (digit == 0) continue;
        const at = cursors + 4 * <usize>(abs(digit) - 1);
        const cursor = load<u32>(at);
        store<u32>(<usize>cursor, <u32>record + (digit < 0 ? negative : positive));
        store<u32>(at, cursor + 4);
      }
    }
  }
  sumSegments<T>(buckets, list, lengths, here << (width - 1));
  release(position);
}

/**
 * Appends the references to the points first, first + step, ... below `limit` of an array that are not infinity;
 * returns their number.
 */
function appendEvery<T>(list: usize, points: usize, first: i32, step: i32, limit: i32): i32 {
  let kept = 0;
  for (let j = first; j < limit; j += step) {
    const point = points + <usize>j * pointBytes<T>();
    if (isPackedInfinity<T>(point)) continue;
    store<u32>(list + 4 * <usize>kept, (<u32>point) | 1);
    kept++;
  }
  return kept;
}

/** terms[w][i] := the sum of the buckets of window w whose index j, 1 <= j <= 2^(width-1), has bit i, for i < width. */
function sumBuckets<T>(terms: usize, buckets: usize, here: i32, width: i32): void {
  const position = mark();
  const half: i32 = 1 << (width - 1);
  // j = a 2^h + b: columns 1 <= b < 2^h, rows 1 <= a <= 2^(width - 1 - h)
  const h = width >> 1;
  const columns: i32 = (1 << h) - 1;
  const rows: i32 = 1 << (width - 1 - h);
  const lines = rows + columns;
  const list = allocate(8 * <usize>(here * half));
  const lengths = allocate(4 * <usize>(here * max(lines, width)));
  const sums = allocateAligned(<usize>(here * lines) * pointBytes<T>());
  let end = list;
  let at = lengths;
  for (let w = 0; w < here; w++) {
    // bucket j is entry j - 1, so let the array begin one entry earlier
    const own = buckets + ((<usize>w) << (width - 1)) * pointBytes<T>() - pointBytes<T>();
    for (let b = 1; b <= columns; b++, at += 4) {
      const kept = appendEvery<T>(end, own, b, columns + 1, half + 1);
      store<i32>(at, kept);
      end += 4 * <usize>kept;
    }
    for (let a = 1; a <= rows; a++, at += 4) {
      const kept = appendEvery<T>(end, own, a << h, 1, min((a + 1) << h, half + 1));
      store<i32>(at, kept);
      end += 4 * <usize>kept;
    }
  }
  sumSegments<T>(sums, list, lengths, here * lines);

  const bits = allocate(4 * <usize>(here * lines * width));
  end = bits;
  at = lengths;
  for (let w = 0; w < here; w++) {
    const own = sums + <usize>(w * lines) * pointBytes<T>() - pointBytes<T>();
    for (let bit = 0; bit < width; bit++, at += 4) {
      // the column sums are entries 1 ... columns, the row sums follow
      const kept =
        bit < h
          ? appendWithBit<T>(end, own, columns, bit)
          : appendWithBit<T>(end, own + <usize>columns * pointBytes<T>(), rows, bit - h);
      store<i32>(at, kept);
      end += 4 * <usize>kept;
    }
  }
  sumSegments<T>(terms, bits, lengths, here * width);
  release(position);
}

/**
 * Appends the references to the points of index 1 ... last with bit `bit` set that are not infinity; returns their
 * number.
 */
function appendWithBit<T>(list: usize, points: usize, last: i32, bit: i32): i32 {
  let kept = 0;
  for (let j = 1; j <= last; j++) {
    if (((j >> bit) & 1) == 0) continue;
    const point = points + <usize>j * pointBytes<T>();
    if (isPackedInfinity<T>(point)) continue;
    store<u32>(list + 4 * <usize>kept, (<u32>point) | 1);
    kept++;
  }
  return kept;
}
