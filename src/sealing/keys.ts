// X25519 keys and what two of them agree on (RFC 7748; RFC 9180 §7.1). Keys are made and read by the HPKE library's
// KEM; the arithmetic is Web Crypto's, and as constant in time as the platform's. Private keys stay in CryptoKeys.
import { DhkemX25519HkdfSha256 } from "@hpke/core";
import { FeldsparError } from "../../bindings/errors.js";
import type { CryptoKey } from "../../bindings/platform.js";

const KEY_LENGTH = 32;
const kem = new DhkemX25519HkdfSha256();

/** Somebody else's key. */
export interface X25519PublicKey {
  /** 32 bytes. */
  readonly bytes: Uint8Array;
  readonly key: CryptoKey;
}

/** A key pair of one's own. */
export interface X25519KeyPair {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  readonly privateKey: CryptoKey;
}

/** A key pair as raw bytes, 32 each. */
export interface RawKeyPair {
  readonly publicKey: Uint8Array;
  readonly privateKey: Uint8Array;
}

/**
 * An X25519 key pair as raw bytes, 32 each, derived from 32 or more bytes of key material (DeriveKeyPair, RFC 9180
 * §7.1.3).
 */
export async function generateEncryptionKey(material: Uint8Array): Promise<RawKeyPair> {
  return rawKeyPair(await deriveKeyPair(material));
}

/** The same pair as raw bytes, of their own. */
export async function rawKeyPair({ publicKey, privateKey }: X25519KeyPair): Promise<RawKeyPair> {
  return {
    publicKey: publicKey.slice(),
    privateKey: new Uint8Array(await kem.serializePrivateKey(privateKey)),
  };
}

/** The same, imported. */
export async function deriveKeyPair(material: Uint8Array): Promise<X25519KeyPair> {
  const copy = Uint8Array.from(material);
  try {
    return await withBytes(await kem.deriveKeyPair(copy.buffer));
  } finally {
    copy.fill(0);
  }
}

/** A pair that nobody had before. */
export async function freshKeyPair(): Promise<X25519KeyPair> {
  return withBytes(await kem.generateKeyPair());
}

async function withBytes({ publicKey, privateKey }: CryptoKeyPair): Promise<X25519KeyPair> {
  return { publicKey: new Uint8Array(await kem.serializePublicKey(publicKey)), privateKey };
}

/** Throws what the library throws unless both keys have 32 bytes. That they belong together is not checked. */
export async function importKeyPair({ publicKey, privateKey }: RawKeyPair): Promise<X25519KeyPair> {
  const { bytes } = await importPublicKey(publicKey);
  const copy = Uint8Array.from(privateKey);
  try {
    return { publicKey: bytes, privateKey: await kem.deserializePrivateKey(copy.buffer) };
  } finally {
    copy.fill(0);
  }
}

/** Throws what the library throws unless the key has 32 bytes. */
export async function importPublicKey(publicKey: Uint8Array): Promise<X25519PublicKey> {
  const bytes = Uint8Array.from(publicKey);
  return { bytes, key: await kem.deserializePublicKey(bytes.buffer) };
}

/**
 * The Diffie-Hellman value of the two, 32 bytes that are the caller's. Throws IS_IDENTITY when it is zero, which a
 * public key of low order makes of every private key (RFC 7748 §6.1): HPKE must refuse it (RFC 9180 §7.1.4). Web Crypto
 * refuses it too, where it follows its standard; here it does not depend on that.
 */
export async function agree({ privateKey }: X25519KeyPair, { key }: X25519PublicKey): Promise<Uint8Array> {
  const value = new Uint8Array(
    await crypto.subtle.deriveBits({ name: "X25519", public: key }, privateKey, 8 * KEY_LENGTH),
  );
  let bits = 0;
  for (const byte of value) bits |= byte;
  if (bits === 0) throw new FeldsparError("IS_IDENTITY", "X25519: the keys agree on zero");
  return value;
}
