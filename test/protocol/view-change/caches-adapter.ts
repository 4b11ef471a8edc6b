// What the tests of caches ask of the product, in one place, so that the same tests can be run on another
// version of it.
import { type KeyTable, ProtocolCache } from "../../../src/view-change/caches.js";
import { bitmapOfIndices } from "../../../src/view-change/payloads.js";

export { type Commitments, deal } from "../../../src/dkg/index.js";
export { KeyTable, ProtocolCache } from "../../../src/view-change/caches.js";
export { commitmentsHash } from "../../../src/view-change/session.js";

export const cacheOf = (maxBytes?: number): ProtocolCache =>
  new ProtocolCache(maxBytes === undefined ? {} : { maxBytes });

export const heldBytes = (cache: ProtocolCache): number => cache.heldBytes;

export const sumOf = (table: KeyTable, indices: readonly number[], n: number): Uint8Array =>
  table.aggregate(bitmapOfIndices(indices, n));
