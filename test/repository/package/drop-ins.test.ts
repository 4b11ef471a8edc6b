// The drop-ins of examples/ in the place of what they replace, with the package as packed: same answers as the
// originals.
import { cpSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import originalBls from "@chainsafe/bls/herumi";
import { Cbor, Certificate, blsVerify as originalBlsVerify } from "@icp-sdk/core/agent";
import { Principal } from "@icp-sdk/core/principal";
import { sha256 } from "@noble/hashes/sha2.js";
import { type ChainClient, type ChainInfo, fetchBeacon, type RandomnessBeacon } from "drand-client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { concatBytes, fromHex, toHex, utf8 } from "../../../bindings/bytes.js";
import { minSig } from "../../../src/bls/index.js";
import { Fr, G1, G2 } from "../../../src/curve/index.js";
import { vectorsRoot } from "../../support/vector-files.js";
import { pack, remove, temporaryFolder, unpackInto } from "./tarball.js";

let folder: string;

beforeAll(() => {
  folder = temporaryFolder();
  cpSync("examples/drop-ins", folder, { recursive: true });
  unpackInto(folder, pack(folder));
});

afterAll(() => remove(folder));

const load = (name: string) => import(pathToFileURL(join(folder, name)).href);
const bytes = (text: string) => sha256(utf8(text));
const changed = (value: Uint8Array) => value.map((byte, index) => (index === value.length - 1 ? byte ^ 1 : byte));

describe("blsVerify of the Internet Computer's agent", () => {
  const secretKey = minSig.keygen(bytes("subnet"));
  const publicKey = minSig.getPublicKey(secretKey);
  const message = utf8("state root");
  const signature = minSig.sign(message, secretKey);

  it("answers as the agent's own for right and wrong signatures", async () => {
    const { blsVerify } = await load("internet-computer.js");
    const other = minSig.sign(utf8("another"), secretKey);
    for (const [sig, msg] of [
      [signature, message],
      [other, message],
      [signature, utf8("")],
    ] as const) {
      expect(await blsVerify(publicKey, sig, msg)).toBe(originalBlsVerify(publicKey, sig, msg));
    }
    expect(await blsVerify(publicKey, signature, message)).toBe(true);
  });

  it("rejects malformed keys and signatures, as the agent expects of it", async () => {
    const { blsVerify } = await load("internet-computer.js");
    await expect(blsVerify(publicKey.slice(1), signature, message)).rejects.toMatchObject({ code: "BAD_LENGTH" });
    await expect(blsVerify(publicKey, changed(signature), message)).rejects.toMatchObject({ code: /^NOT_/ });
  });

  it("keeps working with more keys than it remembers", async () => {
    const { blsVerify } = await load("internet-computer.js");
    for (let index = 0; index < 40; index++) {
      const secret = minSig.keygen(bytes(`key ${index % 35}`));
      expect(await blsVerify(minSig.getPublicKey(secret), minSig.sign(message, secret), message)).toBe(true);
    }
  });

  it("verifies a certificate inside the agent, and refuses one that was changed", async () => {
    const { blsVerify } = await load("internet-computer.js");
    const time = Uint8Array.of(0x80, 0x80, 0xa0, 0xf6, 0xf4, 0xac, 0xdb, 0xe0, 0x1b);
    const tree = [2, utf8("time"), [3, time]];
    const tagged = (tag: string, ...parts: Uint8Array[]) => concatBytes(Uint8Array.of(tag.length), utf8(tag), ...parts);
    const leaf = sha256(tagged("ic-hashtree-leaf", time));
    const root = sha256(tagged("ic-hashtree-labeled", utf8("time"), leaf));
    const signed = minSig.sign(tagged("ic-state-root", root), secretKey);
    const prefix = fromHex("308182301d060d2b0601040182dc7c0503010201060c2b0601040182dc7c05030201036100");
    const options = {
      rootKey: concatBytes(prefix, publicKey),
      principal: { canisterId: Principal.managementCanister() },
      disableTimeVerification: true,
    };
    const encode = (signature: Uint8Array) => new Uint8Array(Cbor.encode({ tree, signature }));
    for (const verifier of [blsVerify, undefined]) {
      const rest = { ...options, blsVerify: verifier };
      await expect(Certificate.create({ certificate: encode(signed), ...rest })).resolves.toBeInstanceOf(Certificate);
      await expect(Certificate.create({ certificate: encode(signature), ...rest })).rejects.toThrow(/[Ss]ignature/);
    }
  });
});

describe("verification for drand-client", () => {
  interface Stored {
    chains: Record<string, { public_key: string; scheme: string }>;
    beacons: (RandomnessBeacon & { chain: string; previous_signature?: string })[];
  }

  /** A client of drand-client's shape that serves one beacon from memory. */
  function clientOf(info: { public_key: string; scheme: string }, beacon: object): ChainClient {
    const complete = { public_key: info.public_key, schemeID: info.scheme, period: 30, genesis_time: 0 } as ChainInfo;
    const served = async () => beacon as RandomnessBeacon;
    return {
      options: { disableBeaconVerification: false, noCache: true },
      chain: () => ({ baseUrl: "", info: async () => complete }),
      get: served,
      latest: served,
    };
  }

  it.skipIf(vectorsRoot === undefined)(
    "accepts public beacons of every network, and refuses changed ones",
    async () => {
      const { verifying } = await load("drand-client.js");
      const { chains, beacons } = JSON.parse(readFileSync(join(vectorsRoot!, "drand/beacons.json"), "utf8")) as Stored;
      for (const { chain, ...stored } of beacons) {
        const beacon = { ...stored, randomness: toHex(sha256(fromHex(stored.signature))) };
        expect(await fetchBeacon(verifying(clientOf(chains[chain]!, beacon)), beacon.round)).toBe(beacon);
        expect(await fetchBeacon(clientOf(chains[chain]!, beacon), beacon.round)).toBe(beacon);

        const otherRound = clientOf(chains[chain]!, { ...beacon, round: beacon.round + 1 });
        const wrong = [
          clientOf(chains[chain]!, { ...beacon, randomness: "00".repeat(32) }),
          clientOf(chains[chain]!, { ...beacon, randomness: undefined }),
          otherRound,
        ];
        for (const client of wrong) {
          await expect(fetchBeacon(verifying(client), beacon.round)).rejects.toThrow();
          await expect(verifying(otherRound).latest()).rejects.toThrow("not valid");
        }
      }
    },
  );
});

describe("the interface of @chainsafe/bls", () => {
  const secrets = [1, 2, 3, 4].map((index) => bytes(`signer ${index}`).map((byte, at) => (at === 0 ? 1 : byte)));
  const messages = secrets.map((_, index) => bytes(`message ${index}`));

  it("has every class, method and function of the original", async () => {
    const { bls } = await load("chainsafe-bls.js");
    expect(Object.keys(bls).sort()).toEqual(Object.keys(originalBls).sort());
    const own = (value: object) =>
      Object.getOwnPropertyNames(value).filter((name) => !/^convert|^prototype|^name|^length/.test(name));
    for (const name of ["SecretKey", "PublicKey", "Signature"] as const) {
      expect(own(bls[name])).toEqual(expect.arrayContaining(own(originalBls[name])));
      expect(own(bls[name].prototype)).toEqual(expect.arrayContaining(own(originalBls[name].prototype)));
    }
  });

  it("makes the same keys, signatures and aggregates, in both encodings", async () => {
    const { bls, PointFormat } = await load("chainsafe-bls.js");
    const [ours, theirs] = [bls, originalBls].map((library) => {
      const keys = secrets.map((secret) => library.SecretKey.fromBytes(secret));
      const signatures = keys.map((key, index) => key.sign(messages[index]!));
      const publicKeys = keys.map((key) => key.toPublicKey());
      return [
        keys.map((key) => key.toHex()),
        publicKeys.flatMap((key) => [key.toHex(), key.toHex(PointFormat.uncompressed)]),
        signatures.flatMap((signature) => [signature.toHex(), signature.toHex(PointFormat.uncompressed)]),
        library.PublicKey.aggregate(publicKeys).toHex(),
        library.Signature.aggregate(signatures).toHex(),
        library.PublicKey.fromHex(publicKeys[0]!.toHex()).toHex(),
        library.PublicKey.fromBytes(publicKeys[1]!.toBytes(PointFormat.uncompressed)).toHex(),
        toHex(library.aggregatePublicKeys(publicKeys.map((key) => key.toBytes()))),
        toHex(library.aggregateSignatures(signatures)),
        toHex(library.sign(secrets[0]!, messages[0]!)),
        toHex(library.secretKeyToPublicKey(secrets[0]!)),
      ];
    });
    expect(ours).toEqual(theirs);
  });

  it("gives the same verdicts: single, aggregate, several messages, sets; right, wrong, exchanged and malformed", async () => {
    const { bls } = await load("chainsafe-bls.js");
    const verdicts = [bls, originalBls].map((library) => {
      const keys = secrets.map((secret) => library.secretKeyToPublicKey(secret));
      const signatures = secrets.map((secret, index) => library.sign(secret, messages[index]!));
      const same = library.aggregateSignatures(secrets.map((secret) => library.sign(secret, messages[0]!)));
      const several = library.aggregateSignatures(signatures);
      const sets = keys.map((publicKey, index) => ({
        publicKey,
        message: messages[index]!,
        signature: signatures[index]!,
      }));
      const objects = sets.map(({ publicKey, message, signature }) => {
        return {
          publicKey: library.PublicKey.fromBytes(publicKey),
          message,
          signature: library.Signature.fromBytes(signature),
        };
      });
      const parsed = objects[0]!;
      return [
        library.verify(keys[0]!, messages[0]!, signatures[0]!),
        library.verify(keys[0]!, messages[1]!, signatures[0]!),
        library.verify(keys[1]!, messages[0]!, signatures[0]!),
        library.verify(changed(keys[0]!), messages[0]!, signatures[0]!),
        library.verify(keys[0]!.slice(1), messages[0]!, signatures[0]!),
        library.verify(keys[0]!, messages[0]!, signatures[0]!.slice(1)),
        parsed.signature.verify(parsed.publicKey, messages[0]!),
        parsed.signature.verify(parsed.publicKey, messages[1]!),
        library.verifyAggregate(keys, messages[0]!, same),
        library.verifyAggregate(keys.slice(1), messages[0]!, same),
        library.verifyAggregate([], messages[0]!, same),
        library.verifyMultiple(keys, messages, several),
        library.verifyMultiple(keys, [...messages].reverse(), several),
        library.verifyMultiple(keys, messages.slice(1), several),
        library.verifyMultiple([], [], several),
        library.verifyMultipleSignatures(sets),
        library.verifyMultipleSignatures(objects),
        library.verifyMultipleSignatures([...sets.slice(1), { ...sets[0]!, message: messages[1]! }]),
      ];
    });
    expect(verdicts[0]).toEqual(verdicts[1]);
    expect(verdicts[0]!.filter((verdict) => verdict === true)).toHaveLength(6);
  });

  it("answers the same through promises", async () => {
    const { bls } = await load("chainsafe-bls.js");
    const key = bls.SecretKey.fromBytes(secrets[0]!);
    const signature = key.sign(messages[0]!);
    expect(await signature.asyncVerify(key.toPublicKey(), messages[0]!)).toBe(true);
    expect(await bls.asyncVerifyAggregate([key.toPublicKey()], messages[1]!, signature)).toBe(false);
    expect(await bls.asyncVerifyMultiple([key.toPublicKey()], [messages[0]!], signature.toBytes())).toBe(true);
    expect(await bls.asyncVerify(Uint8Array.of(1), messages[0]!, signature)).toBe(false);
  });

  it("multiplies keys and signatures by an integer (which the original cannot)", async () => {
    const { bls } = await load("chainsafe-bls.js");
    const factor = Uint8Array.of(1, 0, 5);
    const key = bls.SecretKey.fromBytes(secrets[0]!);
    const scalar = Fr.fromBytes(secrets[0]!);
    const product = Fr.mul(scalar, Fr.fromBytes(concatBytes(new Uint8Array(29), factor)));
    expect(key.toPublicKey().multiplyBy(factor).toBytes()).toEqual(G1.BASE.multiply(product).toBytes());
    const signature = key.sign(messages[0]!);
    expect(signature.multiplyBy(factor).toBytes()).toEqual(
      G2.fromBytes(signature.toBytes()).multiply(0x10005n).toBytes(),
    );
    expect(signature.multiplyBy(factor).verify(key.toPublicKey().multiplyBy(factor), messages[0]!)).toBe(true);
  });

  it("draws random keys, with or without further entropy", async () => {
    const { bls } = await load("chainsafe-bls.js");
    const keys = [undefined, undefined, bytes("entropy"), bytes("entropy")].map((entropy) =>
      bls.SecretKey.fromKeygen(entropy),
    );
    expect(new Set(keys.map((key) => key.toHex())).size).toBe(4);
  });

  it("throws on malformed input where the original does", async () => {
    const { bls } = await load("chainsafe-bls.js");
    for (const library of [bls, originalBls]) {
      expect(() => library.SecretKey.fromBytes(new Uint8Array(32))).toThrow();
      expect(() => library.SecretKey.fromBytes(new Uint8Array(31))).toThrow();
      expect(() => library.PublicKey.fromBytes(new Uint8Array(48))).toThrow();
      expect(() => library.Signature.fromBytes(new Uint8Array(95).fill(1))).toThrow();
      expect(() => library.PublicKey.aggregate([])).toThrow();
      expect(() => library.Signature.aggregate([])).toThrow();
    }
  });
});
