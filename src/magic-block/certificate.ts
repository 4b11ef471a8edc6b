// What the two group signatures of a magic block's certificate cover. Each has a tag of its own, so that neither can
// stand for the other.
import { Encoder, TAG } from "../encoding/index.js";

/** The bytes that members of the new view sign: "we hold our shares of the key in this block". */
export function confirmationMessage(blockHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.confirmation).fixed(blockHash, 32).finish();
}

/** The bytes that members of the previous view sign: "this block follows ours". */
export function handOverMessage(blockHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.handOver).fixed(blockHash, 32).finish();
}
