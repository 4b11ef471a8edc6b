// "feldspar-dkg/bls.js": BLS signatures.
export * from "../bls/index.js";
