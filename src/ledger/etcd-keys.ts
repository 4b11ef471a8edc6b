// The keys of a log on etcd, in base64 as its gateway takes them: the log's length, an entry's place, an entry's hash.

export interface KeyValue {
  readonly key: string;
  readonly value?: string;
  /** 64-bit numbers are texts. */
  readonly mod_revision: string;
}

export interface Put {
  readonly requestPut: { readonly key: string; readonly value: string };
}

/** Digits of a place: keys are ordered as texts. */
const DIGITS = 16;

export class EtcdKeys {
  /** Under it stands how many entries there are. */
  readonly length: string;

  constructor(readonly prefix: string) {
    this.length = btoa(`${prefix}length`);
  }

  /** Under it stands the entry. */
  place(position: bigint): string {
    return btoa(`${this.prefix}entry/${String(position).padStart(DIGITS, "0")}`);
  }

  /** Under it stands the entry's position. */
  hash(hash: string): string {
    return btoa(`${this.prefix}hash/${hash}`);
  }

  /** All places from one on. */
  placesFrom(position: bigint): { readonly key: string; readonly rangeEnd: string } {
    // "0" is the letter after "/"
    return { key: this.place(position), rangeEnd: btoa(`${this.prefix}entry0`) };
  }
}

export function put(key: string, value: string | Uint8Array): Put {
  return { requestPut: { key, value: typeof value === "string" ? btoa(value) : bytesToBase64(value) } };
}

export function keyRead(key: string) {
  return { requestRange: { key } };
}

function bytesToBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

export function base64ToBytes(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}
