// What an argument of the core can be, and what an operation returns. An argument of the table is one of these words;
// "out" before a pointer says that the operation writes there.

/** Pointers into the core's memory: what lies there. */
export const POINTERS = {
  point: "projective point, 384 bytes",
  points: "count projective points, 384 bytes each",
  vector: "count packed affine points, 128 bytes each in G1, 256 in G2",
  commitment: "threshold packed affine points, constant term first",
  commitments: "commitments end to end",
  encoding: "encoded point: 48 or 96 bytes in G1, 96 or 192 in G2",
  encodings: "count encoded points end to end",
  scalar: "32 bytes, big-endian",
  scalars: "count scalars of 32 bytes, big-endian",
  coefficients: "threshold scalars of 32 bytes, constant term first",
  ids: "count ids: 32 bytes, big-endian, below r, not zero",
  integer: "big-endian integer of length bytes",
  bytes: "as many bytes as the length after it",
  seed: "32 bytes that nobody could foresee",
  uniform: "output of expand_message",
  digest: "32 bytes",
  text: "any bytes",
  element: "field element: 48 bytes, or 96 with c1 first",
  gt: "element of the target group, 768 bytes",
  gtEncoding: "encoded element of the target group, 576 bytes",
  lines: "prepared lines, preparedSize() bytes",
  pointers: "count 32-bit pointers",
  integers: "count 32-bit integers",
  flags: "count bytes, each 0 or 1",
};

/** Numbers: what they mean, and their type in AssemblyScript and in TypeScript. */
export const NUMBERS = {
  count: { meaning: "number of items", assembly: "i32", typescript: "number" },
  length: { meaning: "length in bytes", assembly: "usize", typescript: "number" },
  bits: { meaning: "number of bits", assembly: "i32", typescript: "number" },
  flag: { meaning: "0 or 1", assembly: "i32", typescript: "Flag" },
  position: { meaning: "top of the arena, as mark() gave it", assembly: "usize", typescript: "Pointer" },
};

/** What comes back. `wrap` makes it of what the body returns. */
export const RESULTS = {
  nothing: { meaning: "", assembly: "void", typescript: "void", wrap: (call) => `${call};` },
  status: {
    meaning: "0, or a code of assembly/status.ts",
    assembly: "i32",
    typescript: "Status",
    wrap: (call) => `return ${call};`,
  },
  flag: { meaning: "1 or 0", assembly: "i32", typescript: "Flag", wrap: (call) => `return i32(${call});` },
  index: {
    meaning: "position of the first bad item, or -1",
    assembly: "i32",
    typescript: "number",
    wrap: (call) => `return ${call};`,
  },
  count: { meaning: "number of items", assembly: "i32", typescript: "number", wrap: (call) => `return ${call};` },
  size: { meaning: "bytes", assembly: "i32", typescript: "number", wrap: (call) => `return <i32>${call};` },
  pointer: {
    meaning: "place in the memory",
    assembly: "usize",
    typescript: "Pointer",
    wrap: (call) => `return ${call};`,
  },
};
