// The HPKE suite in which shares travel (RFC 9180): DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and ChaCha20-Poly1305. This
// is the only file that imports the HPKE library. X25519 comes from Web Crypto.
import { Chacha20Poly1305 } from "@hpke/chacha20poly1305";
import { CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { expand } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { equalBytes, utf8 } from "../encoding/index.js";
import { BLOCK_LENGTH, expandBlock, extract, extractKeyed, type Keyed } from "./hkdf.js";

type Buffers = ArrayBufferLike | ArrayBufferView;

function view(input: Buffers): Uint8Array {
  return ArrayBuffer.isView(input)
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : new Uint8Array(input);
}

/** A copy. */
function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}

/**
 * Labels under which the key schedule hashes what is public and the same for all messages of a session (RFC 9180 §5.1).
 */
const PUBLIC_LABELS = ["psk_id_hash", "info_hash"].map(utf8);

interface Extracted {
  readonly salt: Buffers;
  readonly keyed: Keyed;
}

/**
 * HKDF-SHA256 for the KEM and the key schedule, on the calling thread: Web Crypto's takes a thread hop per call, ten
 * calls per message. What a message extracts once for three expansions is known by the very object that it was
 * extracted from, and forgotten with it.
 */
class SynchronousHkdf extends HkdfSha256 {
  private readonly extracted = new WeakMap<Buffers, Extracted>();
  private readonly publicHashes = new Map<Uint8Array, { readonly of: Uint8Array; readonly hash: Uint8Array }>();

  override async labeledExtract(salt: Buffers, label: Uint8Array, ikm: Uint8Array): Promise<ArrayBuffer> {
    const known = PUBLIC_LABELS.find((name) => equalBytes(name, label));
    if (known === undefined || salt.byteLength !== 0) return super.labeledExtract(salt, label, ikm);
    let last = this.publicHashes.get(known);
    if (last === undefined || !equalBytes(last.of, ikm)) {
      last = { of: ikm.slice(), hash: extract(view(salt), this.buildLabeledIkm(label, ikm)) };
      this.publicHashes.set(known, last);
    }
    return bufferOf(last.hash);
  }

  override async extract(salt: Buffers, ikm: Buffers): Promise<ArrayBuffer> {
    return bufferOf(extract(view(salt), view(ikm)));
  }

  override async expand(prk: Buffers, info: Buffers, length: number): Promise<ArrayBuffer> {
    return bufferOf(expand(sha256, view(prk), view(info), length));
  }

  override async extractAndExpand(salt: Buffers, ikm: Buffers, info: Buffers, length: number): Promise<ArrayBuffer> {
    let last = this.extracted.get(ikm);
    if (last?.salt !== salt) {
      last = { salt, keyed: extractKeyed(view(salt), view(ikm)) };
      this.extracted.set(ikm, last);
    }
    // HKDF-Expand (RFC 5869 §2.3) to at most one block; nothing here is longer
    if (length > BLOCK_LENGTH)
      throw new RangeError(`expected at most ${BLOCK_LENGTH} bytes to expand to, got ${length}`);
    return bufferOf(expandBlock(last.keyed, view(info)).subarray(0, length));
  }
}

/** "KEM" and the KEM's number (RFC 9180 §4.1, §7.1). */
const KEM_SUITE_ID = Uint8Array.of(0x4b, 0x45, 0x4d, 0x00, 0x20);

/**
 * DHKEM(X25519, HKDF-SHA256) that asks Web Crypto once for what it needs again and again: the raw bytes of long-term
 * public keys, and the Diffie-Hellman value of two long-term keys, which one miner uses for what it sends to another
 * and for what it gets from it. Both are forgotten with their keys. Keys of a single message are never remembered.
 */
class RememberingKem extends DhkemX25519HkdfSha256 {
  private readonly longTerm = new WeakSet<CryptoKey>();

  constructor() {
    super();
    const kdf = new SynchronousHkdf();
    kdf.init(KEM_SUITE_ID);
    this._kdf = kdf;
    const raw = new WeakMap<CryptoKey, Promise<ArrayBuffer>>();
    const values = new WeakMap<CryptoKey, WeakMap<CryptoKey, Promise<ArrayBuffer>>>();
    const primitives = this._prim;
    const serializePublicKey = primitives.serializePublicKey.bind(primitives);
    const dh = primitives.dh.bind(primitives);
    primitives.serializePublicKey = (key) =>
      this.longTerm.has(key) ? remembered(raw, key, () => serializePublicKey(key)) : serializePublicKey(key);
    primitives.dh = (secretKey, publicKey) => {
      if (!this.longTerm.has(secretKey) || !this.longTerm.has(publicKey)) return dh(secretKey, publicKey);
      const ofSecret = values.get(secretKey) ?? new WeakMap<CryptoKey, Promise<ArrayBuffer>>();
      values.set(secretKey, ofSecret);
      return remembered(ofSecret, publicKey, () => dh(secretKey, publicKey));
    };
  }

  /** Keys that come as bytes are long-term ones: those of a message are read elsewhere. */
  override async deserializePublicKey(bytes: Buffers): Promise<CryptoKey> {
    const key = await super.deserializePublicKey(bytes);
    this.longTerm.add(key);
    return key;
  }

  override async deserializePrivateKey(bytes: Buffers): Promise<CryptoKey> {
    const key = await super.deserializePrivateKey(bytes);
    this.longTerm.add(key);
    return key;
  }

  /** An encapsulation key that a simulation uses for all messages of a session. */
  async deriveSessionKeyPair(material: Buffers): Promise<CryptoKeyPair> {
    const pair = await this.deriveKeyPair(material);
    this.longTerm.add(pair.publicKey);
    return pair;
  }
}

/** A copy of what was computed for this key, computed now if it was not. */
async function remembered(
  known: WeakMap<CryptoKey, Promise<ArrayBuffer>>,
  key: CryptoKey,
  compute: () => Promise<ArrayBuffer>,
): Promise<ArrayBuffer> {
  let value = known.get(key);
  if (value === undefined) {
    value = compute();
    known.set(key, value);
  }
  return (await value).slice(0);
}

export const kem = new RememberingKem();
export const aead = new Chacha20Poly1305();

export const suite = new CipherSuite({
  kem,
  kdf: new SynchronousHkdf(),
  aead,
});
