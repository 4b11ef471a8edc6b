// The folders of conformance vectors.

/** Every folder of vectors; the suite "conformance/complete" checks that each is read by a test. */
export const vectorFolders = [
  "derived",
  "drand",
  "eip2333",
  "eip2537",
  "ethereum-bls12-381-tests",
  "rfc9380",
  "stake",
  "threshold-oracle",
  "wycheproof",
  "zkcrypto-serialization",
] as const;
export type VectorFolder = (typeof vectorFolders)[number];
