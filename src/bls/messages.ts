// The messages of an aggregate or a batch: with the signer's key before each where the scheme augments them, and equal
// ones found, so that each is hashed to the curve once.
import { bytesKey, concatBytes } from "../../bindings/bytes.js";
import { sha256Of } from "../../bindings/hash.js";
import type { Ciphersuite } from "./ciphersuite.js";

/** Longer ones are compared by their hash: the text that stands for bytes in a map takes as much memory as they do. */
const LONGEST_KEY = 1024;

/**
 * A string that is equal for equal bytes, and, as far as SHA-256 can tell, for these alone. What stands for a hash
 * begins with a character that is no byte: a short message may have any bytes, those of another one's hash too.
 */
function keyOf(bytes: Uint8Array): string {
  return bytes.length > LONGEST_KEY ? `\u0100${bytesKey(sha256Of(bytes))}` : bytesKey(bytes);
}

/** For each item the number of its equivalence class, and one representative of each. */
export function classify(items: readonly Uint8Array[]): { positions: number[]; representatives: number[] } {
  const seen = new Map<string, number>();
  const representatives: number[] = [];
  const positions = items.map((item, index) => {
    const key = keyOf(item);
    let position = seen.get(key);
    if (position === undefined) {
      position = seen.size;
      seen.set(key, position);
      representatives.push(index);
    }
    return position;
  });
  return { positions, representatives };
}

/** What is signed: the message, behind the public key that `keyBytes` gives where the scheme augments. */
export function signedMessage(
  { messageRule }: Ciphersuite,
  message: Uint8Array,
  keyBytes: () => Uint8Array,
): Uint8Array {
  return messageRule === "augmented" ? concatBytes(keyBytes(), message) : message;
}

/** `messages` as they are signed, and which of them are equal. */
export function distinctMessages(
  suite: Ciphersuite,
  messages: readonly Uint8Array[],
  keyBytesAt: (index: number) => Uint8Array,
): { messages: readonly Uint8Array[]; positions: number[]; representatives: number[] } {
  const signed = messages.map((message, index) => signedMessage(suite, message, () => keyBytesAt(index)));
  return { messages: signed, ...classify(signed) };
}
