// What the tests of caches ask of the product, in one place, so that the same tests can be run on another
// version of it.
import { bitmapOfIndices, type KeyTable, ProtocolCache } from "../../../src/entry/view-change.js";

export { type Commitments, deal } from "../../../src/dkg/index.js";
export { commitmentsHash, KeyTable, ProtocolCache } from "../../../src/entry/view-change.js";

export const cacheOf = (maxBytes?: number): ProtocolCache =>
  new ProtocolCache(maxBytes === undefined ? {} : { maxBytes });

export const heldBytes = (cache: ProtocolCache): number => cache.heldBytes;

export const sumOf = (table: KeyTable, indices: readonly number[], n: number): Uint8Array =>
  table.aggregate(bitmapOfIndices(indices, n));
