// Keys and refusals for tests of what miners say in private.
import { FeldsparError } from "../../../src/encoding/index.js";
import { generateEncryptionKey, type RawKeyPair } from "../../../src/sealing/keys.js";
import type { EncryptionKeys } from "../../../src/sealing/own-keys.js";
import { fromHex } from "../../support/bytes.js";

export const bytes = (value: number, length = 32) => new Uint8Array(length).fill(value);

/** The same pair in every run. */
export function pairOf(value: number): Promise<RawKeyPair> {
  return generateEncryptionKey(bytes(value));
}

export function longTermOf({ publicKey, privateKey }: RawKeyPair): EncryptionKeys {
  return { encryptionKey: publicKey, encryptionPrivateKey: privateKey };
}

/**
 * X coordinates of points of low order on the curve and its twist, two of them not reduced (cr.yp.to/ecdh.html); and
 * the same with the highest bit set, which X25519 overlooks.
 */
export const LOW_ORDER = [0, 0x80].flatMap((bit) =>
  [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
    "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  ].map((text) => {
    const point = fromHex(text);
    point[31]! |= bit;
    return point;
  }),
);

export async function codeOf(action: Promise<unknown>): Promise<string> {
  try {
    await action;
  } catch (error) {
    if (error instanceof FeldsparError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}
