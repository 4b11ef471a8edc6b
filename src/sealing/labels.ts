// What HPKE puts before every input of HKDF (RFC 9180 §4), so that no value of one suite or one step is another's.
import { concatBytes, utf8 } from "../encoding/index.js";

const VERSION = utf8("HPKE-v1");
/** "KEM" and the number of DHKEM(X25519, HKDF-SHA256) (§4.1). */
export const KEM_SUITE = concatBytes(utf8("KEM"), Uint8Array.of(0, 0x20));
/** "HPKE" and the numbers of the KEM, of HKDF-SHA256 and of ChaCha20-Poly1305 (§5.1). */
export const HPKE_SUITE = concatBytes(utf8("HPKE"), Uint8Array.of(0, 0x20, 0, 1, 0, 3));

/** What LabeledExtract puts before its input (§4). */
export function extractLabel(suite: Uint8Array, label: string): Uint8Array {
  return concatBytes(VERSION, suite, utf8(label));
}

/** What LabeledExpand puts before its context (§4). */
export function expandLabel(suite: Uint8Array, label: string, length: number): Uint8Array {
  return concatBytes(Uint8Array.of(0, length), VERSION, suite, utf8(label));
}
