// Signatures as Ethereum has them (keys in G1), from bytes to verdict, next to native blst.
import blst from "@chainsafe/blst";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { minPk } from "../../src/bls/index.js";
import type { Case } from "../case.js";
import { digest } from "../support/inputs.js";

const POP = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";
const BATCH = 64;

export function blsCases(): Case[] {
  const noble = bls12_381.longSignatures;
  const sets = Array.from({ length: BATCH }, (_, i) => {
    const secretKey = minPk.keygen(digest("key", i));
    const message = digest("message", i);
    const publicKey = minPk.getPublicKey(secretKey);
    return { secretKey, message, publicKey, signature: minPk.sign(message, secretKey, { DST: POP }) };
  });
  const first = sets[0] as (typeof sets)[0];
  const prepared = minPk.preparePublicKey(first.publicKey);
  const blstSecret = blst.SecretKey.fromBytes(first.secretKey);
  const noblePoint = noble.hash(first.message, POP);
  const options = { DST: POP };
  const blstBatch = () =>
    blst.verifyMultipleAggregateSignatures(
      sets.map(({ message, publicKey, signature }) => ({
        msg: message,
        pk: blst.PublicKey.fromBytes(publicKey, true),
        sig: blst.Signature.fromBytes(signature, true),
      })),
    );
  return [
    {
      id: "bls-sign",
      group: "bls",
      title: "sign (hash to G2 and multiply)",
      contestants: {
        feldspar: () => minPk.sign(first.message, first.secretKey, options),
        "native blst": () => blstSecret.sign(first.message).toBytes(),
        "@noble/curves": () => noble.sign(noble.hash(first.message, POP), first.secretKey).toBytes(),
      },
    },
    {
      id: "bls-verify",
      group: "bls",
      title: "verify one signature, from bytes",
      contestants: {
        feldspar: () => minPk.verify(first.signature, first.message, first.publicKey, options),
        "native blst": () =>
          blst.verify(
            first.message,
            blst.PublicKey.fromBytes(first.publicKey),
            blst.Signature.fromBytes(first.signature),
            true,
            true,
          ),
        "@noble/curves": () => noble.verify(first.signature, noblePoint, first.publicKey),
      },
    },
    {
      id: "bls-verify-prepared",
      group: "bls",
      title: "verify one signature under a prepared key",
      contestants: {
        feldspar: () => minPk.verify(first.signature, first.message, prepared, options),
        "native blst": () =>
          blst.verify(
            first.message,
            blst.PublicKey.fromBytes(first.publicKey),
            blst.Signature.fromBytes(first.signature),
            true,
            true,
          ),
      },
    },
    {
      id: "bls-batch-64",
      group: "bls",
      title: `verify ${BATCH} signatures of different messages and keys, from bytes`,
      contestants: {
        feldspar: () => minPk.batchVerify(sets, options),
        "native blst": blstBatch,
      },
    },
  ];
}
