// "feldspar-dkg/threshold.js": secret sharing and threshold signatures.
export * from "../threshold/index.js";
