// The core. What declares scratch is left alone; the formulas are what is changed.
import { mutantsOf } from "../row.mjs";

const DECOMPOSE = ["test/core/msm/decompose.test.ts"];
const MSM = ["test/core/msm/msm.test.ts"];
const BULK = ["test/core/curve/bulk.test.ts", "test/core/curve/bulk-long.test.ts"];
const CODEC = ["test/core/curve/codec.test.ts"];
const SCALARS = ["test/core/sharing/scalars.test.ts"];
const COMMITMENTS = ["test/core/sharing/commitments.test.ts"];
const PAIRING = ["test/core/pairing/pairing.test.ts"];

export const CORE = [
  ...mutantsOf(
    "assembly/curve/decompose.ts",
    DECOMPOSE,
    [
      "quotient-carry",
      "lost carry",
      "multiplyHigh(Z_RECIPROCAL, high) + high + u64(fraction < product) + 1",
      "multiplyHigh(Z_RECIPROCAL, high) + high + 1",
    ],
    ["halves-carry", "lost carry", "multiplyHigh(digit, Z) + u64(sum < low)", "multiplyHigh(digit, Z)"],
    ["reduced-once", "off by one", "  // 2^256 < 3r\n  subtractOrderOnce(words);\n", ""],
  ),
  ...mutantsOf(
    "assembly/curve/msm-digits.ts",
    MSM,
    ["digits-carry-up", "lost carry", "high1 += u64(low1 == 0);", ""],
    ["digits-borrow-down", "lost carry", "high0 -= u64(low0 == 0);", ""],
    ["bias-carry", "lost carry", "u64(partial < high) + u64(sum1 < carry0)", "u64(partial < high)"],
    ["bias-carry-g2", "lost carry", "load<u64>(bias, 8) + u64(low < <u64>digit)", "load<u64>(bias, 8)"],
    ["centred-at-half", "flipped comparison", "carry = u64(digit > HALF_Z);", "carry = u64(digit < HALF_Z);"],
  ),
  ...mutantsOf(
    "assembly/curve/msm.ts",
    MSM,
    [
      "last-slice",
      "early exit",
      "for (let done: i32 = 0; done < count; done += SLICE) {",
      "for (let done: i32 = 0; done + SLICE <= count; done += SLICE) {",
    ],
    [
      "last-row",
      "off by one",
      "const rows: i32 = 1 << (width - 1 - h);",
      "const rows: i32 = (1 << (width - 1 - h)) - 1;",
    ],
  ),
  ...mutantsOf(
    "assembly/curve/bulk-subgroup.ts",
    BULK,
    [
      "half-the-rounds",
      "off by a factor",
      "return <i32>Math.ceil(wantedBits() / bitsPerRound(bucketsFor<T>(count)));",
      "return <i32>Math.ceil(0.5 * wantedBits() / bitsPerRound(bucketsFor<T>(count)));",
    ],
    [
      "order-three",
      "dropped check",
      "(sizeof<T>() == sizeof<Fp2>() || noneOfOrderThree(addresses, count, groupsBeside(rounds))) &&",
      "",
    ],
    [
      "last-of-a-part",
      "off by one",
      "search<T>(addresses + 4 * <usize>half, count - half, halvings - 1);",
      "search<T>(addresses + 4 * <usize>half, count - half - 1, halvings - 1);",
    ],
    [
      "last-of-a-round",
      "off by one",
      "for (let i: usize = 0; i < <usize>count; i++) {\n    const digit = nextDigit(modulus);",
      "store<u16>(digits + 2 * <usize>count - 2, 0);\n" +
        "  for (let i: usize = 0; i + 1 < <usize>count; i++) {\n    const digit = nextDigit(modulus);",
    ],
    ["last-lane", "dropped check", "if (!single && (members & 2) == 0) setBad(at + 4);", ""],
  ),
  ...mutantsOf(
    "assembly/curve/bulk-combinations.ts",
    BULK,
    [
      "first-round-only",
      "early exit",
      "for (let round = 0; round < rounds; round += 2) {",
      "for (let round = 0; round < 1; round += 2) {",
    ],
    ["two-of-three", "dropped check", "return halvesHold(sums, rounds);", "return buckets == 2;"],
    [
      "last-of-the-coefficients",
      "off by one",
      "for (let unit = 0; unit < <i32>UNITS; unit++) {",
      "for (let unit = 0; unit + 1 < <i32>UNITS; unit++) {",
    ],
  ),
  ...mutantsOf("assembly/curve/keystream.ts", BULK, [
    "one-block",
    "off by one",
    "store<u64>(state, load<u64>(state, 48) + 1, 48);",
    "store<u64>(state, load<u64>(state, 48), 48);",
  ]),
  ...mutantsOf(
    "assembly/curve/lookup.ts",
    ["test/core/curve/lanes.test.ts"],
    [
      "look-up-exits-early",
      "early exit",
      "for (let i = 0; i < count; i++, from += stride) {",
      "for (let i = 0; i <= index; i++, from += stride) {",
    ],
    ["odd-index-sign", "dropped operand", "return ((digit ^ negative) - negative) >> 1;", "return digit >> 1;"],
  ),
  ...mutantsOf(
    "assembly/curve/recode.ts",
    ["test/core/curve/lanes.test.ts"],
    [
      "even-as-odd",
      "flipped comparison",
      "return (<i32>(load<u64>(words) & 1)) ^ 1;",
      "return <i32>(load<u64>(words) & 1);",
    ],
  ),
  ...mutantsOf(
    "assembly/curve/multiply.ts",
    ["test/core/curve/multiply.test.ts"],
    [
      "even-not-corrected",
      "dropped operand",
      "selectPoint(sum, entry, (even >> (<i32>i)) & 1);",
      "selectPoint(sum, entry, 0);",
    ],
  ),
  ...mutantsOf(
    "assembly/curve/multiply-scaled.ts",
    ["test/core/curve/multiply.test.ts"],
    ["scale-outside-fp", "dropped operation", "    conj(factor, scale);", "    one<T>(factor);"],
    ["scale-left-out", "dropped operand", "      mul<T>(sum + Z, sum + Z, scale);\n", ""],
  ),
  ...mutantsOf(
    "assembly/curve/codec.ts",
    CODEC,
    [
      "infinity-with-rest",
      "dropped check",
      "return any == 0 ? READ_INFINITY : NOT_CANONICAL;",
      "return READ_INFINITY;",
    ],
    ["no-root", "dropped check", "if (!square) return NOT_ON_CURVE;", ""],
    ["sign-flag-uncompressed", "dropped check", "if (!compressed && (flags & LARGEST) != 0) return BAD_FLAGS;", ""],
    ["equation-uncompressed", "dropped check", "if (!equal<T>(root, equation)) return NOT_ON_CURVE;", ""],
  ),
  ...mutantsOf(
    "assembly/curve/subgroup.ts",
    ["test/core/curve/subgroup.test.ts", "test/core/curve/jacobian.test.ts"],
    [
      "special-case-is-a-member",
      "dropped check",
      "equal<T>(p + Y, power) & ~isZero<T>(p + Z);",
      "equal<T>(p + Y, power);",
    ],
    [
      "special-case-stays",
      "dropped check",
      "if ((isZero<T>(out + Z) & ~isInfinity<T>(image)) != 0) multiplyByXComplete<T>(out, image);\n  else leaveJacobian<T>(out);",
      "leaveJacobian<T>(out);",
    ],
    [
      "x-once",
      "dropped operation",
      "    multiplyJacobianByX<T>(multiple);\n    minusPhi<T>(image, p);",
      "    minusPhi<T>(image, p);",
    ],
  ),
  ...mutantsOf(
    "assembly/sharing/feldman.ts",
    COMMITMENTS,
    ["right-half-blamed", "dropped check", "checkRange<T>(middle, to, leftRight);", "checkRange<T>(middle, to, true);"],
    ["weight-left-out", "dropped operand", "    frMul(share, share, weight);\n", ""],
  ),
  ...mutantsOf("assembly/sharing/lagrange.ts", SCALARS, [
    "repeated-ids",
    "dropped check",
    "for (let i = 0; i < count; i++) if (frIsZero(lambdas + <usize>i * FR)) status = DUPLICATE_ID;",
    "",
  ]),
  ...mutantsOf("assembly/sharing/ids.ts", SCALARS, [
    "id-zero",
    "dropped check",
    "!= OK || frIsZero(slot)) return BAD_ID;",
    "!= OK) return BAD_ID;",
  ]),
  ...mutantsOf("assembly/sharing/polynomial.ts", SCALARS, [
    "constant-term-left-out",
    "off by one",
    "for (let k = threshold - 2; k >= 0; k--) {\n        frMulWordAdd(",
    "for (let k = threshold - 2; k > 0; k--) {\n        frMulWordAdd(",
  ]),
  ...mutantsOf(
    "assembly/field/fr.ts",
    ["test/core/fr/fr.test.ts"],
    ["order-itself", "flipped comparison", "let borrow = u64(w0 < R0);", "let borrow = u64(w0 <= R0);"],
    ["upper-half-left-out", "dropped operand", "  frKernelAdd(z, z, upper);\n", ""],
  ),
  ...mutantsOf(
    "assembly/pairing/miller.ts",
    PAIRING,
    ["odd-line-lost", "dropped operation", "    flush(f);\n  }\n  // x is negative", "  }\n  // x is negative"],
    ["met-again-in-affine-steps", "dropped check", "  if (zeroLanes(running) == 3) return false;\n", ""],
    [
      "loop-that-does-not-close",
      "dropped check",
      "return equalPoints<Fp2>(factor + ACCUMULATOR, image) != 0;",
      "return true;",
    ],
  ),
  ...mutantsOf("assembly/pairing/gt.ts", PAIRING, [
    "cyclotomic",
    "dropped check",
    "  if (!fp12Equal(s, t)) return false;\n",
    "",
    "outside of the cyclotomic subgroup the second equation fails too: its squarings are right only inside",
  ]),
];
