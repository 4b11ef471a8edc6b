// BLS signatures as in draft-irtf-cfrg-bls-signature, in both arrangements of the groups.
//
// Every function validates what it is given: points canonical, on the curve, in the subgroup; keys not the identity.
// What is malformed throws a FeldsparError; a well-formed signature that is wrong gives false. Secret keys go through
// constant-sequence code and are wiped from the core's memory.
import { listOf } from "../../bindings/arguments.js";
import { checkBytes, concatChecked } from "../../bindings/bytes.js";
import { fail, statusError } from "../../bindings/errors.js";
import { decodePoint, encodePoint, type GroupName, isIdentity, multiplyToBytes, SIZES } from "../../bindings/point.js";
import { checkSecretScalar, randomScalar } from "../../bindings/scalar.js";
import { decodeVector, pickVector, sumVector } from "../../bindings/vector.js";
import { checkMessage, type DomainTag } from "../curve/expand-message.js";
import { subgroupSeed } from "../curve/subgroup-seed.js";
import { type BatchItem, type BatchOptions, type BatchResult, batchVerify } from "./batch.js";
import { type Ciphersuite, type MessageRule, type SchemeName, type SignatureOptions, tagOf } from "./ciphersuite.js";
import {
  hashMessage,
  keyFactor,
  productIsOne,
  signatureFactor,
  singleHolds,
  someKeysCancel,
  statementFactors,
} from "./equation.js";
import {
  decodeKey,
  decodeKeys,
  deriveSecretKey,
  keyBytes,
  type PreparedPublicKey,
  type PublicKey,
  prepareKey,
} from "./keys.js";
import { distinctMessages, signedMessage } from "./messages.js";

/** A signature scheme. Secret keys: 32 bytes, 0 < sk < r. Keys and signatures: compressed points. */
export interface BlsScheme {
  readonly name: SchemeName;
  /** Default tag of signatures; opts.DST replaces it. */
  readonly DST: string;
  /** Tag of proofs of possession. */
  readonly POP_DST: string;
  /** Whether messages of one aggregate may be equal; a property of the scheme, whatever tag is used. */
  readonly messageRule: MessageRule;
  readonly signatureGroup: GroupName;
  readonly publicKeyGroup: GroupName;
  readonly secretKeyLength: 32;
  /** 96 for min-sig, 48 for min-pk. */
  readonly publicKeyLength: number;
  /** 48 for min-sig, 96 for min-pk. */
  readonly signatureLength: number;

  /**
   * A secret key from at least 32 bytes of secret entropy; `info` separates several keys from the same. Deterministic.
   */
  keygen(ikm: Uint8Array, info?: Uint8Array): Uint8Array<ArrayBuffer>;
  /** A uniform secret key from the platform's CSPRNG. */
  randomSecretKey(): Uint8Array<ArrayBuffer>;
  /** Constant-sequence. Throws BAD_SCALAR for 0 and for keys not below r. */
  getPublicKey(secretKey: Uint8Array): Uint8Array<ArrayBuffer>;
  /**
   * Constant-sequence in the key, not in the message. Deterministic. With message augmentation the signer's public key
   * is computed too, and signed before the message. This and all that follow throw BAD_TYPE, UNKNOWN_OPTION, BAD_DST,
   * and BAD_LENGTH for messages of 512 MiB or more.
   */
  sign(message: Uint8Array, secretKey: Uint8Array, options?: SignatureOptions): Uint8Array<ArrayBuffer>;
  /**
   * Is it the signature of this message under this key? A wrong one is false. What is no encoding of a point of its
   * group throws, and so does a key that is the identity. Variable-time.
   */
  verify(signature: Uint8Array, message: Uint8Array, publicKey: PublicKey, options?: SignatureOptions): boolean;

  /** The sum of at least one signature. Throws EMPTY; bad items are in `culprits`. */
  aggregateSignatures(signatures: readonly Uint8Array[]): Uint8Array<ArrayBuffer>;
  /**
   * The sum of at least one key. Safe only for keys whose proofs of possession were checked (rogue keys). Throws
   * IS_IDENTITY when the keys cancel.
   *
   * @example
   * const secretKeys = [1, 2].map(() => minPk.randomSecretKey());
   * const sum = minPk.aggregatePublicKeys(secretKeys.map(minPk.getPublicKey));
   * sum.length; //=> 48
   * minPk.aggregatePublicKeys([]); //=> throws EMPTY
   */
  aggregatePublicKeys(publicKeys: readonly PublicKey[]): Uint8Array<ArrayBuffer>;
  /**
   * One aggregate signature, one message per key. In the basic scheme repeated messages make it false (the draft's
   * section 3.1.1), in the augmentation and POP schemes they are allowed, unless the keys of one message cancel. Throws
   * EMPTY, and BAD_LENGTH when the lists differ in length.
   */
  aggregateVerify(
    signature: Uint8Array,
    messages: readonly Uint8Array[],
    publicKeys: readonly PublicKey[],
    options?: SignatureOptions,
  ): boolean;
  /**
   * One aggregate signature of one message by all keys, whose proofs of possession must have been checked, except with
   * message augmentation, where each signer has signed another one. False when the keys cancel.
   */
  fastAggregateVerify(
    signature: Uint8Array,
    message: Uint8Array,
    publicKeys: readonly PublicKey[],
    options?: SignatureOptions,
  ): boolean;
  /**
   * Checks many signatures together and names the wrong ones exactly. Malformed items throw, with their positions in
   * `culprits`: they are not signatures at all. An empty list is valid.
   */
  batchVerify(items: readonly BatchItem[], options?: BatchOptions): BatchResult;

  /** A proof that one holds the secret key: a signature of the public key under POP_DST. */
  popProve(secretKey: Uint8Array): Uint8Array<ArrayBuffer>;
  /** Is it such a proof for this key? As `verify`. */
  popVerify(proof: Uint8Array, publicKey: PublicKey): boolean;
  /**
   * Decodes, validates and precomputes a key that will be used often.
   *
   * @example
   * const secretKey = minPk.randomSecretKey();
   * const publicKey = minPk.preparePublicKey(minPk.getPublicKey(secretKey)); // checked here, once
   * minPk.verify(minPk.sign(bytesOf("often"), secretKey), bytesOf("often"), publicKey); //=> true
   */
  preparePublicKey(publicKey: PublicKey): PreparedPublicKey;
}

export function createScheme(suite: Ciphersuite): BlsScheme {
  const { signatureGroup, publicKeyGroup } = suite;
  const signatureLength = SIZES[signatureGroup].compressed;
  const publicKeyLength = SIZES[publicKeyGroup].compressed;

  const decodeSignature = (bytes: Uint8Array, subject: string, subgroupCheck = true) => {
    checkBytes(bytes, subject, signatureLength);
    return decodePoint(signatureGroup, bytes, subgroupCheck, subject);
  };
  const signWith = (message: Uint8Array, secretKey: Uint8Array, DST: DomainTag) => {
    checkSecretScalar(secretKey, "secret key");
    checkMessage(message);
    return multiplyToBytes(signatureGroup, hashMessage(suite, message, DST), secretKey);
  };
  /** `message` as it is signed. */
  const verifyWith = (
    signature: Uint8Array,
    message: Uint8Array,
    publicKey: PublicKey,
    DST: DomainTag,
    subject: string,
  ) => {
    // whether the point in G2 is in the subgroup comes out of the pairing
    const holds = (subgroupCheck: boolean) => {
      const key = decodeKey(publicKeyGroup, publicKey, subgroupCheck || publicKeyGroup === "G1");
      const point = decodeSignature(signature, subject, subgroupCheck || signatureGroup === "G1");
      return singleHolds(suite, point, hashMessage(suite, message, DST), key);
    };
    let verdict: boolean | undefined;
    try {
      verdict = holds(false);
    } catch {
      // something is wrong: what comes first, which may be a subgroup, is said below
    }
    return verdict ?? holds(true) === true;
  };
  const getPublicKey = (secretKey: Uint8Array) => {
    checkSecretScalar(secretKey, "secret key");
    return multiplyToBytes(publicKeyGroup, undefined, secretKey);
  };

  const aggregateVerify = (
    signature: Uint8Array,
    messages: readonly Uint8Array[],
    publicKeys: readonly PublicKey[],
    DST: DomainTag,
  ) => {
    const keys = decodeKeys(publicKeyGroup, publicKeys);
    const point = decodeSignature(signature, "signature");
    const distinct = distinctMessages(suite, messages, (index) => keyBytes(publicKeyGroup, publicKeys[index]));
    const { positions, representatives } = distinct;
    const hashes = representatives.map((index) => hashMessage(suite, distinct.messages[index]!, DST));
    if (suite.messageRule === "distinct" && representatives.length < messages.length) return false;
    const all = messages.map((_, index) => index);
    const statements = { keys, hashes, messages: positions };
    if (someKeysCancel(suite, statements)) return false;
    const factors = statementFactors(suite, statements, all);
    return productIsOne([signatureFactor(suite, point), ...factors]);
  };

  return Object.freeze<BlsScheme>({
    ...suite,
    secretKeyLength: 32,
    publicKeyLength,
    signatureLength,
    keygen: deriveSecretKey,
    randomSecretKey: () => randomScalar(),
    getPublicKey,
    sign(message, secretKey, options) {
      const DST = tagOf(suite, options);
      checkMessage(message);
      const signed = signedMessage(suite, message, () => getPublicKey(secretKey));
      return signWith(signed, secretKey, DST);
    },
    verify(signature, message, publicKey, options) {
      const DST = tagOf(suite, options);
      checkMessage(message);
      const signed = signedMessage(suite, message, () => keyBytes(publicKeyGroup, publicKey));
      return verifyWith(signature, signed, publicKey, DST, "signature");
    },

    aggregateSignatures(signatures) {
      const list = listOf(signatures, "signatures");
      const bytes = concatChecked(list, "signature", signatureLength);
      const seed = subgroupSeed(undefined, signatureGroup, bytes);
      const vector = decodeVector(signatureGroup, bytes, signatureLength, true, "signature", seed);
      return encodePoint(signatureGroup, sumVector(signatureGroup, vector), true);
    },

    aggregatePublicKeys(publicKeys) {
      const keys = decodeKeys(publicKeyGroup, listOf(publicKeys, "public keys"));
      const sum = sumVector(publicKeyGroup, pickVector(publicKeyGroup, keys.vector, keys.positions));
      if (isIdentity(publicKeyGroup, sum)) throw statusError(6, "the sum of the public keys");
      return encodePoint(publicKeyGroup, sum, true);
    },

    aggregateVerify(signature, messages, publicKeys, options) {
      const DST = tagOf(suite, options);
      const keys = listOf<PublicKey>(publicKeys, "public keys");
      const list = listOf<Uint8Array>(messages, "messages");
      if (list.length !== keys.length) {
        fail("BAD_LENGTH", `expected one message per key: got ${list.length} messages, ${keys.length} keys`);
      }
      list.forEach((message, index) => {
        checkMessage(message, `message ${index}`);
      });
      return aggregateVerify(signature, list, keys, DST);
    },

    fastAggregateVerify(signature, message, publicKeys, options) {
      const DST = tagOf(suite, options);
      const list = listOf<PublicKey>(publicKeys, "public keys");
      checkMessage(message);
      if (suite.messageRule === "augmented") {
        const messages = list.map(() => message);
        return aggregateVerify(signature, messages, list, DST);
      }
      const keys = decodeKeys(publicKeyGroup, list);
      const point = decodeSignature(signature, "signature");
      const hash = hashMessage(suite, message, DST);
      const sum = sumVector(publicKeyGroup, pickVector(publicKeyGroup, keys.vector, keys.positions));
      if (isIdentity(publicKeyGroup, sum)) return false;
      return productIsOne([signatureFactor(suite, point), keyFactor(suite, hash, sum)]);
    },

    batchVerify: (items, options) => batchVerify(suite, items, options),
    popProve: (secretKey) => signWith(getPublicKey(secretKey), secretKey, suite.POP_DST),
    popVerify: (proof, publicKey) =>
      verifyWith(proof, keyBytes(publicKeyGroup, publicKey), publicKey, suite.POP_DST, "proof of possession"),
    preparePublicKey: (publicKey) => prepareKey(publicKeyGroup, publicKey),
  });
}
