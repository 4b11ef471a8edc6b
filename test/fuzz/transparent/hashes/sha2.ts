// @noble/hashes/sha2.js: mixes in the place of hashes.
import { mixFunction } from "./mix.js";

export const sha256 = mixFunction(0x5ba256, 32, 64);
export const sha512 = mixFunction(0x5ba512, 64, 128);
