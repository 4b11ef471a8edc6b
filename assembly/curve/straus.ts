// Multi-scalar multiplication of few points: Straus' method ("Addition chains of vectors", 1964) with the additions of
// all windows done at once.
//
// Every point gets a table of its multiples 1 ... 2^(c-1) in affine coordinates; window i of the result is the sum of
// the table entries that the i-th digits of all scalars name. These sums do not depend on each other, so they are
// formed together by batch-affine additions, and only the final chain of doublings is projective.
import { allocate, mark, release } from "../memory";
import { addJobs, allocateAligned, copyPoint, doubleJobs, JOB_BYTES, pointBytes, storeJob } from "./batch-affine";
import { sumSegments } from "./batch-affine-sum";
import { isPackedInfinity } from "./group/packed";
import { sumOfPowers } from "./msm-chain";
import { digitAt, setBias, stringBytes, windowCount, windowMask, writeStrings } from "./msm-digits";
import { buildRecords, imageOffset, images, recordBytes } from "./msm-table";

/**
 * out (projective) := sum of scalars[i] points[i] for packed affine points of order r (or infinity) and scalars below
 * 2^bits (32 bytes big-endian each), with windows of `width` <= 6 bits. Variable time.
 */
export function straus<T>(out: usize, points: usize, scalars: usize, count: i32, bits: i32, width: i32): void {
  const position = mark();
  const windows = windowCount<T>(bits, width);
  const multiples: i32 = 1 << (width - 1);
  const strings = <usize>count * images<T>();
  setBias(width, windows);

  // the points that are not infinity, and their digit strings
  const table = allocateAligned(<usize>(count * multiples) * pointBytes<T>());
  const digits = allocate(strings * stringBytes<T>());
  let kept: i32 = 0;
  for (let i: usize = 0; i < <usize>count; i++) {
    const point = points + i * pointBytes<T>();
    if (isPackedInfinity<T>(point)) continue;
    copyPoint<T>(table + <usize>kept * pointBytes<T>(), point);
    writeStrings<T>(digits + <usize>kept * images<T>() * stringBytes<T>(), scalars + 32 * i);
    kept++;
  }
  fillTable<T>(table, kept, multiples);
  const records = allocateAligned(<usize>(kept * multiples) * recordBytes<T>());
  buildRecords<T>(records, table, kept * multiples);

  // one segment per window
  const list = allocate(4 * strings * <usize>windows);
  const lengths = allocate(4 * <usize>windows);
  let end = list;
  for (let window = 0; window < windows; window++) {
    const begin = end;
    const mask = windowMask(window, windows, width);
    let string = digits;
    for (let i = 0; i < kept; i++) {
      for (let image: usize = 0; image < images<T>(); image++, string += stringBytes<T>()) {
        const digit = digitAt(string, window * width, mask, width);
        if (digit == 0) continue;
        const record = records + <usize>((abs(digit) - 1) * kept + i) * recordBytes<T>();
        store<u32>(end, <u32>record + imageOffset<T>(image, <usize>(digit < 0)));
        end += 4;
      }
    }
    store<i32>(lengths + 4 * <usize>window, <i32>((end - begin) >> 2));
  }
  const sums = allocateAligned(<usize>windows * pointBytes<T>());
  sumSegments<T>(sums, list, lengths, windows);
  sumOfPowers<T>(out, sums, windows, width);
  release(position);
}

/**
 * Row j of the table (count points) := j + 1 times row 0, for `rows` rows, a power of two. Rounds double the number of
 * rows: from m rows, row m + j - 1 = row m - 1 + row j - 1 for j < m, and the last one is a doubling.
 */
function fillTable<T>(table: usize, count: i32, rows: i32): void {
  const position = mark();
  const jobs = allocate(<usize>(count * rows + 1) * JOB_BYTES);
  for (let m = 1; m < rows; m <<= 1) {
    let pending = 0;
    const last = table + <usize>((m - 1) * count) * pointBytes<T>();
    for (let j = 1; j <= m; j++) {
      const row = table + <usize>((j - 1) * count) * pointBytes<T>();
      const sum = table + <usize>((m + j - 1) * count) * pointBytes<T>();
      if (j == m && pending > 0) {
        addJobs<T>(jobs, pending);
        pending = 0;
      }
      for (let i: usize = 0; i < <usize>count; i++, pending++) {
        const at = i * pointBytes<T>();
        storeJob(jobs + <usize>pending * JOB_BYTES, (<u32>(last + at)) | 1, (<u32>(row + at)) | 1, sum + at);
      }
    }
    doubleJobs<T>(jobs, pending);
  }
  release(position);
}
