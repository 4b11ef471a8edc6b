// The powers behind square roots, by chains that follow the curve's parameter.
//
// p = 3 mod 4, so every exponent that is 1/2 modulo (p - 1)/2 gives a square root of a square. Usual is (p + 1)/4,
// whose best known addition chains take some 70 multiplications besides the squarings. The next one, (p + 1)/4 + (p -
// 1)/2 = (3p - 1)/4, needs 38, because with z = |x|, p = (z^6 + 2z^5 - 2z^3 - z + 1)/3, it factors:
//   (3p - 1)/4 = (z^6 + 2z^5 - 2z^3 - z)/4 = z/4 (z - 1) (z (z + 1)^3 + 1)
// and z = 2^63 + 2^62 + 2^60 + 2^57 + 2^48 + 2^16 has six bits. One less is the exponent of the inverse root:
//   (3p - 5)/4 = c + (c + 1) z (z + 1)^3, c = z/4 (z - 1) - 1 = z/4 (z - 2) + (z/4 - 1)
//
// T = u8 works on lane 0, u16 on both lanes at once, u32 on Fp2: the single form only saves work on the portable build.
// Fixed sequences.
import { X_ABS } from "../constants";
import { copy, fp2Mul, fp2Sqr, fpMul, fpSqr, lanesMul, lanesSqr } from "../kernel/index";

const cube: usize = memory.data(128, 16);
const fifteen: usize = memory.data(128, 16);
const first: usize = memory.data(128, 16);
const second: usize = memory.data(128, 16);
const third: usize = memory.data(128, 16);

// @ts-ignore: decorator
@inline
function times<T>(z: usize, x: usize, y: usize): void {
  if (sizeof<T>() == 1) fpMul(z, x, y);
  else if (sizeof<T>() == 2) lanesMul(z, x, y);
  else fp2Mul(z, x, y);
}

/** z = z^(2^count) */
function square<T>(z: usize, count: i32): void {
  for (; count > 0; count--) {
    if (sizeof<T>() == 1) fpSqr(z, z);
    else if (sizeof<T>() == 2) lanesSqr(z, z);
    else fp2Sqr(z, z);
  }
}

/**
 * z = x^(|x| >> low) for the parameter x, whose two highest bits are set; leaves x^3 in `cube`. z is not x. (63 -
 * low)S, 5M for low <= 16.
 */
function parameterPower<T>(z: usize, x: usize, low: i32): void {
  copy(cube, x);
  square<T>(cube, 1);
  times<T>(cube, cube, x);
  copy(z, cube);
  for (let bit = 61; bit >= low; bit--) {
    square<T>(z, 1);
    if (((X_ABS >> bit) & 1) != 0) times<T>(z, z, x);
  }
}

/**
 * z = x^(|x|/2^k - 1), k <= 4: |x| = 0xd201 2^48 + 2^16, so that the lowest 16 - k bits are ones. z is not x. (65 -
 * k)S, 9M or 10M.
 */
function belowParameterPower<T>(z: usize, x: usize, k: i32): void {
  parameterPower<T>(z, x, 17);
  square<T>(z, 1);
  copy(fifteen, cube);
  square<T>(fifteen, 2);
  times<T>(fifteen, fifteen, cube);
  let ones = 16 - k;
  for (; ones >= 4; ones -= 4) {
    square<T>(z, 4);
    times<T>(z, z, fifteen);
  }
  if (ones >= 2) {
    square<T>(z, 2);
    times<T>(z, z, cube);
  }
  if ((ones & 1) != 0) {
    square<T>(z, 1);
    times<T>(z, z, x);
  }
}

/** z = x^(|x| (|x| + 1)^3). Overwrites `first` and `second`. 252S, 23M. */
function outerPower<T>(z: usize, x: usize): void {
  copy(second, x);
  for (let i = 0; i < 3; i++) {
    parameterPower<T>(first, second, 0);
    times<T>(second, first, second);
  }
  parameterPower<T>(z, second, 0);
}

/** z = x^((3p - 1)/4): a square root of x in Fp, or of -x if x is not a square. 378S, 38M. */
export function rootPower<T>(z: usize, x: usize): void {
  rootPowerFrom<T>(z, x, 2);
}

/** z = x^((3p - 1)/2^low), low = 2 or 4. (380 - low)S, 38M. */
export function rootPowerFrom<T>(z: usize, x: usize, low: i32): void {
  parameterPower<T>(first, x, low);
  belowParameterPower<T>(third, first, 0);
  outerPower<T>(first, third);
  times<T>(z, first, third);
}

/**
 * z = x^((3p - 5)/4): for a square x the inverse of a square root; always z^2 x = Legendre(x). z may be x. 380S, 46M.
 */
export function inverseRootPower<T>(z: usize, x: usize): void {
  belowParameterPower<T>(first, x, 2); // z/4 - 1
  times<T>(second, first, x); // z/4
  belowParameterPower<T>(third, second, 1);
  square<T>(third, 1); // z/4 (z - 2)
  times<T>(third, third, first); // c
  times<T>(second, third, x); // c + 1
  outerPower<T>(first, second);
  times<T>(z, first, third);
}
