// B10: the rule about messages is the scheme object's, so that a chain which augments messages verifies: the vectors of
// Chia's AugSchemeMPL (bls-signatures, augmented, aggregate of aggregates).
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { expect, it } from "vitest";
import { fromHex } from "../../../bindings/bytes.js";
import { minPkAug } from "../../../src/bls/index.js";
import { concat, hex, scalarBytes, utf8 } from "../../support/bytes.js";
import { ORDER } from "../../support/generators.js";

/** Chia derives keys by an earlier draft of the standard, whose salt is not hashed. */
function keyOf(seed: number): Uint8Array {
  const material = concat(new Uint8Array(32).fill(seed), Uint8Array.of(0));
  const okm = hkdf(sha256, material, utf8("BLS-SIG-KEYGEN-SALT-"), Uint8Array.of(0, 48), 48);
  return scalarBytes(BigInt(`0x${hex(okm)}`) % ORDER);
}
const [first, second] = [keyOf(2), keyOf(3)];
const messages = [
  [1, 2, 3, 40],
  [5, 6, 70, 201],
  [9, 10, 11, 12, 13],
  [15, 63, 244, 92, 0, 1],
].map((bytes) => Uint8Array.from(bytes));
const AGGREGATE =
  "a1d5360dcb418d33b29b90b912b4accde535cf0e52caf467a005dc632d9f7af44b6c4e9acd46eac218b28cdb07a3e3bc" +
  "087df1cd1e3213aa4e11322a3ff3847bbba0b2fd19ddc25ca964871997b9bceeab37a4c2565876da19382ea32a962200";

it("signs and aggregates as Chia does", () => {
  const signed = [
    [messages[0]!, first],
    [messages[1]!, second],
    [messages[0]!, second],
    [messages[2]!, first],
    [messages[0]!, first],
    [messages[3]!, first],
  ] as const;
  const signatures = signed.map(([message, key]) => minPkAug.sign(message, key));
  const left = minPkAug.aggregateSignatures(signatures.slice(0, 2));
  const right = minPkAug.aggregateSignatures(signatures.slice(2, 5));
  const aggregate = minPkAug.aggregateSignatures([left, right, signatures[5]!]);
  expect(hex(aggregate)).toBe(AGGREGATE);
  const keys = signed.map(([, key]) => minPkAug.getPublicKey(key));
  const said = signed.map(([message]) => message);
  expect(minPkAug.aggregateVerify(fromHex(AGGREGATE), said, keys)).toBe(true);
  expect(minPkAug.aggregateVerify(fromHex(AGGREGATE), [...said.slice(1), said[0]!], keys)).toBe(false);
});
