// The interface of @chainsafe/bls (Ethereum's signatures): classes SecretKey, PublicKey and Signature, whose methods
// throw on malformed input, and functions that return false for it.
import { minPkPop as scheme } from "feldspar-dkg/bls.js";
import { Fr, G1, G2 } from "feldspar-dkg/curve.js";

export const PointFormat = { compressed: "compressed", uncompressed: "uncompressed" };

const UNCHECKED = { subgroupCheck: false };

const toHex = (bytes) => `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;

function fromHex(text) {
  const digits = text.replace(/^0x/, "");
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) throw new Error("expected hexadecimal digits");
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** The compressed bytes of a point in either encoding; the point is checked, its subgroup too. */
const compressed = (group, bytes) => group.fromBytes(bytes).toBytes();

export class SecretKey {
  #bytes;

  constructor(bytes) {
    scheme.getPublicKey(bytes); // refuses 0 and what is not below the order
    this.#bytes = bytes.slice();
  }

  static fromBytes(bytes) {
    return new SecretKey(bytes);
  }

  static fromHex(hex) {
    return new SecretKey(fromHex(hex));
  }

  /** A random key; `entropy` is mixed in. */
  static fromKeygen(entropy = new Uint8Array(0)) {
    return new SecretKey(scheme.keygen(Uint8Array.of(...entropy, ...scheme.randomSecretKey())));
  }

  sign(message) {
    return Signature.fromChecked(scheme.sign(message, this.#bytes));
  }

  toPublicKey() {
    return PublicKey.fromBytes(scheme.getPublicKey(this.#bytes));
  }

  toBytes() {
    return this.#bytes.slice();
  }

  toHex() {
    return toHex(this.#bytes);
  }
}

export class PublicKey {
  /** @param {import("feldspar-dkg/bls.js").PreparedPublicKey} prepared */
  constructor(prepared) {
    this.prepared = prepared;
  }

  /** 48 or 96 bytes. A key is always checked: `type` and `validate` of the original make no difference. */
  static fromBytes(bytes) {
    return new PublicKey(scheme.preparePublicKey(bytes.length === 96 ? compressed(G1, bytes) : bytes));
  }

  static fromHex(hex) {
    return PublicKey.fromBytes(fromHex(hex));
  }

  static aggregate(publicKeys) {
    return PublicKey.fromBytes(scheme.aggregatePublicKeys(publicKeys.map(keyOf)));
  }

  toBytes(format = PointFormat.compressed) {
    const bytes = this.prepared.toBytes();
    return format === PointFormat.uncompressed ? G1.fromBytes(bytes, UNCHECKED).toBytes(false) : bytes;
  }

  toHex(format) {
    return toHex(this.toBytes(format));
  }

  /** Times a big-endian integer. */
  multiplyBy(bytes) {
    return PublicKey.fromBytes(G1.fromBytes(this.toBytes()).multiply(integer(bytes)).toBytes());
  }
}

export class Signature {
  #point;
  #bytes;

  /** A point of G2, in the subgroup; its encoding, where that is known already. */
  constructor(point, bytes) {
    this.#point = point;
    this.#bytes = bytes;
  }

  /** 96 or 192 bytes. A signature is always checked: `type` and `validate` of the original make no difference. */
  static fromBytes(bytes) {
    return new Signature(G2.fromBytes(bytes), bytes.length === 96 ? bytes.slice() : undefined);
  }

  /** 96 bytes that come from here. */
  static fromChecked(bytes) {
    return new Signature(G2.fromBytes(bytes, UNCHECKED), bytes);
  }

  static fromHex(hex) {
    return Signature.fromBytes(fromHex(hex));
  }

  static aggregate(signatures) {
    if (signatures.length === 0) throw new Error("expected at least one signature");
    const points = signatures.map(
      (signature) => (signature instanceof Signature ? signature : Signature.fromBytes(signature)).#point,
    );
    return new Signature(points.reduce((sum, point) => sum.add(point)));
  }

  static verifyMultipleSignatures(sets) {
    return verifyMultipleSignatures(sets);
  }

  static async asyncVerifyMultipleSignatures(sets) {
    return Signature.verifyMultipleSignatures(sets);
  }

  verify(publicKey, message) {
    return verify(publicKey, message, this);
  }

  /** One message by all keys. */
  verifyAggregate(publicKeys, message) {
    return verifyAggregate(publicKeys, message, this);
  }

  /** One message per key. */
  verifyMultiple(publicKeys, messages) {
    return verifyMultiple(publicKeys, messages, this);
  }

  async asyncVerify(publicKey, message) {
    return this.verify(publicKey, message);
  }

  async asyncVerifyAggregate(publicKeys, message) {
    return this.verifyAggregate(publicKeys, message);
  }

  async asyncVerifyMultiple(publicKeys, messages) {
    return this.verifyMultiple(publicKeys, messages);
  }

  toBytes(format = PointFormat.compressed) {
    if (format === PointFormat.uncompressed) return this.#point.toBytes(false);
    this.#bytes ??= this.#point.toBytes();
    return this.#bytes.slice();
  }

  toHex(format) {
    return toHex(this.toBytes(format));
  }

  /** Times a big-endian integer. */
  multiplyBy(bytes) {
    return new Signature(this.#point.multiply(integer(bytes)));
  }
}

/** What the scheme takes: a prepared key, or 48 bytes. */
function keyOf(key) {
  if (key instanceof PublicKey) return key.prepared;
  return key.length === 96 ? compressed(G1, key) : key;
}

function signatureOf(signature) {
  if (signature instanceof Signature) return signature.toBytes();
  return signature.length === 192 ? compressed(G2, signature) : signature;
}

function verify(publicKey, message, signature) {
  return scheme.verify(signatureOf(signature), message, keyOf(publicKey));
}

function verifyAggregate(publicKeys, message, signature) {
  return publicKeys.length > 0 && scheme.fastAggregateVerify(signatureOf(signature), message, publicKeys.map(keyOf));
}

function verifyMultiple(publicKeys, messages, signature) {
  if (publicKeys.length === 0 || publicKeys.length !== messages.length) return false;
  return scheme.aggregateVerify(signatureOf(signature), messages, publicKeys.map(keyOf));
}

function verifyMultipleSignatures(sets) {
  const items = sets.map(({ message, publicKey, signature }) => {
    return { message, publicKey: keyOf(publicKey), signature: signatureOf(signature) };
  });
  return items.length > 0 && scheme.batchVerify(items).valid;
}

const integer = (bytes) => BigInt(toHex(bytes)) % Fr.ORDER;

/** False instead of an error. */
function attempt(verification) {
  try {
    return verification();
  } catch (error) {
    if (error?.name === "FeldsparError" && error.code !== "COMPILING_FORBIDDEN") return false;
    throw error;
  }
}

const functions = {
  secretKeyToPublicKey: (secretKey) => scheme.getPublicKey(secretKey),
  sign: (secretKey, message) => scheme.sign(message, secretKey),
  aggregatePublicKeys: (publicKeys) => scheme.aggregatePublicKeys(publicKeys.map(keyOf)),
  aggregateSignatures: (signatures) => scheme.aggregateSignatures(signatures.map(signatureOf)),
  verify: (key, message, signature) => attempt(() => verify(key, message, signature)),
  verifyAggregate: (keys, message, signature) => attempt(() => verifyAggregate(keys, message, signature)),
  verifyMultiple: (keys, messages, signature) => attempt(() => verifyMultiple(keys, messages, signature)),
  verifyMultipleSignatures: (sets) => attempt(() => verifyMultipleSignatures(sets)),
};

export const bls = {
  implementation: "feldspar",
  SecretKey,
  PublicKey,
  Signature,
  ...functions,
  asyncVerify: async (key, message, signature) => functions.verify(key, message, signature),
  asyncVerifyAggregate: async (keys, message, signature) => functions.verifyAggregate(keys, message, signature),
  asyncVerifyMultiple: async (keys, messages, signature) => functions.verifyMultiple(keys, messages, signature),
  asyncVerifyMultipleSignatures: async (sets) => functions.verifyMultipleSignatures(sets),
};
export default bls;
