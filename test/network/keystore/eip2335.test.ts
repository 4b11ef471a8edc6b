// Keystores: the two vectors of the text of EIP-2335, what is refused, and that nothing secret is ever shown.
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../../src/encoding/index.js";
import { openKeystore, sealKeystore } from "../../../src/keystore/eip2335.js";

const PASSPHRASE = "𝔱𝔢𝔰𝔱𝔭𝔞𝔰𝔰𝔴𝔬𝔯𝔡🔑";
const SECRET = "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f";
const SALT = "d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3";

function vector(kdf: object, checksum: string, message: string, uuid: string) {
  return {
    crypto: {
      kdf,
      checksum: { function: "sha256", params: {}, message: checksum },
      cipher: { function: "aes-128-ctr", params: { iv: "264daa3f303d7259501c93d997d84fe6" }, message },
    },
    description: "This is a test keystore.",
    pubkey: "9612d7a727c9d0a22e185a1c768478dfe919cada9266988cb32359c11f2b7b27f4ae4040902382ae2910c15e2b420d07",
    path: "m/12381/60/3141592653/589793238",
    uuid,
    version: 4,
  };
}

const scrypt = vector(
  { function: "scrypt", params: { dklen: 32, n: 262144, p: 1, r: 8, salt: SALT }, message: "" },
  "d2217fe5f3e9a1e34581ef8a78f7c9928e436d36dacc5e846690a5581e8ea484",
  "06ae90d55fe0a6e9c5c3bc5b170827b2e5cce3929ed3f116c2811e6366dfe20f",
  "1d85ae20-35c5-4611-98e8-aa14a633906f",
);
const pbkdf2 = vector(
  { function: "pbkdf2", params: { dklen: 32, c: 262144, prf: "hmac-sha256", salt: SALT }, message: "" },
  "8a9f5d9912ed7e75ea794bc5a89bca5f193721d30868ade6f73043c6ea6febf1",
  "cee03fde2af33149775b7223e7845e4fb2c8ae1792e5f99fe9ecf474cc8c16ad",
  "64625def-3331-4eea-ab6f-782f3ed16a83",
);

/** With one thing changed, named by its path. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(scrypt) as Record<string, unknown>;
  const names = path.split(".");
  const last = names.pop()!;
  let place = copy;
  for (const name of names) place = place[name] as Record<string, unknown>;
  place[last] = value;
  return copy;
}

const codeOf = (work: Promise<unknown>) => work.then(() => "opened").catch((error) => error.code);

describe("keystores of EIP-2335", () => {
  it.each([
    ["scrypt", scrypt],
    ["pbkdf2", pbkdf2],
  ])("opens the standard's vector for %s", async (_, keystore) => {
    expect(toHex(await openKeystore(keystore, PASSPHRASE))).toBe(SECRET);
    // NFKD makes these letters plain ones, and controls do not count
    expect(toHex(await openKeystore(keystore, "test\u0007password🔑"))).toBe(SECRET);
    expect(await codeOf(openKeystore(keystore, "testpassword"))).toBe("BAD_PASSPHRASE");
  });

  it("opens what it sealed, with the public parts in clear", async () => {
    const secret = fromHex(SECRET);
    const sealed = await sealKeystore(secret, PASSPHRASE, { work: 4, description: "of a test", publicKey: secret });
    expect(sealed).toMatchObject({ version: 4, description: "of a test", path: "", pubkey: SECRET });
    expect(sealed.crypto.kdf.params).toMatchObject({ n: 4, r: 8, p: 1, dklen: 32 });
    expect(await openKeystore(JSON.parse(JSON.stringify(sealed)), PASSPHRASE)).toEqual(secret);
    const again = await sealKeystore(secret, PASSPHRASE, { work: 4 });
    expect(again.crypto.cipher.message).not.toBe(sealed.crypto.cipher.message);
  });

  it.each([
    ["crypto.kdf.params.n", 1 << 21],
    ["crypto.kdf.params.n", 262143],
    ["crypto.kdf.params.r", 64],
    ["crypto.kdf.params.p", 9],
    ["crypto.kdf.params.dklen", 64],
    ["crypto.kdf.params.salt", "00".repeat(257)],
    ["crypto.kdf.function", "argon2id"],
    ["crypto.checksum.function", "sha1"],
    ["crypto.cipher.function", "aes-256-cbc"],
    ["crypto.cipher.params.iv", "00"],
    ["crypto.cipher.message", "0g"],
    ["crypto", null],
    ["version", 3],
  ])("refuses %s of %s before it computes anything", async (path, value) => {
    expect(await codeOf(openKeystore(changed(path, value), PASSPHRASE))).toBe("BAD_JSON");
  });

  it("refuses more rounds of pbkdf2 than are done here", async () => {
    const params = { ...(pbkdf2.crypto.kdf as { params: object }).params, c: 10_000_001 };
    const kdf = { ...pbkdf2.crypto.kdf, params };
    expect(await codeOf(openKeystore({ ...pbkdf2, crypto: { ...pbkdf2.crypto, kdf } }, PASSPHRASE))).toBe("BAD_JSON");
  });

  it("refuses arguments that cannot be meant", async () => {
    const secret = fromHex(SECRET);
    expect(await codeOf(sealKeystore(secret, "", { work: 4 }))).toBe("BAD_TYPE");
    expect(await codeOf(sealKeystore(secret, PASSPHRASE, { work: 5 }))).toBe("BAD_OPTION");
    expect(await codeOf(sealKeystore(new Uint8Array(0), PASSPHRASE, { work: 4 }))).toBe("BAD_LENGTH");
    expect(await codeOf(sealKeystore(new Uint8Array(65_537), PASSPHRASE, { work: 4 }))).toBe("BAD_LENGTH");
  });

  it("shows neither secret nor passphrase in errors and keystores", async () => {
    const sealed = await sealKeystore(fromHex(SECRET), "very-secret-words", { work: 4 });
    const wrong = await openKeystore(sealed, "other-secret-words").catch((error) => error);
    const shown = `${inspect(wrong, { depth: 9, showHidden: true })}${inspect(sealed, { depth: 9 })}`;
    for (const secret of ["very-secret", "other-secret", SECRET]) expect(shown).not.toContain(secret);
  });
});
