// What takes secret keys in bls.js, beacon.js and view-change.js.
import { Beacon } from "../../../src/beacon/index.js";
import {
  type BlsScheme,
  minPk,
  minPkAug,
  minPkPop,
  minSig,
  minSigAug,
  minSigPop,
  type SchemeName,
} from "../../../src/bls/index.js";
import { createSigningIdentity, signLongTerm, signMember } from "../../../src/view-change/identity.js";
import { signTransaction } from "../../../src/view-change/transaction.js";
import { seededRandom } from "../../support/generators.js";
import { message, operation, SECRETS, type SecretOperation } from "./operation.js";
import type { Which } from "./traces.js";

function schemeOperations(name: string, scheme: BlsScheme): SecretOperation[] {
  const ikm = (which: Which) => Uint8Array.from([...SECRETS[which], ...SECRETS[0].subarray(16)]);
  return [
    operation(`${name}: keygen`, "scheme.keygen", (which) => {
      const material = ikm(which);
      return () => scheme.keygen(material, message);
    }),
    operation(`${name}: randomSecretKey`, "scheme.randomSecretKey", () => () => scheme.randomSecretKey(), "drawn"),
    operation(`${name}: getPublicKey`, "scheme.getPublicKey", (which) => () => scheme.getPublicKey(SECRETS[which])),
    operation(`${name}: sign`, "scheme.sign", (which) => () => scheme.sign(message, SECRETS[which])),
    operation(`${name}: popProve`, "scheme.popProve", (which) => () => scheme.popProve(SECRETS[which])),
  ];
}

function beaconOperations(schemeName: SchemeName, scheme: BlsScheme): SecretOperation[] {
  const beacon = () =>
    new Beacon({
      chainId: "chain",
      magicBlockNumber: 1,
      scheme: schemeName,
      threshold: 1,
      groupPublicKey: scheme.getPublicKey(SECRETS[0]),
      members: [{ id: 1, publicShare: scheme.getPublicKey(SECRETS[0]) }],
      round: 1,
      previousRandomness: new Uint8Array(32),
    });
  return [
    operation(`${schemeName}: a round's partial signature`, "Beacon.sign", (which) => {
      const made = beacon();
      return () => made.sign(SECRETS[which]);
    }),
    operation(`${schemeName}: a vote`, "Beacon.signTimeout", (which) => {
      const made = beacon();
      return () => made.signTimeout(SECRETS[which]);
    }),
  ];
}

function identityOperations(schemeName: SchemeName): SecretOperation[] {
  const identity = (which: Which) => ({
    ...createSigningIdentity(schemeName, seededRandom(0)),
    secretKey: SECRETS[which],
  });
  return [
    operation(`${schemeName}: createSigningIdentity`, "createSigningIdentity", (which) => () => {
      createSigningIdentity(schemeName, seededRandom(which));
    }),
    operation(`${schemeName}: signLongTerm`, "signLongTerm", (which) => {
      const own = identity(which);
      return () => signLongTerm(schemeName, own, message);
    }),
    operation(`${schemeName}: signMember`, "signMember", (which) => {
      const own = identity(which);
      const entry = { type: "leave", role: "miner", genesisHash: new Uint8Array(32), id: own.id, serial: 2 };
      return () => signMember(schemeName, own, entry as Parameters<typeof signMember>[2]);
    }),
    operation(`${schemeName}: signTransaction`, "signTransaction", (which) => {
      const own = identity(which);
      const content = { session: new Uint8Array(32), kind: "present", payload: message } as const;
      return () => signTransaction(schemeName, own, content);
    }),
  ];
}

export const KEY_OPERATIONS: readonly SecretOperation[] = [
  ...Object.entries({ minSig, minPk, minSigAug, minPkAug, minSigPop, minPkPop }).flatMap(([name, scheme]) =>
    schemeOperations(name, scheme),
  ),
  ...beaconOperations("min-sig", minSig),
  ...beaconOperations("min-pk", minPk),
  ...identityOperations("min-sig"),
  ...identityOperations("min-pk"),
];
