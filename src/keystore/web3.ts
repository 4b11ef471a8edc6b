// Keys of accounts on EVM chains under a passphrase: the Web3 Secret Storage that geth, Foundry and other tools write,
// version 3. What a file asks for is bounded, and its MAC compared, as with keystores of EIP-2335.
import { createCipheriv, createDecipheriv, randomUUID, timingSafeEqual } from "node:crypto";
import { keccak_256 } from "@noble/hashes/sha3.js";
import { randomBytes } from "../../bindings/random.js";
import { checkBytes, concatBytes, FeldsparError, JsonReader, parseJson, reading, toHex } from "../encoding/index.js";
import { derivationOf, fieldsOf, scryptKey } from "./eip2335.js";

const WHAT = "account keystore";
/** Of scrypt, as geth has it. */
const WORK = 262_144;

const macOf = (key: Uint8Array, ciphertext: Uint8Array) => keccak_256(concatBytes(key.subarray(16, 32), ciphertext));
const password = (passphrase: string) => new TextEncoder().encode(passphrase);

/** The text of a file for a secret key of 32 bytes. `address`: 20 bytes. */
export async function sealAccount(
  secret: Uint8Array,
  address: Uint8Array,
  passphrase: string,
  work = WORK,
): Promise<string> {
  checkBytes(secret, "secret key", 32);
  checkBytes(address, "address", 20);
  const [salt, iv] = [randomBytes(32), randomBytes(16)];
  const key = await scryptKey(password(passphrase), salt, { n: work, r: 8, p: 1 });
  const cipher = createCipheriv("aes-128-ctr", key.subarray(0, 16), iv);
  const ciphertext = concatBytes(cipher.update(secret), cipher.final());
  const mac = toHex(macOf(key, ciphertext));
  key.fill(0);
  const file = {
    version: 3,
    id: randomUUID(),
    address: toHex(address),
    crypto: {
      ...{ cipher: "aes-128-ctr", cipherparams: { iv: toHex(iv) }, ciphertext: toHex(ciphertext) },
      ...{ kdf: "scrypt", kdfparams: { dklen: 32, n: work, r: 8, p: 1, salt: toHex(salt) }, mac },
    },
  };
  return `${JSON.stringify(file, null, 2)}\n`;
}

/** The 32 bytes of the key. Throws BAD_JSON for what is no such file or asks for too much work, BAD_PASSPHRASE. */
export async function openAccount(text: string, passphrase: string): Promise<Uint8Array> {
  const { derive, iv, ciphertext, expected } = reading(WHAT, () => {
    const { version, crypto } = fieldsOf(new JsonReader(parseJson(text, WHAT), WHAT), "version", "crypto");
    version.integer(3, 3);
    const names = ["cipher", "cipherparams", "ciphertext", "kdf", "kdfparams", "mac"] as const;
    const { cipher, cipherparams, ciphertext: sealed, kdf, kdfparams, mac } = fieldsOf(crypto, ...names);
    cipher.oneOf(["aes-128-ctr"]);
    return {
      derive: derivationOf(kdf, kdfparams, password(passphrase)),
      iv: fieldsOf(cipherparams, "iv").iv.hex(16),
      ciphertext: sealed.hex(32),
      expected: mac.hex(32),
    };
  });
  const key = await derive();
  try {
    if (!timingSafeEqual(macOf(key, ciphertext), expected))
      throw new FeldsparError("BAD_PASSPHRASE", `${WHAT}: the passphrase is not the one that it was sealed under`);
    return Uint8Array.from(createDecipheriv("aes-128-ctr", key.subarray(0, 16), iv).update(ciphertext));
  } finally {
    key.fill(0);
  }
}
