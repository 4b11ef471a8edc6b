// "feldspar-dkg/beacon.js": verifiable randomness from threshold signatures, ours and drand's.
export * from "../beacon/index.js";
