// src/sealing/keys.ts over the transparent group: a key agrees with another on their product.
import { sha256 } from "./hashes/sha2.js";
import { type Bytes, bytesOf, integerOf, modulo } from "./numbers.js";

export interface X25519PublicKey {
  readonly bytes: Uint8Array;
  readonly key: bigint;
}

export interface X25519KeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: bigint;
}

export interface RawKeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

export async function generateEncryptionKey(material: Uint8Array): Promise<RawKeyPair> {
  const scalar = bytesOf(modulo(integerOf(sha256(material))));
  return { publicKey: scalar, privateKey: scalar.slice() };
}

export async function deriveKeyPair(material: Uint8Array): Promise<X25519KeyPair> {
  return importKeyPair(await generateEncryptionKey(material));
}

export async function importKeyPair({ publicKey, privateKey }: RawKeyPair): Promise<X25519KeyPair> {
  return { publicKey: publicKey.slice(), privateKey: integerOf(privateKey) };
}

export async function importPublicKey(publicKey: Uint8Array): Promise<X25519PublicKey> {
  if (publicKey.length !== 32) throw new RangeError("expected 32 bytes");
  return { bytes: publicKey.slice(), key: integerOf(publicKey) };
}

export async function agree({ privateKey }: X25519KeyPair, { key }: X25519PublicKey): Promise<Bytes> {
  const value = modulo(privateKey * key);
  if (value === 0n) throw new RangeError("the keys agree on zero");
  return bytesOf(value);
}
