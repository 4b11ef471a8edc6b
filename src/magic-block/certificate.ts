// What the signatures of a magic block's certificate cover. Each has a tag of its own, so that none can stand for
// another.
import { Encoder, reading, TAG } from "../encoding/index.js";

/** The bytes that members of the new view sign: "we hold our shares of the key in this block". */
export function confirmMessage(blockHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.confirm).fixed(blockHash, 32).finish();
}

/** The bytes that members in office sign once a block is decided: "this block follows ours". */
export function handOverMessage(blockHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.handOver).fixed(blockHash, 32).finish();
}

/** The bytes that the genesis' sharders sign once block 1 is decided, for one hash ever. */
export function firstMessage(blockHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.first).fixed(blockHash, 32).finish();
}

/** What the set in office signs to draw the lot of an attempt; one for each number and attempt. */
export function lotMessage(lot: {
  readonly chainId: string;
  readonly number: number;
  readonly attempt: number;
  /** Hash of the closed candidates. */
  readonly candidates: Uint8Array;
}): Uint8Array {
  return reading("lotMessage", (): Uint8Array => {
    return new Encoder(TAG.lot).text(lot.chainId).u64(lot.number).u32(lot.attempt).fixed(lot.candidates, 32).finish();
  });
}

/** What a key signs for applications: purposes "network" and "signing" only. */
export function applicationMessage(chainId: string, context: string, message: Uint8Array): Uint8Array {
  return new Encoder(TAG.application).text(chainId).text(context).bytes(message).finish();
}
