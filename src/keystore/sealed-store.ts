// State at rest, sealed: AES-256-GCM under a key that lies in the keystore, a fresh nonce for each write. The name
// under which a value lies is authenticated with it, so that no value can be put in another's place.
import { createCipheriv, createDecipheriv } from "node:crypto";
import { randomBytes } from "../../bindings/random.js";
import { concatBytes, FeldsparError, utf8 } from "../encoding/index.js";
import type { Store } from "../node/ports.js";

const NONCE = 12;
const TAG = 16;

/** Seals bytes under a key of 32. */
export function sealBytes(key: Uint8Array, name: string, value: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE);
  const cipher = createCipheriv("aes-256-gcm", key, nonce);
  cipher.setAAD(utf8(name));
  return concatBytes(nonce, cipher.update(value), cipher.final(), cipher.getAuthTag());
}

/** Throws MALFORMED for what was not sealed under this key and name. */
export function openBytes(key: Uint8Array, name: string, sealed: Uint8Array): Uint8Array {
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, sealed.subarray(0, NONCE));
    decipher.setAAD(utf8(name));
    decipher.setAuthTag(sealed.subarray(sealed.length - TAG));
    return concatBytes(decipher.update(sealed.subarray(NONCE, sealed.length - TAG)), decipher.final());
  } catch {
    throw new FeldsparError("MALFORMED", `${name}: damaged, or sealed under another key`);
  }
}

/** A store whose values are sealed; names are not. */
export class SealedStore implements Store {
  /** `key`: 32 bytes. */
  constructor(
    private readonly store: Store,
    private readonly key: Uint8Array,
  ) {}

  put(name: string, value: Uint8Array): void | Promise<void> {
    return this.store.put(name, sealBytes(this.key, name, value));
  }

  async get(name: string): Promise<Uint8Array | undefined> {
    const sealed = await this.store.get(name);
    return sealed === undefined ? undefined : openBytes(this.key, name, sealed);
  }

  delete(name: string): void | Promise<void> {
    return this.store.delete(name);
  }
}
