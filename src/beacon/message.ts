// The bytes that a round's partial signatures sign, and what comes out of a round (protocol §8).
import { sha256 } from "@noble/hashes/sha2.js";
import { recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { Encoder, TAG, type Tag } from "../encoding/index.js";

/** What identifies the message of one round within a view. */
export interface RoundInput {
  readonly round: number;
  readonly timeoutCount: number;
  /**
   * Randomness of the round before, 32 bytes; for the first round of a view that of the last round of the view before,
   * for the first round of view 1 the hash of block 1.
   */
  readonly previousRandomness: Uint8Array;
}

export type ViewName = { readonly chainId: string; readonly magicBlockNumber: number };

/**
 * ("beacon", chainId, magic block number, round, timeout count, randomness of the previous round). Nothing is
 * converted: throws BAD_TYPE, BAD_INTEGER, BAD_LENGTH.
 *
 * @example
 * const [{ record }] = run.beacon;
 * const view = { chainId: run.chainId, magicBlockNumber: record.magicBlockNumber };
 * minSig.verify(record.signature, beaconMessage(view, record), lastBlock.groupPublicKey); //=> true
 */
export function beaconMessage(view: ViewName, input: RoundInput): Uint8Array {
  const fields = ["round", "timeoutCount", "previousRandomness"] as const;
  const read = recordOf<RoundInput>(input, "round input", fields);
  return begin(TAG.beacon, view, read).fixed(read.previousRandomness, 32).finish();
}

/**
 * ("timeout", chainId, magic block number, round, timeout count): what a member signs to agree that a round goes on
 * under this count, one above the count in force; what t members signed is the timeout certificate. It does not cover
 * the previous randomness, so that members that differ about it still agree on the count. Throws like beaconMessage.
 *
 * @example
 * const message = timeoutMessage({ chainId: "examples", magicBlockNumber: 1 }, { round: 7, timeoutCount: 1 });
 * const votes = keys.map(({ index, secretShare }) => ({ id: index, signature: minSig.sign(message, secretShare) }));
 * const certificate = recoverSignature(minSig, votes.slice(0, block.t));
 * minSig.verify(certificate, message, block.groupPublicKey); //=> true
 */
export function timeoutMessage(view: ViewName, input: Pick<RoundInput, "round" | "timeoutCount">): Uint8Array {
  return begin(TAG.timeout, view, recordOf(input, "round input", ["round", "timeoutCount"])).finish();
}

function begin(tag: Tag, view: ViewName, { round, timeoutCount }: Pick<RoundInput, "round" | "timeoutCount">): Encoder {
  const { chainId, magicBlockNumber } = recordOf<ViewName>(view, "view", ["chainId", "magicBlockNumber"]);
  return new Encoder(tag).text(chainId).u64(magicBlockNumber).u64(round).u32(timeoutCount);
}

/**
 * SHA-256 of the group signature: 32 bytes nobody could predict or choose. Throws BAD_TYPE.
 *
 * @example
 * const [{ record }] = run.beacon;
 * randomness(record.signature); //=> record.randomness
 */
export function randomness(signature: Uint8Array): Uint8Array {
  checkBytes(signature, "signature");
  return sha256(signature);
}
