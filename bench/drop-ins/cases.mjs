// What the drop-ins of examples/drop-ins replace, beside what they put in its place.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { precompileCases, tlockCases } from "./precompiles.mjs";

const bytes = (length, seed) => Uint8Array.from({ length }, (_, index) => (31 * index + seed) & 0xff);

/** Each case: what it measures, the original, and the drop-in. `folder` has a copy of examples/drop-ins. */
export async function cases(folder) {
  const load = (name) => import(pathToFileURL(resolve(folder, name)).href);
  const { blsVerify } = await load("internet-computer.js");
  const { verifying } = await load("drand-client.js");
  const { bls } = await load("chainsafe-bls.js");
  const agent = await import("@icp-sdk/core/agent");
  const { fetchBeacon } = await import("drand-client");
  const { default: herumi } = await import("@chainsafe/bls/herumi");
  const { minSig } = await import("feldspar-dkg/bls.js");
  const { drand } = await import("feldspar-dkg/beacon.js");
  const hex = (content) => Buffer.from(content).toString("hex");

  const subnet = minSig.keygen(bytes(32, 1));
  const subnetKey = minSig.getPublicKey(subnet);
  const root = bytes(46, 2);
  const certificate = minSig.sign(root, subnet);

  const { publicKey, hash, genesisTime } = drand.networks.quicknet;
  const signature = "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39";
  const beacon = { round: 1000, signature };
  beacon.randomness = hex(drand.drandRandomness(drand.beaconFromJson(beacon)));
  const info = {
    ...{ public_key: hex(publicKey), schemeID: "bls-unchained-g1-rfc9380", hash: hex(hash) },
    ...{ period: 3, genesis_time: genesisTime },
  };
  const client = {
    options: { disableBeaconVerification: false },
    chain: () => ({ info: async () => info }),
    get: async () => beacon,
  };

  const secrets = Array.from({ length: 64 }, (_, index) => bytes(32, index).fill(1, 0, 1));
  const message = bytes(32, 77);
  const sides = [herumi, bls].map((library) => {
    const keys = secrets.map((secret) => library.SecretKey.fromBytes(secret));
    const publicKeys = keys.map((key) => key.toPublicKey());
    const signatures = keys.map((key) => key.sign(message));
    const sets = keys.map((key, index) => {
      const own = bytes(32, 100 + index);
      return { publicKey: publicKeys[index], message: own, signature: key.sign(own).toBytes() };
    });
    return {
      sign: () => keys[0].sign(message).toBytes().length === 96,
      verify: () => library.verify(publicKeys[0], message, signatures[0].toBytes()),
      aggregate: () => library.Signature.aggregate(signatures).toBytes().length === 96,
      verifyAggregate: () => library.verifyAggregate(publicKeys, message, library.Signature.aggregate(signatures)),
      verifyMultipleSignatures: () => library.verifyMultipleSignatures(sets),
    };
  });
  const both = (name) => sides.map((side) => side[name]);

  return [
    [
      "Internet Computer",
      "`blsVerify`",
      () => agent.blsVerify(subnetKey, certificate, root),
      () => blsVerify(subnetKey, certificate, root),
    ],
    [
      "drand-client",
      "`fetchBeacon` (quicknet, served from memory)",
      () => fetchBeacon(client, 1000),
      () => fetchBeacon(verifying(client), 1000),
    ],
    ["@chainsafe/bls (herumi)", "`sign`", ...both("sign")],
    ["@chainsafe/bls (herumi)", "`verify`, signature as bytes", ...both("verify")],
    ["@chainsafe/bls (herumi)", "`Signature.aggregate` of 64", ...both("aggregate")],
    ["@chainsafe/bls (herumi)", "aggregate 64, `verifyAggregate`", ...both("verifyAggregate")],
    [
      "@chainsafe/bls (herumi)",
      "`verifyMultipleSignatures` of 64, signatures as bytes",
      ...both("verifyMultipleSignatures"),
    ],
    ...(await precompileCases(load)),
    ...(await tlockCases(load, client)),
  ];
}
