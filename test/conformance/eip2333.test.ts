// EIP-2333. Its HKDF_mod_r is the draft's KeyGen. A child's key is KeyGen of its compressed Lamport public key, which
// is built here.
import { expand, extract } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { expect, it } from "vitest";
import { minPk, minSig } from "../../src/bls/index.js";
import { bigEndian, concat, fromHex, integer } from "../support/bytes.js";
import { describeWithVectors } from "../support/vectors.js";

interface Case {
  seed: string;
  master_SK: string;
  child_index: number;
  child_SK: string;
}

/** parent_SK_to_lamport_PK of the EIP. */
function lamportPublicKey(parent: Uint8Array, index: number): Uint8Array {
  const salt = bigEndian(BigInt(index), 4);
  const chunks = (secret: Uint8Array) => {
    const bytes = expand(sha256, extract(sha256, secret, salt), undefined, 32 * 255);
    return Array.from({ length: 255 }, (_, position) => sha256(bytes.subarray(32 * position, 32 * position + 32)));
  };
  const flipped = parent.map((byte) => byte ^ 0xff);
  return sha256(concat(...chunks(parent), ...chunks(flipped)));
}

describeWithVectors("eip2333", (vectors) => {
  const { cases } = vectors.json<{ cases: Case[] }>("keygen.json");
  it("has 4 cases", () => expect(cases.length).toBe(4));
  for (const { seed, master_SK, child_index, child_SK } of cases) {
    for (const scheme of [minPk, minSig]) {
      it(`${scheme.name}: master and child ${child_index} of ${seed.slice(0, 18)}…`, () => {
        const master = scheme.keygen(fromHex(seed));
        expect(integer(master)).toBe(BigInt(master_SK));
        expect(integer(scheme.keygen(lamportPublicKey(master, child_index)))).toBe(BigInt(child_SK));
      });
    }
  }
});
