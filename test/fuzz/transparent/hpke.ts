// src/sealing/hpke.ts over the transparent group: the plaintext, and a tag that only the two ends can make.
import { concatBytes, equalBytes } from "../../../bindings/bytes.js";
import { sha256 } from "./hashes/sha2.js";
import { agree, importPublicKey, type X25519KeyPair, type X25519PublicKey } from "./keys.js";

export const ENCAPSULATED_LENGTH = 32;
export const TAG_LENGTH = 16;

interface Common {
  readonly agreement: Promise<Uint8Array>;
  readonly info: Uint8Array;
  readonly sender: Uint8Array;
}

export interface Sealing extends Common {
  readonly receiver: X25519PublicKey;
  readonly encapsulation: X25519KeyPair;
}

export interface Opening extends Common {
  readonly receiver: X25519KeyPair;
}

function tag(...parts: readonly Uint8Array[]): Uint8Array {
  return sha256(concatBytes(...parts)).subarray(0, TAG_LENGTH);
}

export async function seal(
  { agreement, info, sender, receiver, encapsulation }: Sealing,
  plaintext: Uint8Array,
  associated: Uint8Array,
): Promise<Uint8Array> {
  const ephemeral = await agree(encapsulation, receiver);
  const longTerm = await agreement;
  return concatBytes(
    encapsulation.publicKey,
    plaintext,
    tag(ephemeral, longTerm, info, sender, receiver.bytes, associated, plaintext),
  );
}

export async function open(
  { agreement, info, sender, receiver }: Opening,
  sealed: Uint8Array,
  associated: Uint8Array,
): Promise<Uint8Array> {
  const encapsulated = await importPublicKey(sealed.slice(0, ENCAPSULATED_LENGTH));
  const ephemeral = await agree(receiver, encapsulated);
  const longTerm = await agreement;
  const plaintext = sealed.slice(ENCAPSULATED_LENGTH, sealed.length - TAG_LENGTH);
  const expected = tag(ephemeral, longTerm, info, sender, receiver.publicKey, associated, plaintext);
  if (!equalBytes(expected, sealed.subarray(sealed.length - TAG_LENGTH))) throw new RangeError("the tag is wrong");
  return plaintext;
}
