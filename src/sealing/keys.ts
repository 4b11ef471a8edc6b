// X25519 keys and what two of them agree on (RFC 7748; RFC 9180 §7.1). Keys are read by the HPKE library's KEM; the
// arithmetic is Web Crypto's, and as constant in time as the platform's. Private keys stay in CryptoKeys.
//
// Nothing here has Web Crypto make a pair or tell the public key of a private one: WebKit on libgcrypt loses a leading
// zero byte of either, so that one pair in 128 is of no use. A public key is what the private one and the base point
// agree on, which it gets right.
import { DhkemX25519HkdfSha256 } from "@hpke/core";
import { FeldsparError } from "../../bindings/errors.js";
import type { CryptoKey } from "../../bindings/platform.js";
import { expandBlock, extract } from "./hkdf.js";
import { expandLabel, extractLabel, KEM_SUITE } from "./labels.js";

const KEY_LENGTH = 32;
const EMPTY = new Uint8Array(0);
const kem = new DhkemX25519HkdfSha256();
/** DeriveKeyPair's labels (RFC 9180 §7.1.3). */
const DERIVATION = extractLabel(KEM_SUITE, "dkp_prk");
const PRIVATE_KEY = expandLabel(KEM_SUITE, "sk", KEY_LENGTH);
/** u = 9 (RFC 7748 §4.1). */
const BASE_POINT = Uint8Array.of(9, ...new Uint8Array(KEY_LENGTH - 1));
let base: Promise<X25519PublicKey> | undefined;

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
 * §7.1.3). The private key is the caller's to wipe.
 */
export async function generateEncryptionKey(material: Uint8Array): Promise<RawKeyPair> {
  const prk = extract(EMPTY, DERIVATION, material);
  const privateKey = expandBlock(prk, PRIVATE_KEY);
  prk.fill(0);
  const { publicKey } = await pairOf(privateKey);
  return { publicKey, privateKey };
}

/** The same, imported. */
export async function deriveKeyPair(material: Uint8Array): Promise<X25519KeyPair> {
  const pair = await generateEncryptionKey(material);
  try {
    return await importKeyPair(pair);
  } finally {
    pair.privateKey.fill(0);
  }
}

/** Throws what the library throws unless both keys have 32 bytes. That they belong together is not checked. */
export async function importKeyPair({ publicKey, privateKey }: RawKeyPair): Promise<X25519KeyPair> {
  const { bytes } = await importPublicKey(publicKey);
  return { publicKey: bytes, privateKey: await importPrivateKey(privateKey) };
}

async function pairOf(privateKey: Uint8Array): Promise<X25519KeyPair> {
  const key = await importPrivateKey(privateKey);
  base ??= importPublicKey(BASE_POINT);
  return { publicKey: await exchange(key, (await base).key), privateKey: key };
}

/**
 * With the lowest bit set: X25519 clears the lowest three (RFC 7748 §5), so that it is the same key. WebKit on
 * libgcrypt keeps keys as numbers without their leading zeros, and refuses a key that begins with a zero byte.
 */
async function importPrivateKey(privateKey: Uint8Array): Promise<CryptoKey> {
  const copy = Uint8Array.from(privateKey);
  copy[0]! |= 1;
  try {
    return await kem.deserializePrivateKey(copy.buffer);
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
  const value = await exchange(privateKey, key);
  let bits = 0;
  for (const byte of value) bits |= byte;
  if (bits === 0) throw new FeldsparError("IS_IDENTITY", "X25519: the keys agree on zero");
  return value;
}

async function exchange(privateKey: CryptoKey, publicKey: CryptoKey): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: publicKey }, privateKey, 256));
}
