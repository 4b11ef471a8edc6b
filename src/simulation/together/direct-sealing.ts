// HPKE's single message in authenticated mode (RFC 9180 §6.1), written out for whoever has the two Diffie-Hellman
// values already: SetupAuthS and Seal with everything that is equal for all messages of a session computed once. The
// bytes are those of the HPKE library. Only simulations, which seal thousands of shares in one process, use it.
import { concatBytes, utf8 } from "../../encoding/index.js";
import { BLOCK_LENGTH, expandBlock, extract, extractKeyed } from "../../sealing/hkdf.js";
import { aead } from "../../sealing/hpke.js";

const VERSION = utf8("HPKE-v1");
/** "KEM" and the number of DHKEM(X25519, HKDF-SHA256) (§4.1). */
const KEM_SUITE = concatBytes(utf8("KEM"), Uint8Array.of(0, 0x20));
/** "HPKE" and the numbers of the KEM, of HKDF-SHA256 and of ChaCha20-Poly1305 (§5.1). */
const HPKE_SUITE = concatBytes(utf8("HPKE"), Uint8Array.of(0, 0x20, 0, 1, 0, 3));
const MODE_AUTH = 2;
const KEY_LENGTH = 32;
const NONCE_LENGTH = 12;

const NO_SALT = new Uint8Array(0);

/** What LabeledExtract puts before its input. */
function extractLabel(suite: Uint8Array, label: string): Uint8Array {
  return concatBytes(VERSION, suite, utf8(label));
}

/** What LabeledExpand puts before its context. */
function expandLabel(suite: Uint8Array, label: string, length: number): Uint8Array {
  return concatBytes(Uint8Array.of(0, length), VERSION, suite, utf8(label));
}

const EAE_PRK = extractLabel(KEM_SUITE, "eae_prk");
const SHARED_SECRET = expandLabel(KEM_SUITE, "shared_secret", BLOCK_LENGTH);
const SECRET = extractLabel(HPKE_SUITE, "secret");
const KEY = expandLabel(HPKE_SUITE, "key", KEY_LENGTH);
const BASE_NONCE = expandLabel(HPKE_SUITE, "base_nonce", NONCE_LENGTH);

/** The key schedule's context (§5.1) of all messages with `info` as their information. */
export function scheduleContext(info: Uint8Array): Uint8Array {
  const hash = (label: string, of: Uint8Array) => extract(NO_SALT, concatBytes(extractLabel(HPKE_SUITE, label), of));
  return concatBytes(Uint8Array.of(MODE_AUTH), hash("psk_id_hash", new Uint8Array(0)), hash("info_hash", info));
}

export interface Sealing {
  /** From scheduleContext. */
  readonly context: Uint8Array;
  /**
   * The Diffie-Hellman values of the receiver's key with the encapsulation key and with the sender's, 32 bytes each.
   */
  readonly agreements: readonly [Uint8Array, Uint8Array];
  /** The public keys, 32 bytes each. */
  readonly encapsulated: Uint8Array;
  readonly receiver: Uint8Array;
  readonly sender: Uint8Array;
}

/** The encapsulated key and the ciphertext with its tag, end to end. */
export async function sealDirectly(
  { context, agreements, encapsulated, receiver, sender }: Sealing,
  plaintext: Uint8Array,
  associated: Uint8Array,
): Promise<Uint8Array> {
  const agreed = extractKeyed(NO_SALT, concatBytes(EAE_PRK, ...agreements));
  const shared = expandBlock(agreed, concatBytes(SHARED_SECRET, encapsulated, receiver, sender));
  const secret = extractKeyed(shared, SECRET);
  const nonce = expandBlock(secret, concatBytes(BASE_NONCE, context)).slice(0, NONCE_LENGTH);
  const key = expandBlock(secret, concatBytes(KEY, context));
  const sealed = await aead
    .createEncryptionContext(bufferOf(key))
    .seal(bufferOf(nonce), bufferOf(plaintext), bufferOf(associated));
  return concatBytes(encapsulated, new Uint8Array(sealed));
}

function bufferOf(bytes: Uint8Array): ArrayBuffer {
  return bytes.slice().buffer as ArrayBuffer;
}
