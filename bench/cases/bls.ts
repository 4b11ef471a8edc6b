// Signatures, from bytes to verdict, next to native blst: with keys in G1 as Ethereum has them (min-pk), and with keys
// in G2 (min-sig).
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { minPk, minSig } from "../../src/bls/index.js";
import { G1, G2 } from "../../src/curve/index.js";
import { digest } from "../measure/inputs.js";
import type { Peers } from "../peers/index.js";
import type { Case } from "./case.js";

/** The tag that @chainsafe/blst has built in. */
const POP = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
const BATCH = 64;

export function blsCases({ blst, chainsafe, chia }: Peers): Case[] {
  const noble = bls12_381.longSignatures;
  const sets = Array.from({ length: BATCH }, (_, i) => {
    const secretKey = minPk.keygen(digest("key", i));
    const message = digest("message", i);
    const publicKey = minPk.getPublicKey(secretKey);
    return { secretKey, message, publicKey, signature: minPk.sign(message, secretKey, { DST: POP }) };
  });
  const first = sets[0] as (typeof sets)[0];
  const blstSecret = chainsafe?.SecretKey.fromBytes(first.secretKey);
  const options = { DST: POP };
  const chiaSign = chia?.signer(first.secretKey);
  if (chia?.verify(first.publicKey, first.message, first.signature) === false)
    throw new Error("bls-signatures refuses our signature");
  const fromBytes = chainsafe && {
    "native blst": () =>
      chainsafe.verify(
        first.message,
        chainsafe.PublicKey.fromBytes(first.publicKey),
        chainsafe.Signature.fromBytes(first.signature),
        true,
        true,
      ),
  };
  return [
    {
      id: "bls-sign",
      group: "bls",
      title: "sign (hash to G2 and multiply)",
      contestants: {
        feldspar: () => minPk.sign(first.message, first.secretKey, options),
        ...(blstSecret && { "native blst": () => blstSecret.sign(first.message).toBytes() }),
        ...(chiaSign && { "bls-signatures": () => chiaSign(first.message) }),
        "@noble/curves": () => noble.sign(noble.hash(first.message, POP), first.secretKey).toBytes(),
      },
    },
    {
      id: "bls-verify",
      group: "bls",
      title: "verify one signature, from bytes",
      contestants: {
        feldspar: () => minPk.verify(first.signature, first.message, first.publicKey, options),
        ...fromBytes,
        ...(chia && { "bls-signatures": () => chia.verify(first.publicKey, first.message, first.signature) }),
        "@noble/curves": () => noble.verify(first.signature, noble.hash(first.message, POP), first.publicKey),
      },
    },
    ...preparedCases(blst),
    {
      id: "bls-batch-64",
      group: "bls",
      title: `verify ${BATCH} signatures of different messages and keys, from bytes`,
      contestants: {
        feldspar: () => minPk.batchVerify(sets, options),
        ...(chainsafe && {
          "native blst": () =>
            chainsafe.verifyMultipleAggregateSignatures(
              sets.map(({ message, publicKey, signature }) => ({
                msg: message,
                pk: chainsafe.PublicKey.fromBytes(publicKey, true),
                sig: chainsafe.Signature.fromBytes(signature, true),
              })),
            ),
        }),
      },
    },
  ];
}

/**
 * Under a key known before: prepared here, decoded there; the signature comes as bytes on both sides and is checked.
 */
function preparedCases(blst: Peers["blst"]): Case[] {
  return ([minSig, minPk] as const).map((scheme): Case => {
    const secretKey = scheme.keygen(digest("key", 0));
    const publicKey = scheme.getPublicKey(secretKey);
    const message = digest("message", 0);
    const signature = scheme.sign(message, secretKey);
    const prepared = scheme.preparePublicKey(publicKey);
    const [group, number] = scheme.publicKeyGroup === "G1" ? ([G1, 1] as const) : ([G2, 2] as const);
    const key = blst?.points(number, group.fromBytes(publicKey).toBytes(false));
    const tag = new TextEncoder().encode(scheme.DST);
    if (blst && key && !blst.verify(key, signature, message, tag)) throw new Error("native blst refuses our signature");
    return {
      id: `bls-verify-prepared-${scheme.name}`,
      group: "bls",
      title: `verify one signature under a prepared key, ${scheme.name}`,
      note: "native blst: the key decoded before",
      contestants: {
        feldspar: () => scheme.verify(signature, message, prepared),
        ...(blst && key && { "native blst": () => blst.verify(key, signature, message, tag) }),
      },
    };
  });
}
