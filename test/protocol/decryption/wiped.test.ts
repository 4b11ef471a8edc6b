// Nonces of encryption and decryption are overwritten: whoever reads one of them from memory reads a share, or the
// text.
import { beforeEach, expect, it, vi } from "vitest";
import { encryptTo } from "../../../src/decryption/ciphertext.js";
import { Decryptor } from "../../../src/decryption/decryptor.js";
import { utf8 } from "../../../src/encoding/index.js";
import { dealt } from "../signing/keys.js";

const made = vi.hoisted(() => ({ nonces: [] as Uint8Array[], wereZero: 0 }));

vi.mock("../../../src/dkg/hedge.js", async (original) => {
  const real = await original<typeof import("../../../src/dkg/hedge.js")>();
  return {
    ...real,
    hedgedScalar: (...given: Parameters<typeof real.hedgedScalar>) => {
      const nonce = real.hedgedScalar(...given);
      made.nonces.push(nonce);
      if (nonce.every((byte) => byte === 0)) made.wereZero++;
      return nonce;
    },
  };
});

beforeEach(() => {
  made.nonces.length = 0;
});

it.each(["min-sig", "min-pk"] as const)("nonces are wiped, %s", async (scheme) => {
  const { key, shares } = dealt("decryption", { scheme });
  const ciphertext = encryptTo(key.groupPublicKey, utf8("text"));
  expect(made.nonces).toHaveLength(2);
  await new Decryptor({ key: shares[0]!, policy: () => true }).answer(ciphertext);
  expect(made.nonces).toHaveLength(3);
  expect(made.wereZero).toBe(0);
  expect(made.nonces.map((nonce) => nonce.every((byte) => byte === 0))).toEqual([true, true, true]);
});
