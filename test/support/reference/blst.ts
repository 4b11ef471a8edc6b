// @chainsafe/blst, native code: min-pk signatures under the proof-of-possession tag only.
import * as library from "@chainsafe/blst";

const key = (bytes: Uint8Array) => library.PublicKey.fromBytes(bytes, true);
const signature = (bytes: Uint8Array) => library.Signature.fromBytes(bytes, true, false);

export const blst = {
  name: "@chainsafe/blst",
  tag: "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_",
  keygen: (ikm: Uint8Array, info?: Uint8Array): Uint8Array => library.SecretKey.fromKeygen(ikm, info).toBytes(),
  publicKey: (secretKey: Uint8Array): Uint8Array => library.SecretKey.fromBytes(secretKey).toPublicKey().toBytes(),
  sign: (message: Uint8Array, secretKey: Uint8Array): Uint8Array =>
    library.SecretKey.fromBytes(secretKey).sign(message).toBytes(),
  verify: (bytes: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean =>
    library.verify(message, key(publicKey), signature(bytes)),
  /** The sum of points of G1. */
  addKeys: (keys: Uint8Array[]): Uint8Array => library.aggregatePublicKeys(keys.map(key)).toBytes(),
  /** The sum of points of G2. */
  addSignatures: (signatures: Uint8Array[]): Uint8Array =>
    library.aggregateSignatures(signatures.map(signature)).toBytes(),
  aggregateVerify: (bytes: Uint8Array, messages: Uint8Array[], keys: Uint8Array[]): boolean =>
    library.aggregateVerify(messages, keys.map(key), signature(bytes)),
  fastAggregateVerify: (bytes: Uint8Array, message: Uint8Array, keys: Uint8Array[]): boolean =>
    library.fastAggregateVerify(message, keys.map(key), signature(bytes)),
  verifyMany: (items: { signature: Uint8Array; message: Uint8Array; publicKey: Uint8Array }[]): boolean =>
    library.verifyMultipleAggregateSignatures(
      items.map((item) => ({ msg: item.message, pk: key(item.publicKey), sig: signature(item.signature) })),
    ),
  /** Whether the bytes decode to a point of the subgroup other than the identity. */
  acceptsKey: (bytes: Uint8Array): boolean => {
    try {
      key(bytes);
      return true;
    } catch {
      return false;
    }
  },
  acceptsSignature: (bytes: Uint8Array): boolean => {
    try {
      library.Signature.fromBytes(bytes, true, true);
      return true;
    } catch {
      return false;
    }
  },
};
