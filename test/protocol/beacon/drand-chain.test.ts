// Networks in drand's form: their names, their clocks, their JSON, and many of their beacons at once.
import { describe, expect, it } from "vitest";
import { drand } from "../../../src/beacon/index.js";
import { minPk, minSig } from "../../../src/bls/index.js";
import { fromHex, toHex } from "../../../src/encoding/index.js";
import { refusal } from "../../support/verdict.js";

const { networks } = drand;
const names = Object.keys(networks) as drand.DrandNetwork[];

describe("networks", () => {
  it("are known by the hash of what they say", () => {
    expect(names).toEqual(["default", "quicknet", "fastnet"]);
    for (const name of names) expect(toHex(drand.chainHash(networks[name]))).toBe(toHex(networks[name].hash));
  });

  it("are read and written as drand serves them, and a wrong hash is refused", () => {
    for (const name of names) {
      const text = drand.chainInfoToJson(networks[name]);
      expect(drand.chainInfoFromJson(text)).toEqual(networks[name]);
      const altered = { ...JSON.parse(text), period: 31 };
      expect(refusal(() => drand.chainInfoFromJson(altered))).toBe("MALFORMED");
      const { hash: _, ...unnamed } = altered;
      expect(drand.chainInfoFromJson(unnamed).hash).not.toEqual(networks[name].hash);
      const { public_key, schemeID } = altered;
      expect(drand.chainInfoFromJson({ public_key, schemeID }).hash).toBeUndefined();
    }
  });

  it("have rounds by the clock", () => {
    const { quicknet } = networks;
    const first = 1000 * quicknet.genesisTime;
    expect(drand.timeOf(quicknet, 1)).toBe(first);
    expect(drand.timeOf(quicknet, 1000)).toBe(first + 999 * 3000);
    for (const round of [1, 2, 1000, 25_000_000]) {
      expect(drand.roundAt(quicknet, drand.timeOf(quicknet, round))).toBe(round);
      expect(drand.roundAt(quicknet, drand.timeOf(quicknet, round) - 1)).toBe(round - 1);
      expect(drand.roundAt(quicknet, drand.timeOf(quicknet, round) + 2999)).toBe(round);
    }
    expect(drand.roundAt(quicknet, 0)).toBe(0);
    expect(refusal(() => drand.roundAt(quicknet, Number.NaN))).toBe("BAD_TYPE");
    expect(refusal(() => drand.timeOf(quicknet, 0))).toBe("BAD_INTEGER");
  });
});

/** Beacons of a network of one's own, from round 1 on. */
function made(scheme: drand.DrandScheme, count: number): { info: drand.ChainInfo; beacons: drand.DrandBeacon[] } {
  const suite = scheme.startsWith("bls") ? minSig : minPk;
  const secret = suite.keygen(new Uint8Array(32).fill(7));
  const info = { scheme, publicKey: suite.getPublicKey(secret) };
  const options = scheme === "bls-unchained-on-g1" ? { DST: "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_" } : undefined;
  const beacons: drand.DrandBeacon[] = [];
  let previousSignature: Uint8Array = new Uint8Array(32).fill(1);
  for (let round = 1; round <= count; round++) {
    const link = scheme === "pedersen-bls-chained" ? { previousSignature } : {};
    const signature = suite.sign(drand.drandMessage(info, { round, ...link }), secret, options);
    beacons.push({ round, signature, ...link });
    previousSignature = signature;
  }
  return { info, beacons };
}

describe("many beacons at once", () => {
  for (const scheme of drand.DRAND_SCHEMES) {
    it(`of ${scheme}: the wrong ones are named`, () => {
      const { info, beacons } = made(scheme, 9);
      expect(drand.verifyMany(info, beacons)).toEqual({ valid: true, invalid: [] });
      expect(beacons.every((beacon) => drand.verify(info, beacon))).toBe(true);
      const randomness = drand.drandRandomness(beacons[7]!);
      expect(drand.verifyMany(info, [...beacons.slice(0, 7), { ...beacons[7]!, randomness }]).valid).toBe(true);
      const spoiled = beacons.map((beacon, at) => {
        if (at === 2) return { ...beacon, signature: beacons[3]!.signature };
        return at === 6 ? { ...beacon, randomness } : beacon;
      });
      // where rounds are chained, the one after a wrong one does not follow it
      const invalid = scheme === "pedersen-bls-chained" ? [2, 3, 6] : [2, 6];
      expect(drand.verifyMany(info, spoiled)).toEqual({ valid: false, invalid });
      expect(drand.verifyMany(info, [])).toEqual({ valid: true, invalid: [] });
      const short = [{ ...beacons[0]!, signature: new Uint8Array(3) }];
      expect(refusal(() => drand.verifyMany(info, short))).toBe("BAD_LENGTH");
    });
  }

  it("of a chained network: links are checked, and taken where they are left out", () => {
    const { info, beacons } = made("pedersen-bls-chained", 6);
    const unlinked = beacons.map(({ round, signature, previousSignature }) =>
      round === 1 ? { round, signature, previousSignature } : { round, signature },
    );
    expect(drand.verifyMany(info, unlinked).valid).toBe(true);
    expect(refusal(() => drand.verifyMany(info, unlinked.slice(1)))).toBe("MALFORMED");
    // with a gap there is nothing to link to but what is stated
    const gap = beacons.filter(({ round }) => round !== 3);
    expect(drand.verifyMany(info, gap).valid).toBe(true);
    // a round that is signed over another previous signature than the one before it
    const other = { ...beacons[4]!, previousSignature: beacons[0]!.signature };
    expect(drand.verifyMany(info, [...beacons.slice(0, 4), other, beacons[5]!])).toEqual({
      valid: false,
      invalid: [4],
    });
  });
});

describe("beacons in drand's JSON", () => {
  it("have no previous signature where rounds are not chained", () => {
    for (const scheme of ["pedersen-bls-chained", "bls-unchained-g1-rfc9380"] as const) {
      const { beacons } = made(scheme, 2);
      const text = drand.beaconToJson(beacons[1]!);
      expect("previous_signature" in JSON.parse(text)).toBe(scheme === "pedersen-bls-chained");
      const read = drand.beaconFromJson(text);
      expect(read).toMatchObject(beacons[1]!);
      expect(read.randomness).toEqual(drand.drandRandomness(beacons[1]!));
      expect(fromHex(JSON.parse(text).randomness)).toEqual(read.randomness);
    }
  });
});
