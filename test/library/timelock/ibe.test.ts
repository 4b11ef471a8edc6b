// Encryption to a round: the known answer for quicknet, and what is refused.
import { describe, expect, it } from "vitest";
import { drand } from "../../../src/beacon/index.js";
import { G1, G2 } from "../../../src/curve/index.js";
import { decryptWithSignature, encryptToRound } from "../../../src/timelock/ibe.js";
import { openNetwork } from "../../../src/timelock/network.js";
import { fromHex, hex } from "../../support/bytes.js";
import { codeOf, NETWORKS } from "./support.js";

const counting = (first: number) => Uint8Array.from({ length: 16 }, (_, index) => first + index);
const KNOWN = {
  U:
    "81fff34783b44dc751f32967de2f9d165bd45301b6527b9427fd25e250aa53c971feeb5d4a7e41e4a9982ee92e81abe9" +
    "119b9dcc8ea36ed4f0506976702dc3bc6126cbc5378c881dc524fdd81f044e7923d6a17192245c99de159fb77c1b9c8f",
  V: "1992963271750d1cc2c02e695e23a0ad",
  W: "118677f714434f1bd82dfcf89d5b1aa0",
};
/** Of quicknet's round 1000. */
const SIGNATURE = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";

describe("encryption to a round", () => {
  it("gives the known answer for quicknet's round 1000, which its signature opens", () => {
    const network = openNetwork(drand.networks.quicknet);
    const made = encryptToRound(network, 1000, counting(16), () => counting(0));
    expect(hex(made)).toBe(KNOWN.U + KNOWN.V + KNOWN.W);
    expect(decryptWithSignature(network, fromHex(SIGNATURE), made)).toEqual(counting(16));
  });

  it.each(NETWORKS)("opens with its round's signature alone, and unchanged alone: $name", ({ chain, beaconOf }) => {
    const network = openNetwork(chain);
    const message = counting(100);
    const made = encryptToRound(network, 5, message);
    const { signature } = beaconOf(5);
    expect(decryptWithSignature(network, signature, made)).toEqual(message);
    expect(decryptWithSignature(network, beaconOf(6).signature, made)).toBeUndefined();
    // one bit of V, one of W: the check of Fujisaki and Okamoto sees both
    for (const place of [made.length - 17, made.length - 1]) {
      const changed = made.map((byte, index) => (index === place ? byte ^ 1 : byte));
      expect(decryptWithSignature(network, signature, changed)).toBeUndefined();
    }
    // another point of the group
    const group = chain.publicKey.length === 48 ? G1 : G2;
    const other = Uint8Array.from([...group.BASE.toBytes(), ...made.slice(chain.publicKey.length)]);
    expect(decryptWithSignature(network, signature, other)).toBeUndefined();
    expect(hex(encryptToRound(network, 5, message))).not.toBe(hex(made));
  });

  it.each(NETWORKS)("refuses points that are none, with the reason: $name", ({ chain, beaconOf }) => {
    const network = openNetwork(chain);
    const made = encryptToRound(network, 5, counting(1));
    const size = chain.publicKey.length;
    const withPoint = (point: Uint8Array) => Uint8Array.from([...point, ...made.slice(size)]);
    const identity = new Uint8Array(size);
    identity[0] = 0xc0;
    const refusal = (point: Uint8Array) =>
      codeOf(() => decryptWithSignature(network, beaconOf(5).signature, withPoint(point)));
    expect(refusal(identity)).toBe("IS_IDENTITY");
    expect(refusal(new Uint8Array(size))).toBe("BAD_FLAGS");
    const group = size === 48 ? G1 : G2;
    const outside: string[] = [];
    for (let x = 1; !outside.includes("NOT_IN_SUBGROUP") || !outside.includes("NOT_ON_CURVE"); x++) {
      const encoded = new Uint8Array(size);
      encoded[0] = 0x80;
      encoded[size - 1] = x;
      outside.push(refusal(encoded));
      if (outside.at(-1) === "NOT_IN_SUBGROUP")
        expect(group.fromBytes(encoded, { subgroupCheck: false }).isTorsionFree()).toBe(false);
    }
  });

  it("does not encrypt under the identity, which would be to everybody, or to a chained network", () => {
    for (const { chain } of NETWORKS) {
      const identity = new Uint8Array(chain.publicKey.length);
      identity[0] = 0xc0;
      expect(codeOf(() => openNetwork({ ...chain, publicKey: identity }))).toBe("IS_IDENTITY");
    }
    expect(codeOf(() => openNetwork(drand.networks.default))).toBe("UNKNOWN_SCHEME");
  });
});
