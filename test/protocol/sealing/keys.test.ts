// X25519 keys against another implementation, and with a zero byte where platforms that keep numbers instead of bytes
// lose it: WebKit on libgcrypt refused one private key in 256 and made one pair in 256 of no use.
import { x25519 } from "@noble/curves/ed25519.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import { randomBytes } from "../../../bindings/random.js";
import {
  agree,
  deriveKeyPair,
  generateEncryptionKey,
  importKeyPair,
  importPublicKey,
} from "../../../src/sealing/keys.js";
import { hex } from "../../support/bytes.js";

const numbered = (number: number) => sha256(Uint8Array.of(number & 0xff, number >> 8));
const pairOf = (privateKey: Uint8Array) => ({ privateKey, publicKey: x25519.getPublicKey(privateKey) });
const peer = pairOf(numbered(7));

/** The first key of its kind: found by trying, so that the same one is found everywhere. */
function firstKey(is: (key: Uint8Array) => boolean): Uint8Array {
  for (let number = 0; ; number++) {
    const key = numbered(number);
    if (is(key)) return key;
  }
}

describe("a zero byte", () => {
  const ends = [
    ["at the start", 0],
    ["at the end", 31],
  ] as const;
  const kinds = ends.flatMap(([where, at]) => [
    [`${where} of a private key`, (key: Uint8Array) => key[at] === 0] as const,
    [`${where} of a public key`, (key: Uint8Array) => x25519.getPublicKey(key)[at] === 0] as const,
    [
      `${where} of what two keys agree on`,
      (key: Uint8Array) => x25519.getSharedSecret(key, peer.publicKey)[at] === 0,
    ] as const,
  ]);

  it.each(kinds)("%s", async (_, is) => {
    const own = pairOf(firstKey(is));
    const expected = hex(x25519.getSharedSecret(own.privateKey, peer.publicKey));
    const [mine, theirs] = [await importKeyPair(own), await importKeyPair(peer)];
    expect(hex(await agree(mine, await importPublicKey(peer.publicKey)))).toBe(expected);
    expect(hex(await agree(theirs, await importPublicKey(own.publicKey)))).toBe(expected);
  });

  it.each([0, 31])("at %d of a derived private key, and of its public key", async (at) => {
    for (const of of ["privateKey", "publicKey"] as const) {
      for (let number = 0; ; number++) {
        const pair = await generateEncryptionKey(numbered(number));
        expect(hex(pair.publicKey)).toBe(hex(x25519.getPublicKey(pair.privateKey)));
        if (pair[of][at] === 0) break;
      }
    }
  });
});

it("derived by DeriveKeyPair of RFC 9180, as bytes and as keys", async () => {
  for (let number = 0; number < 40; number++) {
    const material = numbered(number);
    const raw = await generateEncryptionKey(material);
    const pair = await deriveKeyPair(material);
    expect(pair.publicKey).toEqual(raw.publicKey);
    const expected = hex(x25519.getSharedSecret(raw.privateKey, peer.publicKey));
    expect(hex(await agree(pair, await importPublicKey(peer.publicKey)))).toBe(expected);
  }
});

it("a thousand fresh pairs, each of which agrees with another", async () => {
  const other = await importPublicKey(peer.publicKey);
  const mine = await importKeyPair(peer);
  for (let number = 0; number < 1000; number++) {
    const pair = await deriveKeyPair(randomBytes(32));
    expect(pair.publicKey).toHaveLength(32);
    expect(await agree(pair, other)).toEqual(await agree(mine, await importPublicKey(pair.publicKey)));
  }
});
