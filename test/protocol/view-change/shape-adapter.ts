// What the tests of shapes ask of the product, in one place, so that the same tests can be run on another
// version of it.
import { bitmapOfIndices, type Publication } from "../../../src/entry/view-change.js";

export {
  type ContractState,
  createSigningIdentity,
  type Entry,
  entryOf,
  makeGenesis,
  type SessionState,
  ViewChangeContract,
} from "../../../src/entry/view-change.js";

/** A publication of these 1-based indices; its aggregate and shares mean nothing. */
export function publicationOf(acknowledged: readonly number[], revealed: readonly number[], n: number): Publication {
  const share = new Uint8Array(32);
  return {
    acknowledged: bitmapOfIndices(acknowledged, n),
    aggregate: new Uint8Array(48),
    reveals: revealed.map((index) => ({ index, share })),
  };
}
