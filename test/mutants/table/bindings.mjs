// The bindings: secrets wiped from the core's memory, arguments checked, random bytes that are none.
import { mutantsOf } from "../row.mjs";

const WIPING = ["test/bindings/wiping.test.ts"];
const ARGUMENTS = ["test/negative/argument-kinds.test.ts"];
const RANDOM = ["test/bindings/random.test.ts", "test/library/bls/randomness.test.ts"];
const SECRET = "return withSecretArena((arena) => {";
const PUBLIC = "return withArena((arena) => {";

/** A secret scope that is a public one. */
const unwiped = (id, before, after) => [id, "dropped wipe", `${before}${SECRET}${after}`, `${before}${PUBLIC}${after}`];

export const BINDINGS = [
  ...mutantsOf(
    "bindings/scope.ts",
    ["test/bindings/arena.test.ts"],
    ["secret-scope", "dropped wipe", "return scope(use, true);", "return scope(use, false);"],
  ),
  ...mutantsOf(
    "bindings/sharing.ts",
    WIPING,
    unwiped(
      "evaluation-wiped",
      "",
      "\n    const out = arena.allocate(ids.length);\n    const from = arena.put(coefficients);",
    ),
    unwiped("interpolation-wiped", "shares: Uint8Array): Bytes {\n  ", ""),
    unwiped("sum-wiped", "sumScalars(scalars: Uint8Array): Bytes {\n  ", ""),
    unwiped(
      "share-check-wiped",
      "",
      "\n    const wasm = groupExports(arena.core, group);\n    return wasm.VerifyShare(",
    ),
    unwiped("share-checks-wiped", "", "\n    const count = chunk.length;"),
  ),
  ...mutantsOf(
    "bindings/scalar.ts",
    WIPING,
    unwiped("arithmetic-wiped", "b: Uint8Array = a): Uint8Array<ArrayBuffer> {\n  ", ""),
    unwiped("reduction-wiped", "reduceScalar(bytes: Uint8Array): Uint8Array<ArrayBuffer> {\n  ", ""),
  ),
  ...mutantsOf(
    "bindings/point.ts",
    WIPING,
    [
      "multiple-wiped",
      "dropped wipe",
      'return secretly(() => makePoint(group, multiply), mode === "secret" || mode === "secretAny");',
      "return makePoint(group, multiply);",
    ],
    unwiped("generator-multiple-wiped", "multiplyGenerator(group: GroupName, scalar: Uint8Array): RawPoint {\n  ", ""),
    unwiped("encoded-multiple-wiped", "scalar: Uint8Array,\n): Uint8Array<ArrayBuffer> {\n  ", ""),
  ),
  ...mutantsOf(
    "bindings/vector.ts",
    WIPING,
    unwiped(
      "multiples-wiped",
      "",
      "\n    const size = count * SIZES[group].affine;\n    const out = arena.allocate(size);\n    groupExports(arena.core, group).VectorMultiplyBase(",
    ),
  ),
  ...mutantsOf(
    "bindings/random.ts",
    RANDOM,
    [
      "beyond-65536",
      "early exit",
      "start < out.length; start += 65536",
      "start < Math.min(out.length, 65536); start += 65536",
    ],
    ["same-twice", "dropped check", "if (different === 0 || isMonotone(first)", "if (isMonotone(first)"],
    ["one-byte-over-and-over", "dropped check", "isMonotone(first) || isMonotone(out)", "isMonotone(first)"],
    ["source-that-throws", "dropped check", 'noRandom("crypto.getRandomValues threw an error", cause);', ""],
  ),
  ...mutantsOf(
    "bindings/scalar.ts",
    ["test/bindings/scalar.test.ts", ...RANDOM, "test/library/bls/scheme.test.ts"],
    [
      "below-the-order",
      "off by one",
      "export function isBelowOrder(bytes: Uint8Array): number {\n  let borrow = 0;",
      "export function isBelowOrder(bytes: Uint8Array): number {\n  let borrow = 1;",
    ],
    ["draws-of-zero", "dropped check", "    if (isNonZero(scalar) === 1) return scalar;\n", "    return scalar;\n"],
    ["drawn-wiped", "dropped wipe", "    if (random === randomBytes) drawn.fill(0);\n", ""],
    ["all-drawn-wiped", "dropped wipe", "    drawn?.fill(0);\n", ""],
    [
      "key-of-zero",
      "dropped check",
      "if ((isBelowOrder(bytes) & isNonZero(bytes)) === 0) {",
      "if (isBelowOrder(bytes) === 0) {",
    ],
  ),
  ...mutantsOf(
    "bindings/arena.ts",
    ["test/bindings/arena.test.ts"],
    [
      "beyond-4-gib",
      "dropped check",
      "if (!(bytes >= 0 && (this.wasm.mark() >>> 0) + bytes < 0xf000_0000))",
      "if (!(bytes >= 0))",
    ],
  ),
  ...mutantsOf(
    "bindings/arguments.ts",
    ARGUMENTS,
    ["holes", "dropped check", "if (!Object.hasOwn(value, index)) {", "if (index < 0) {"],
    [
      "unknown-option",
      "dropped check",
      "if (!(names as readonly string[]).includes(name)) {",
      "if (names.length < 0) {",
    ],
    [
      "inherited-option",
      "dropped check",
      "fields[name] = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;",
      "fields[name] = (value as Record<string, unknown>)[name];",
    ],
    ["lone-surrogate", "dropped check", "if (/\\p{Surrogate}/u.test(value)) fail(", "if (value === null) fail("],
  ),
  ...mutantsOf("bindings/views.ts", ARGUMENTS, [
    "detached",
    "dropped check",
    "=== length && (length > 0 || !isDetached(value));",
    "=== length;",
  ]),
  ...mutantsOf(
    "bindings/bytes.ts",
    ["test/bindings/bytes.test.ts"],
    ["equal-prefix", "dropped check", "  if (a.length !== b.length) return false;\n", ""],
    ["too-large-for-its-length", "dropped check", " || value >> BigInt(8 * length) !== 0n) {", ") {"],
  ),
  ...mutantsOf(
    "bindings/point.ts",
    ["test/library/curve/points.test.ts"],
    ["subgroup", "dropped check", "bytes.length, subgroupCheck ? 1 : 0), subject);", "bytes.length, 0), subject);"],
  ),
  ...mutantsOf(
    "bindings/sharing.ts",
    ["test/bindings/sharing.test.ts", "test/library/dkg/dkg.test.ts"],
    ["wrong-ones-in-order", "dropped operation", "return wrong.sort((a, b) => a - b);", "return wrong;"],
    ["last-dealer-of-a-chunk", "early exit", "  flush();\n  return wrong", "  return wrong"],
  ),
  ...mutantsOf(
    "bindings/self-test.ts",
    ["test/bindings/self-test.test.ts", "test/bindings/core.test.ts"],
    ["known-answers", "dropped check", "return equalBytes(arena.get(bytes, known.length), known);", "return true;"],
  ),
];
