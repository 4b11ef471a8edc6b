// What is drawn for a file, hedged: hashed with what the file says and to whom. A source that repeats itself (a machine
// that was restored from a snapshot) gives two files with other texts other keys; with one key and one nonce, whoever
// has both would have the difference of the texts before their round is there.
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "../../bindings/bytes.js";
import { drawFrom, type RandomBytes } from "../../bindings/random.js";
import { Encoder, TAG } from "../encoding/index.js";
import type { Network } from "./network.js";

/** Where a file goes, and how it begins. */
export interface FileStart {
  readonly network: Network;
  readonly round: number;
  /** The first chunk of the text, secret. */
  readonly chunk: Uint8Array;
}

/** A source whose every draw is hedged. Throws at the draw: BAD_TYPE, BAD_LENGTH, NO_RANDOM. */
export function hedged(random: RandomBytes, { network, round, chunk }: FileStart): RandomBytes {
  let draws = 0;
  return (length) => {
    const fresh = drawFrom(random, length);
    const about = new Encoder(TAG.timelock).fixed(network.hash, 32).u64(round).u32(++draws).bytes(fresh).finish();
    const seed = concatBytes(about, chunk);
    const digest = sha256(seed);
    const drawn = digest.slice(0, length);
    for (const secret of [fresh, about, seed, digest]) secret.fill(0);
    return drawn;
  };
}
