// What stands for the library's suite where CI has no time for all of it: on other engines, and in Chromium.

/** Quick files of every part: fields and points, pairings, published vectors, sharing, a pool, the protocol. */
export const SLICE = [
  "bindings/bytes.test.ts",
  "bindings/scalar.test.ts",
  "conformance/drand.test.ts",
  "conformance/rfc9380.test.ts",
  "library/curve/fr.test.ts",
  "library/curve/pairing.test.ts",
  "library/curve/points.test.ts",
  "library/pool/shares.test.ts",
  "library/threshold/combine.test.ts",
  "protocol/documents/verify.test.ts",
  "protocol/sealing/channel.test.ts",
];

/** Parts of the others, of which Chromium plays one a day. */
const PARTS = 3;

/** The slice, and a part of the other files: each of them is in the part of one of three days in a row. */
export const partOfTheDay = (tests, day) =>
  tests.filter((name, at) => SLICE.includes(name) || at % PARTS === day % PARTS);
