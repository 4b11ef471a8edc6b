// What chains of drand are called, and when their rounds are due.
import { describe, expect, it } from "vitest";
import { drand } from "../../../src/beacon/index.js";
import { FeldsparError } from "../../../src/encoding/index.js";
import { hex } from "../../support/bytes.js";

/** As drand serves them at /info. */
const FASTNET = {
  public_key:
    "a0b862a7527fee3a731bcb59280ab6abd62d5c0b6ea03dc4ddf6612fdfc9d01f01c31542541771903475eb1ec6615f8d" +
    "0df0b8b6dce385811d6dcf8cbefb8759e5e616a3dfd054c928940766d9a5b9db91e3b697e5d70a975181e007f87fca5e",
  period: 3,
  genesis_time: 1_677_685_200,
  hash: "dbd506d6ef76e5f386f41c651dcb808c5bcbd75471cc4eafa3f4df7ad4e4c493",
  groupHash: "a81e9d63f614ccdb144b8ff79fbd4d5a2d22055c0bfe4ee9a8092003dab1c6c0",
  schemeID: "bls-unchained-on-g1",
  metadata: { beaconID: "fastnet" },
};
const TESTNET = {
  public_key: "8200fc249deb0148eb918d6e213980c5d01acd7fc251900d9260136da3b54836ce125172399ddc69c4e3e11429b62c11",
  period: 3,
  genesis_time: 1_651_677_099,
  hash: "7672797f548f3f4748ac4bf3352fc6c6b6468c9ad40ad456a397545c6e2df5bf",
  groupHash: "65083634d852ae169e21b6ce5f0410be9ed4cc679b9970236f7875cff667e13d",
  schemeID: "pedersen-bls-unchained",
  metadata: { beaconID: "testnet-unchained-3s" },
};

const codeOf = (attempt: () => unknown) => {
  try {
    attempt();
  } catch (error) {
    return error instanceof FeldsparError ? error.code : String(error);
  }
  return "accepted";
};

describe("chains of drand", () => {
  it.each(["default", "quicknet"] as const)("the hash of %s is that of what it says", (name) => {
    const chain = drand.networks[name];
    expect(hex(drand.chainHash(chain))).toBe(hex(chain.hash));
  });

  it("a hash is that of period, genesis time, key, group hash and name, or is refused", () => {
    for (const json of [FASTNET, TESTNET]) {
      expect(hex(drand.chainInfoFromJson(json).hash!)).toBe(json.hash);
      const others = [
        { ...json, hash: "00".repeat(32) },
        { ...json, period: 4 },
        { ...json, genesis_time: json.genesis_time + 1 },
        { ...json, groupHash: "11".repeat(32) },
        { ...json, metadata: { beaconID: "other" } },
        { ...json, metadata: undefined },
      ];
      for (const other of others) expect(codeOf(() => drand.chainInfoFromJson(other))).toBe("MALFORMED");
      // what does not say enough is taken as it is
      const { groupHash: _, ...less } = json;
      expect(hex(drand.chainInfoFromJson(less).hash!)).toBe(json.hash);
      expect(codeOf(() => drand.chainInfoFromJson({ ...json, period: 0 }))).toBe("BAD_JSON");
      expect(codeOf(() => drand.chainInfoFromJson({ ...json, hash: "00" }))).toBe("BAD_JSON");
      expect(codeOf(() => drand.chainInfoFromJson({ ...json, metadata: { beaconID: 5 } }))).toBe("BAD_JSON");
    }
    // what was saved with its key and scheme alone stays that
    expect(Object.keys(drand.chainInfoFromJson({ public_key: FASTNET.public_key, scheme: FASTNET.schemeID }))).toEqual([
      "scheme",
      "publicKey",
    ]);
  });

  it("its rounds are due by the clock, from round 1 at genesis on", () => {
    const { quicknet } = drand.networks;
    const genesis = 1000 * quicknet.genesisTime;
    expect(drand.roundAt(quicknet, genesis - 1)).toBe(0);
    expect(drand.roundAt(quicknet, genesis)).toBe(1);
    expect(drand.roundAt(quicknet, genesis + 2999.9)).toBe(1);
    expect(drand.roundAt(quicknet, genesis + 3000)).toBe(2);
    expect(drand.timeOf(quicknet, 1)).toBe(genesis);
    for (const round of [1, 2, 1000, 2 ** 40]) {
      expect(drand.roundAt(quicknet, drand.timeOf(quicknet, round))).toBe(round);
      expect(drand.roundAt(quicknet, drand.timeOf(quicknet, round) - 1)).toBe(round - 1);
    }
    for (const round of [0, 1.5, -1, Number.MAX_SAFE_INTEGER])
      expect(codeOf(() => drand.timeOf(quicknet, round))).toBe("BAD_INTEGER");
    expect(codeOf(() => drand.roundAt(quicknet, Number.NaN))).toBe("BAD_INTEGER");
    expect(codeOf(() => drand.roundAt({ ...quicknet, period: 0 }, 0))).toBe("BAD_INTEGER");
  });
});
