// 26 public beacons of 12 drand networks, the historic quirk of `bls-unchained-on-g1` (G1 under the tag of G2)
// included.
import { sha256 } from "@noble/hashes/sha2.js";
import { expect, it } from "vitest";
import { drand } from "../../src/beacon/index.js";
import { minPk, minSig } from "../../src/bls/index.js";
import { bigEndian, concat, fromHex, hex } from "../support/bytes.js";
import { describeWithVectors } from "../support/vectors.js";

interface Beacons {
  chains: Record<string, { public_key: string; scheme: drand.DrandScheme }>;
  beacons: { chain: string; round: number; signature: string; previous_signature?: string; randomness?: string }[];
}

const TAG_OF_G1 = "BLS_SIG_BLS12381G1_XMD:SHA-256_SSWU_RO_NUL_";
const TAG_OF_G2 = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";

const TAGS = {
  "pedersen-bls-chained": TAG_OF_G2,
  "pedersen-bls-unchained": TAG_OF_G2,
  "bls-unchained-on-g1": TAG_OF_G2,
  "bls-unchained-g1-rfc9380": TAG_OF_G1,
};

describeWithVectors("drand", (vectors) => {
  const { chains, beacons } = vectors.json<Beacons>("beacons.json");

  it("has 26 beacons of 12 networks, and every scheme", () => {
    expect(Object.keys(chains).length).toBe(12);
    expect(beacons.length).toBe(26);
    expect(new Set(beacons.map(({ chain }) => chain)).size).toBe(11); // of one only the key is recorded
    expect(new Set(Object.values(chains).map(({ scheme }) => scheme)).size).toBe(4);
  });

  for (const entry of beacons) {
    const chain = chains[entry.chain]!;
    it(`${entry.chain} round ${entry.round} (${chain.scheme})`, () => {
      const info = drand.chainInfoFromJson(chain);
      const beacon = drand.beaconFromJson(entry);
      expect(hex(info.publicKey)).toBe(chain.public_key);
      expect(drand.verify(info, beacon)).toBe(true);
      if (entry.randomness !== undefined) expect(hex(drand.drandRandomness(beacon))).toBe(entry.randomness);

      // the same through the signature scheme alone
      const scheme = info.publicKey.length === 48 ? minPk : minSig;
      const round = bigEndian(BigInt(entry.round), 8);
      const chained = chain.scheme === "pedersen-bls-chained";
      const message = sha256(chained ? concat(fromHex(entry.previous_signature!), round) : round);
      const DST = TAGS[chain.scheme];
      expect(scheme.verify(beacon.signature, message, info.publicKey, { DST })).toBe(true);

      expect(drand.verify(info, { ...beacon, round: beacon.round + 1 })).toBe(false);
      const randomness = sha256(message);
      expect(drand.verify(info, { ...beacon, randomness })).toBe(false);
      if (chained) {
        const previousSignature = Uint8Array.from(beacon.previousSignature!);
        previousSignature[0]! ^= 1;
        expect(drand.verify(info, { ...beacon, previousSignature })).toBe(false);
      }
      // the quirk is tied to its scheme
      if (chain.scheme === "bls-unchained-on-g1") {
        expect(drand.verify({ ...info, scheme: "bls-unchained-g1-rfc9380" }, beacon)).toBe(false);
        expect(scheme.verify(beacon.signature, message, info.publicKey)).toBe(false);
      }
      if (chain.scheme === "bls-unchained-g1-rfc9380") {
        expect(drand.verify({ ...info, scheme: "bls-unchained-on-g1" }, beacon)).toBe(false);
      }
    });
  }

  it("verifies all beacons of one network in a batch", () => {
    for (const [name, { public_key, scheme: schemeName }] of Object.entries(chains)) {
      const publicKey = fromHex(public_key);
      const items = beacons
        .filter(({ chain }) => chain === name)
        .map(({ round, signature, previous_signature }) => ({
          publicKey,
          signature: fromHex(signature),
          message: sha256(concat(fromHex(previous_signature ?? ""), bigEndian(BigInt(round), 8))),
        }));
      if (items.length === 0) continue;
      const scheme = publicKey.length === 48 ? minPk : minSig;
      const options = { DST: TAGS[schemeName] };
      expect(scheme.batchVerify(items, options)).toEqual({ valid: true, invalid: [] });
      const broken = items.map((item, index) => (index === 0 ? { ...item, message: item.signature } : item));
      expect(scheme.batchVerify(broken, options)).toEqual({ valid: false, invalid: [0] });
    }
  });
});
