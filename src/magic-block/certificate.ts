// What the signatures of a magic block's certificate cover. Each has a tag of its own, so that none can stand for
// another.
import { Encoder, reading, TAG } from "../encoding/index.js";

/**
 * The bytes that members of the new view sign: "we hold our shares of the key in this block". `blockHash`: 32 bytes.
 * Throws BAD_TYPE, BAD_LENGTH.
 *
 * @example
 * // three of four confirm: their partial signatures are the block's confirmation
 * const message = confirmMessage(MagicBlock.hash(block));
 * minSig.verify(block.certificate.confirmation!, message, block.groupPublicKey); //=> true
 */
export function confirmMessage(blockHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.confirm).fixed(blockHash, 32).finish();
}

/**
 * The bytes that members in office sign once a block is decided: "this block follows ours". `blockHash`: 32 bytes.
 * Throws BAD_TYPE, BAD_LENGTH.
 *
 * @example
 * const [first, second] = run.magicBlocks;
 * const message = handOverMessage(MagicBlock.hash(second));
 * minSig.verify(second.certificate.handOver!, message, first.groupPublicKey); //=> true
 */
export function handOverMessage(blockHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.handOver).fixed(blockHash, 32).finish();
}

/**
 * The bytes that the genesis' sharders sign once block 1 is decided, for one hash (32 bytes) ever. Throws BAD_TYPE,
 * BAD_LENGTH.
 *
 * @example
 * const message = firstMessage(MagicBlock.hash(block)); // what the genesis' one sharder signed
 * minSigPop.verify(block.certificate.first!.aggregate, message, sharder.publicKey); //=> true
 */
export function firstMessage(blockHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.first).fixed(blockHash, 32).finish();
}

/**
 * What the set in office signs to draw the lot of an attempt; one for each number and attempt. Throws BAD_TYPE,
 * BAD_INTEGER, BAD_LENGTH.
 *
 * @example
 * const candidates = new Uint8Array(32); // the hash of those that were closed
 * const message = lotMessage({ chainId: "examples", number: 2, attempt: 1, candidates });
 * const partials = keys.map(({ index, secretShare }) => ({ id: index, signature: minSig.sign(message, secretShare) }));
 * minSig.verify(recoverSignature(minSig, partials), message, block.groupPublicKey); //=> true
 */
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

/**
 * The bytes that a key signs for applications, of any length: purposes "network" and "signing" only. `context` names
 * the application, so that what is signed for one is nothing for another. Throws BAD_TYPE.
 *
 * @example
 * const message = applicationMessage("examples", "example.org/invoice", bytesOf("42 €"));
 * minSig.verify(minSig.sign(message, miners[0].secretKey), message, miners[0].publicKey); //=> true
 */
export function applicationMessage(chainId: string, context: string, message: Uint8Array): Uint8Array {
  return new Encoder(TAG.application).text(chainId).text(context).bytes(message).finish();
}
