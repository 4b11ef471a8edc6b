// Keys: derivation of secret ones (draft-irtf-cfrg-bls-signature section 2.3, the same as EIP-2333's hkdf_mod_r),
// decoding and preparation of public ones.
import { hkdf } from "@noble/hashes/hkdf.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { checkBytes, checkCount, concatBytes, isBytes, utf8 } from "../../bindings/bytes.js";
import { checkStatuses, describe, fail, statusError } from "../../bindings/errors.js";
import { prepareLines, type RawLines } from "../../bindings/pairing.js";
import { decodePoint, type GroupName, type RawPoint, SIZES } from "../../bindings/point.js";
import { isNonZero, reduceScalar } from "../../bindings/scalar.js";
import { decodeVectorStatuses, packVector, type RawVector, unpackVector } from "../../bindings/vector.js";
import { subgroupSeed } from "../curve/subgroup-seed.js";
import { classify } from "./messages.js";

/** Set in the first byte of an encoding of the identity. */
const IDENTITY_FLAG = 0x40;
const IS_IDENTITY = 6;

/**
 * A secret key from at least 32 bytes of secret entropy, deterministic: HKDF-SHA-256 expanded to 48 bytes, modulo r.
 * `info` separates keys derived from the same entropy. Throws BAD_TYPE, BAD_LENGTH.
 */
export function deriveSecretKey(ikm: Uint8Array, info: Uint8Array = new Uint8Array(0)): Uint8Array<ArrayBuffer> {
  checkBytes(ikm, "input key material");
  checkBytes(info, "key info");
  if (ikm.length < 32) fail("BAD_LENGTH", `input key material: expected at least 32 bytes, got ${ikm.length}`);
  const length = 48;
  const secret = concatBytes(ikm, Uint8Array.of(0));
  const expandInfo = concatBytes(info, Uint8Array.of(0, length));
  let salt = sha256(utf8("BLS-SIG-KEYGEN-SALT-"));
  // the salt is hashed anew each time: zero comes with a probability of 2^-255
  for (;;) {
    const okm = hkdf(sha256, secret, salt, expandInfo, length);
    const key = reduceScalar(okm);
    okm.fill(0);
    if (isNonZero(key) === 1) {
      secret.fill(0);
      return key;
    }
    salt = sha256(salt);
  }
}

/** What a prepared key holds: the point in both raw forms and, for keys in G2, the lines of its Miller loop. */
export interface KeyContent {
  readonly group: GroupName;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly raw: RawPoint;
  readonly vector: RawVector;
  readonly lines: RawLines | undefined;
}

const TOKEN = Symbol("feldspar prepared public key");
let contentOf: (key: PreparedPublicKey) => KeyContent;
/** What has the private field; `instanceof` says what a prototype says, which anybody can set. */
let isPrepared: (value: unknown) => value is PreparedPublicKey;

/**
 * A public key decoded and checked once. Accepted wherever a public key is. In min-sig it also carries the precomputed
 * lines of its pairing (some 30 KB), which makes each verification faster; in min-pk it saves decoding and the subgroup
 * check.
 *
 * @example
 * const secretKey = minSig.randomSecretKey();
 * const publicKey = minSig.preparePublicKey(minSig.getPublicKey(secretKey)); // decoded and checked once, used often
 * const message = bytesOf("round 1");
 * minSig.verify(minSig.sign(message, secretKey), message, publicKey); //=> true
 */
export class PreparedPublicKey {
  readonly #content: KeyContent;

  static {
    contentOf = (key) => key.#content;
    isPrepared = (value): value is PreparedPublicKey =>
      typeof value === "object" && value !== null && #content in value;
  }

  /** Not for callers: use preparePublicKey of a scheme. */
  constructor(token: symbol, content: KeyContent) {
    if (token !== TOKEN) fail("BAD_TYPE", "prepared public keys are made by preparePublicKey");
    this.#content = content;
  }

  /** What console.log of Node shows. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "PreparedPublicKey (its bytes: toBytes())";
  }

  /**
   * The compressed encoding.
   *
   * @example
   * const bytes = minSig.getPublicKey(minSig.randomSecretKey());
   * minSig.preparePublicKey(bytes).toBytes(); //=> bytes
   */
  toBytes(): Uint8Array<ArrayBuffer> {
    return this.#content.bytes.slice();
  }
}

/** Compressed bytes, or a key prepared before. */
export type PublicKey = Uint8Array | PreparedPublicKey;

/** Throws BAD_TYPE, BAD_LENGTH, NOT_CANONICAL, NOT_ON_CURVE, NOT_IN_SUBGROUP, IS_IDENTITY. */
export function prepareKey(group: GroupName, publicKey: PublicKey): PreparedPublicKey {
  if (isPrepared(publicKey)) {
    checkGroup(group, publicKey, "public key");
    return publicKey;
  }
  const raw = decodeKey(group, publicKey).raw;
  const lines = group === "G2" ? prepareLines(raw) : undefined;
  const content = {
    group,
    bytes: new Uint8Array(publicKey),
    raw,
    vector: packVector(group, [raw]),
    lines,
  };
  return new PreparedPublicKey(TOKEN, content);
}

function checkGroup(group: GroupName, key: PreparedPublicKey, subject: string): KeyContent {
  const content = contentOf(key);
  if (content.group !== group) {
    fail("BAD_TYPE", `${subject}: expected a key of ${group}, got one prepared for ${content.group}`);
  }
  return content;
}

/** The compressed bytes of a key in either form, length checked, content not. */
export function keyBytes(group: GroupName, publicKey: unknown, subject = "public key"): Uint8Array {
  if (isPrepared(publicKey)) return checkGroup(group, publicKey, subject).bytes;
  if (!isBytes(publicKey)) {
    fail(
      "BAD_TYPE",
      `${subject}: expected ${SIZES[group].compressed} bytes or a prepared key, got ${describe(publicKey)}`,
    );
  }
  checkBytes(publicKey, subject, SIZES[group].compressed);
  return publicKey;
}

/** One key, fully validated; on the curve only, if it has no lines, where the subgroup is checked later. */
export function decodeKey(
  group: GroupName,
  publicKey: PublicKey,
  subgroupCheck = true,
): { raw: RawPoint; lines?: RawLines | undefined } {
  if (isPrepared(publicKey)) return checkGroup(group, publicKey, "public key");
  const bytes = keyBytes(group, publicKey);
  const raw = decodePoint(group, bytes, subgroupCheck, "public key");
  if (bytes[0]! & IDENTITY_FLAG) throw statusError(IS_IDENTITY, "public key");
  return { raw, lines: undefined };
}

/** Many keys, equal ones decoded once. */
export interface KeySet {
  /** The distinct keys. */
  readonly vector: RawVector;
  readonly points: readonly RawPoint[];
  readonly lines: readonly (RawLines | undefined)[];
  /** For each key of the caller's list its position among the distinct ones. */
  readonly positions: readonly number[];
}

/**
 * Decodes a list of keys, each fully validated. Throws like prepareKey, with the positions of all bad ones in
 * `culprits`.
 */
export function decodeKeys(group: GroupName, publicKeys: readonly unknown[], transcript?: Uint8Array): KeySet {
  const encoded: Uint8Array[] = [];
  const wrong: number[] = [];
  publicKeys.forEach((key, index) => {
    const prepared = isPrepared(key) ? contentOf(key) : undefined;
    if (prepared?.group === group) encoded.push(prepared.bytes);
    else if (isBytes(key) && key.length === SIZES[group].compressed) encoded.push(key);
    else wrong.push(index);
  });
  const first = wrong[0];
  if (first !== undefined) {
    const code = isBytes(publicKeys[first]) ? "BAD_LENGTH" : "BAD_TYPE";
    const expected = `expected ${SIZES[group].compressed} bytes or a key prepared for ${group}`;
    fail(code, `public key ${first}: ${expected}, got ${describe(publicKeys[first])}`, wrong);
  }
  const { positions, representatives } = classify(encoded);
  const contents = representatives.map((index) => {
    const key = publicKeys[index];
    return isPrepared(key) ? contentOf(key) : undefined;
  });

  const length = SIZES[group].compressed;
  const affine = SIZES[group].affine;
  checkCount(representatives.length, affine, "public keys");
  const bytes = new Uint8Array(length * representatives.length);
  representatives.forEach((index, position) => {
    bytes.set(encoded[index]!, position * length);
  });
  const allPrepared = contents.every((content) => content !== undefined);
  let vector: RawVector;
  if (allPrepared) {
    vector = { bytes: new Uint8Array(affine * contents.length), count: contents.length };
    contents.forEach((content, position) => {
      vector.bytes.set(content.vector.bytes, position * affine);
    });
  } else {
    const decoded = decodeVectorStatuses(group, bytes, length, true, subgroupSeed(transcript, group, bytes));
    decoded.statuses.forEach((status, position) => {
      if (status === 0 && bytes[position * length]! & IDENTITY_FLAG) decoded.statuses[position] = IS_IDENTITY;
    });
    checkStatuses(
      positions.map((position) => decoded.statuses[position]!),
      "public key",
    );
    vector = decoded.vector;
  }
  const points = allPrepared ? contents.map((content) => content.raw) : unpackVector(group, vector);
  return { vector, points, lines: contents.map((content) => content?.lines), positions };
}
