// Counts of the kernel's operations, for tests: which products an algorithm really does is exact and repeatable, its
// time is not.
//
// A build counts when it is compiled with `--use COUNT_OPERATIONS=1`, as the debug targets of asconfig.json are.
// Otherwise the condition is false at compile time, nothing of this file is compiled, and the module is the same, byte
// for byte, as if the file were not there (test/repository/scripts/operation-counts.test.ts).

let singleMul: i32 = 0;
let singleSqr: i32 = 0;
let lanesMul: i32 = 0;
let lanesSqr: i32 = 0;
let fp2Mul: i32 = 0;
let fp2Sqr: i32 = 0;
let linear: i32 = 0;
let conversions: i32 = 0;
let inversions: i32 = 0;

/** A product of two elements of Fp, alone. */
export function countSingleMul(): void {
  singleMul++;
}
export function countSingleSqr(): void {
  singleSqr++;
}
/** Two independent products of elements of Fp in the lanes of a pair. */
export function countLanesMul(): void {
  lanesMul++;
}
export function countLanesSqr(): void {
  lanesSqr++;
}
/** A product of two elements of Fp2. */
export function countFp2Mul(): void {
  fp2Mul++;
}
export function countFp2Sqr(): void {
  fp2Sqr++;
}
/** A sum, difference, small multiple, or a fused combination of these, of one or two elements. */
export function countLinear(): void {
  linear++;
}
/** Between the representation and canonical integers: one product, of one or two elements. */
export function countConversion(): void {
  conversions++;
}
/** An inversion in Fp. */
export function countInversion(): void {
  inversions++;
}

export const COUNTERS: i32 = 9;

export function resetCounters(): void {
  singleMul = singleSqr = lanesMul = lanesSqr = fp2Mul = fp2Sqr = linear = conversions = inversions = 0;
}

/** The counter with this number, in the order above. */
export function counter(index: i32): i32 {
  switch (index) {
    case 0:
      return singleMul;
    case 1:
      return singleSqr;
    case 2:
      return lanesMul;
    case 3:
      return lanesSqr;
    case 4:
      return fp2Mul;
    case 5:
      return fp2Sqr;
    case 6:
      return linear;
    case 7:
      return conversions;
    default:
      return inversions;
  }
}
