// HPKE's single message in authenticated mode (RFC 9180 §6.1): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and
// ChaCha20-Poly1305. One seal, one open, one key schedule, for miners and for simulations.
//
// The schedule is written here and not taken from the HPKE library, which is the reference in the tests, byte for byte.
// Two long-term keys agree on one value, for all their messages in both directions, and simulations share it between
// the two ends; the library's public extension point for that is a whole KEM, so that AuthEncap, AuthDecap and every
// step of HKDF (Web Crypto's takes a thread hop each) would be written here all the same, around a schedule of five
// lines. That composition was measured: half as much again on the calling thread for each message (a secret for export
// that nobody wants, a context for many messages), and 7 % of a whole simulation of 100 miners. The AEAD is the
// library's, and so is the reading of keys (keys.ts).
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { concatBytes, equalBytes } from "../encoding/index.js";
import { BLOCK_LENGTH, expandBlock, extract } from "./hkdf.js";
import { agree, importPublicKey, type X25519KeyPair, type X25519PublicKey } from "./keys.js";
import { expandLabel, extractLabel, HPKE_SUITE, KEM_SUITE } from "./labels.js";

/** Bytes of the encapsulated key, which a sealed message begins with. */
export const ENCAPSULATED_LENGTH = 32;
/** Bytes of the tag, which it ends with. */
export const TAG_LENGTH = 16;

const MODE_AUTH = 2;
const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;

const EMPTY = new Uint8Array(0);

const EAE_PRK = extractLabel(KEM_SUITE, "eae_prk");
const SHARED_SECRET = expandLabel(KEM_SUITE, "shared_secret", BLOCK_LENGTH);
const INFO_HASH = extractLabel(HPKE_SUITE, "info_hash");
const SECRET = extractLabel(HPKE_SUITE, "secret");
const KEY = expandLabel(HPKE_SUITE, "key", KEY_LENGTH);
const BASE_NONCE = expandLabel(HPKE_SUITE, "base_nonce", NONCE_LENGTH);

/** What the context begins with: the mode, and the hash of the name of no pre-shared key. */
const CONTEXT_START = concatBytes(Uint8Array.of(MODE_AUTH), extract(EMPTY, extractLabel(HPKE_SUITE, "psk_id_hash")));

const aead = new Chacha20Poly1305();

/** Both ends' part of a message. */
interface Common {
  /**
   * What the sender's key and the receiver's agree on (`agree` in keys.ts, which refuses zero): 32 bytes, equal for all
   * messages between the two. It stays the caller's.
   */
  readonly agreement: Promise<Uint8Array>;
  /** What the message belongs to. Public. */
  readonly info: Uint8Array;
}

/** What a message is sealed with. */
export interface Sealing extends Common {
  /** The sender's public key, 32 bytes; what its private key does is in the agreement. */
  readonly sender: Uint8Array;
  readonly receiver: X25519PublicKey;
  /** A fresh pair for each message; a simulation that is to be repeated to the byte derives it. */
  readonly encapsulation: X25519KeyPair;
}

/** What a message is opened with. */
export interface Opening extends Common {
  /** The sender's public key, 32 bytes. */
  readonly sender: Uint8Array;
  readonly receiver: X25519KeyPair;
}

/**
 * SetupAuthS and Seal: the encapsulated key (32 bytes), the ciphertext and its tag (16), end to end. Throws when a
 * Diffie-Hellman value is zero, and what `agreement` throws. Takes the same time for every plaintext of a length.
 */
export async function seal(
  { agreement, info, sender, receiver, encapsulation }: Sealing,
  plaintext: Uint8Array,
  associated: Uint8Array,
): Promise<Uint8Array> {
  const [ephemeral, longTerm] = await Promise.all([agree(encapsulation, receiver), agreement]);
  const encapsulated = encapsulation.publicKey;
  const { key, nonce } = keySchedule(ephemeral, longTerm, info, [encapsulated, receiver.bytes, sender]);
  const copy = plaintext.slice();
  try {
    const sealed = await aead.createEncryptionContext(key.buffer).seal(nonce.buffer, copy.buffer, associated);
    return concatBytes(encapsulated, new Uint8Array(sealed));
  } finally {
    for (const secret of [key, nonce, copy]) secret.fill(0);
  }
}

/**
 * SetupAuthR and Open: the plaintext. Throws for anything that the sender did not seal for the receiver with this
 * information and this associated data, when a Diffie-Hellman value is zero, and what `agreement` throws.
 */
export async function open(
  { agreement, info, sender, receiver }: Opening,
  sealed: Uint8Array,
  associated: Uint8Array,
): Promise<Uint8Array> {
  const encapsulated = sealed.slice(0, ENCAPSULATED_LENGTH);
  const [ephemeral, longTerm] = await Promise.all([
    importPublicKey(encapsulated).then((key) => agree(receiver, key)),
    agreement,
  ]);
  const { key, nonce } = keySchedule(ephemeral, longTerm, info, [encapsulated, receiver.publicKey, sender]);
  try {
    const ciphertext = sealed.slice(ENCAPSULATED_LENGTH).buffer;
    return new Uint8Array(await aead.createEncryptionContext(key.buffer).open(nonce.buffer, ciphertext, associated));
  } finally {
    for (const secret of [key, nonce]) secret.fill(0);
  }
}

/**
 * ExtractAndExpand of the KEM (§4.1) and the key schedule (§5.1) as far as a first message needs them: key and nonce.
 * Wipes `ephemeral`. `keys` are the public ones in the KEM context's order: encapsulated, receiver's, sender's.
 */
function keySchedule(
  ephemeral: Uint8Array,
  longTerm: Uint8Array,
  info: Uint8Array,
  keys: readonly [Uint8Array, Uint8Array, Uint8Array],
): { readonly key: Uint8Array; readonly nonce: Uint8Array } {
  const agreed = extract(EMPTY, EAE_PRK, ephemeral, longTerm);
  const shared = expandBlock(agreed, SHARED_SECRET, ...keys);
  const secret = extract(shared, SECRET);
  const context = contextOf(info);
  const key = expandBlock(secret, KEY, context);
  const block = expandBlock(secret, BASE_NONCE, context);
  const nonce = block.slice(0, NONCE_LENGTH);
  for (const bytes of [ephemeral, agreed, shared, secret, block]) bytes.fill(0);
  return { key, nonce };
}

/** The last information and its context: equal for all messages of a session, and public. */
let last = { info: EMPTY as Uint8Array, context: hashInfo(EMPTY) };

/** The key schedule's context (§5.1): mode and hashes, 65 bytes. */
function contextOf(info: Uint8Array): Uint8Array {
  if (!equalBytes(last.info, info)) last = { info: info.slice(), context: hashInfo(info) };
  return last.context;
}

function hashInfo(info: Uint8Array): Uint8Array {
  return concatBytes(CONTEXT_START, extract(EMPTY, INFO_HASH, info));
}
