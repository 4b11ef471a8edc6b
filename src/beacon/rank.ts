// Miner ranks of a round: an unbiased shuffle. The full 256 bits of randomness seed SHAKE256, whose output is cut
// into 64-bit words; words in the incomplete last interval are thrown away (rejection sampling), so that every order
// is equally likely.
import { shake256 } from "@noble/hashes/sha3.js";
import { listOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { Encoder, TAG } from "../encoding/index.js";

/**
 * A Fisher–Yates shuffle of `items` (a new array) determined by `randomness` (32 bytes) alone. `purpose` separates
 * shuffles that use the same randomness. Throws BAD_TYPE, BAD_LENGTH.
 *
 * @example
 * const [{ record }] = run.beacon;
 * const order = rank(record.randomness, ["Ada", "Ben", "Cleo"]); // the same for everybody who has the round
 * [...order].sort(); //=> ["Ada", "Ben", "Cleo"]
 */
export function rank<T>(randomness: Uint8Array, items: readonly T[], purpose = "rank"): T[] {
  checkBytes(randomness, "randomness", 32);
  const shuffled = listOf<T>(items, "items", true);
  const stream = shake256.create({}).update(new Encoder(TAG.shuffle).text(purpose).fixed(randomness, 32).finish());
  const below = (bound: bigint): number => {
    const limit = (1n << 64n) - ((1n << 64n) % bound);
    for (;;) {
      const word = new DataView(stream.xof(8).buffer).getBigUint64(0);
      if (word < limit) return Number(word % bound);
    }
  };
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = below(BigInt(last + 1));
    const item = shuffled[last]!;
    shuffled[last] = shuffled[other]!;
    shuffled[other] = item;
  }
  return shuffled;
}
