// State at rest, sealed: AES-256-GCM under a key that lies in the keystore, a fresh nonce for each write. The name
// under which a value lies is authenticated with it, so that no value can be put in another's place. The nonce is a MAC
// of random bytes and of all that is sealed: a source that repeats itself (a machine restored from a snapshot) gives
// two values no nonce in common, which would show both and let others be forged (compare SIV, RFC 5297 §1.1).
import { createCipheriv, createDecipheriv, createHmac } from "node:crypto";
import { randomBytes } from "../../bindings/random.js";
import { checkBytes, concatBytes, Encoder, FeldsparError, TAG, utf8 } from "../encoding/index.js";
import { checkKey as checkName, checkPort } from "../node/options.js";
import type { Store } from "../node/ports.js";

const NONCE = 12;
const MAC = 16;

/** Seals bytes under a key of 32. Throws BAD_LENGTH for another, BAD_TYPE. */
export function sealBytes(key: Uint8Array, name: string, value: Uint8Array): Uint8Array {
  checkKey(key);
  checkName(name, "name");
  checkBytes(value, "value");
  const nonce = nonceFor(key, name, value);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(utf8(name));
  return concatBytes(nonce, cipher.update(value), cipher.final(), cipher.getAuthTag());
}

function nonceFor(key: Uint8Array, name: string, value: Uint8Array): Uint8Array {
  const statement = new Encoder(TAG.sealedNonce).fixed(randomBytes(32), 32).text(name).finish();
  return createHmac("sha256", key).update(statement).update(value).digest().subarray(0, NONCE);
}

function checkKey(key: Uint8Array): void {
  checkBytes(key, "key", 32);
}

/** Throws MALFORMED for what was not sealed under this key and name, BAD_LENGTH for a key that is none, BAD_TYPE. */
export function openBytes(key: Uint8Array, name: string, sealed: Uint8Array): Uint8Array {
  checkKey(key);
  checkName(name, "name");
  checkBytes(sealed, "sealed value");
  try {
    // a shorter tag would be taken, too, and is easier to hit
    if (sealed.length < NONCE + MAC) throw new RangeError("too short");
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE), { authTagLength: MAC });
    decipher.setAAD(utf8(name));
    decipher.setAuthTag(sealed.subarray(sealed.length - MAC));
    return concatBytes(decipher.update(sealed.subarray(NONCE, sealed.length - MAC)), decipher.final());
  } catch {
    throw new FeldsparError("MALFORMED", `${name}: damaged, or sealed under another key`);
  }
}

/**
 * A store whose values are sealed with AES-256-GCM; names are not.
 *
 * @example
 * const inner = new MemoryStore(); // or a LevelStore
 * const store = new SealedStore(inner, crypto.getRandomValues(new Uint8Array(32)));
 * await store.put("state", bytesOf("secret"));
 * await store.get("state"); //=> Uint8Array.from(bytesOf("secret"))
 * (await inner.get("state"))!.length; //=> 34
 */
export class SealedStore implements Store {
  readonly #store: Store;
  readonly #key: Uint8Array;

  /** `key`: 32 bytes, copied. Throws BAD_TYPE, BAD_LENGTH. */
  constructor(store: Store, key: Uint8Array) {
    checkPort(store, "store", ["put", "get", "delete"]);
    checkKey(key);
    this.#store = store;
    this.#key = new Uint8Array(key);
  }

  /** Resolves when the store has it. Throws BAD_TYPE. */
  async put(name: string, value: Uint8Array): Promise<void> {
    await this.#store.put(name, sealBytes(this.#key, name, value));
  }

  /** Throws MALFORMED for a value that is damaged, or lies under another name than it was stored under. */
  async get(name: string): Promise<Uint8Array | undefined> {
    checkName(name, "name");
    const sealed = await this.#store.get(name);
    return sealed === undefined ? undefined : openBytes(this.#key, name, sealed);
  }

  /** Resolves when the store has forgotten it. */
  async delete(name: string): Promise<void> {
    checkName(name, "name");
    await this.#store.delete(name);
  }
}
