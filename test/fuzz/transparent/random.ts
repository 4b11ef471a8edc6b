// bindings/random.ts without the platform's CSPRNG, which is slow for so few bytes: weights of random combinations, and
// nothing that anybody keeps secret. Plans do not depend on it: nobody here aims at weights.
export { drawFrom, type RandomBytes } from "../../../bindings/random.js";

import { mixFunction } from "./hashes/mix.js";

const stream = mixFunction(0x7a4d03, 32, 64).create();

export function randomBytes(length: number): Uint8Array<ArrayBuffer> {
  return stream.xof(length);
}
