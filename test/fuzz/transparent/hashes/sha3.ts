// @noble/hashes/sha3.js: mixes in the place of hashes.
import { mixFunction } from "./mix.js";

export const sha3_256 = mixFunction(0x5ba3256, 32, 136);
export const shake256 = mixFunction(0x5bae256, 32, 136);
