// What stands for the library's suite where CI has no time for all of it: on other engines, and in Chromium on the one
// of the two builds that its users do not get.

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
