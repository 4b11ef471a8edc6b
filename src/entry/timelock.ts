// "feldspar-dkg/timelock.js": encryption to a round of a drand beacon, in the files of drand's tlock. Needs
// `@noble/ciphers`.
export * from "../timelock/index.js";
