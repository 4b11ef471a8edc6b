// The bytes that a round's partial signatures sign, and what comes out of a round (protocol §8).
import { sha256 } from "@noble/hashes/sha2.js";
import { recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { Encoder, TAG, type Tag } from "../encoding/index.js";

/** What identifies the message of one round within a view. */
export interface RoundInput {
  readonly round: number;
  readonly timeoutCount: number;
  /** Randomness of the round before, 32 bytes. */
  readonly previousRandomness: Uint8Array;
}

type ViewName = { readonly chainId: string; readonly magicBlockNumber: number };

/**
 * ("beacon", chainId, magic block number, round, timeout count, randomness of the previous round). Nothing is
 * converted: throws BAD_TYPE, BAD_INTEGER, BAD_LENGTH.
 */
export function beaconMessage(view: ViewName, input: RoundInput): Uint8Array {
  return encode(TAG.beacon, view, input);
}

/** What a member signs to agree that round `input.round` goes on with `input.timeoutCount`. */
export function timeoutVoteMessage(view: ViewName, input: RoundInput): Uint8Array {
  return encode(TAG.timeoutVote, view, input);
}

function encode(tag: Tag, view: ViewName, input: RoundInput): Uint8Array {
  const { chainId, magicBlockNumber } = recordOf<ViewName>(view, "view", ["chainId", "magicBlockNumber"]);
  const fields = ["round", "timeoutCount", "previousRandomness"] as const;
  const { round, timeoutCount, previousRandomness } = recordOf<RoundInput>(input, "round input", fields);
  return new Encoder(tag)
    .text(chainId)
    .u64(magicBlockNumber)
    .u64(round)
    .u32(timeoutCount)
    .fixed(previousRandomness, 32)
    .finish();
}

/** SHA-256 of the group signature: 32 bytes nobody could predict or choose. */
export function randomness(signature: Uint8Array): Uint8Array {
  checkBytes(signature, "signature");
  return sha256(signature);
}

/** "Previous randomness" of the first round of a chain that has had no beacon yet. */
export function beaconGenesis(chainId: string, magicBlockHash: Uint8Array): Uint8Array {
  return new Encoder(TAG.beaconGenesis).text(chainId).fixed(magicBlockHash, 32).digest();
}
