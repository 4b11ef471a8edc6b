// The payload of an age file: a nonce of 16 bytes, and the text in chunks of 64 KiB, each sealed with ChaCha20-Poly1305
// under a key of the file's key and the nonce (STREAM: Hoang, Reyhanitabar, Rogaway, Vizár, Crypto 2015). A chunk's
// nonce is its number and whether it is the last one, so that none can be left out, moved, or taken for the end.
import { chacha20poly1305 } from "@noble/ciphers/chacha.js";
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { utf8 } from "../../bindings/bytes.js";
import { fail } from "../../bindings/errors.js";

export const NONCE_SIZE = 16;
export const CHUNK_SIZE = 65_536;
const TAG_SIZE = 16;
export const SEALED_SIZE = CHUNK_SIZE + TAG_SIZE;

/** Seals, or opens, the chunks of one payload in their order. Whoever makes it wipes it. */
export class Payload {
  readonly #key: Uint8Array;
  #number = 0n;

  constructor(fileKey: Uint8Array, nonce: Uint8Array) {
    this.#key = hkdf(sha256, fileKey, nonce, utf8("payload"), 32);
  }

  #nonce(isLast: boolean): Uint8Array {
    const nonce = new Uint8Array(12);
    // eleven bytes: the upper three are never reached
    new DataView(nonce.buffer).setBigUint64(3, this.#number++);
    nonce[11] = isLast ? 1 : 0;
    return nonce;
  }

  seal(chunk: Uint8Array, isLast: boolean): Uint8Array {
    return chacha20poly1305(this.#key, this.#nonce(isLast)).encrypt(chunk);
  }

  /** Throws BAD_CIPHERTEXT. */
  open(chunk: Uint8Array, isLast: boolean): Uint8Array {
    const isFirst = this.#number === 0n;
    const nonce = this.#nonce(isLast);
    // an empty chunk is a payload's only one: another form of the same text is refused
    if (chunk.length < TAG_SIZE || (chunk.length === TAG_SIZE && !isFirst)) return this.#refuse();
    try {
      return chacha20poly1305(this.#key, nonce).decrypt(chunk);
    } catch {
      return this.#refuse();
    }
  }

  #refuse(): never {
    return fail("BAD_CIPHERTEXT", "timelock: the ciphertext was changed, is cut off, or has more behind its end");
  }

  wipe(): void {
    this.#key.fill(0);
  }
}
