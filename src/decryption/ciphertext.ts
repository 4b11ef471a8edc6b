// Encryption to a group's key, secure against chosen ciphertexts: TDH2 of Shoup and Gennaro ("Securing threshold
// cryptosystems against chosen ciphertext attack", J. Cryptology 15, 2002, section 4), in the key group of BLS12-381,
// where Diffie-Hellman decision is assumed to be hard (no pairing takes two points of one group). With the generator G,
// a second one G' of which nobody knows the discrete logarithm, the group's key H = xG, and random r, s:
//
//   U = rG, U' = rG', body = message xor mask(rH), W = sG, W' = sG',
//   e = hash(scheme, H, label, body, U, U', W, W') mod r, f = s + e r
//
// The ciphertext is (U, U', e, f, label, body), and right when e comes out of W = fG − eU and W' = fG' − eU'. So
// whoever made it knows r: decrypting it tells them nothing, and nobody can make another one of it. Members look at
// that before they do anything with their shares.
//   G' = hash_to_curve("second generator") under the tag FELDSPAR-V2-TDH2_<suite of RFC 9380>
//   hash = SHA-512 of the bytes after "feldspar/v2/ciphertext", as a big-endian integer modulo r
//   mask = SHAKE256 of scheme, H, label, U, rH after "feldspar/v2/ciphertext-mask", as long as the message
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { shake256 } from "@noble/hashes/sha3.js";
import { someOptionsOf } from "../../bindings/arguments.js";
import type { RandomBytes } from "../../bindings/random.js";
import { addScalars, isBelowOrder, multiplyScalars, negateScalar, reduceScalar } from "../../bindings/scalar.js";
import { type BlsScheme, schemeByName } from "../bls/index.js";
import { type CurveGroup, G1, G2, type GroupName, type Point } from "../curve/index.js";
import { hedgedScalar } from "../dkg/hedge.js";
import {
  bytes,
  checkBytes,
  choice,
  Decoder,
  Encoder,
  equalBytes,
  FeldsparError,
  fail,
  TAG,
  utf8,
} from "../encoding/index.js";
import { SCHEMES, type SchemeName } from "../magic-block/index.js";

const VERSION = 1;
/** Longest label and longest message. */
export const MAX_LABEL = 1 << 16;
export const MAX_MESSAGE = 1 << 24;

export interface EncryptOptions {
  /**
   * Public bytes that go with the ciphertext and cannot be changed: what it is for, who may have it. Members' policies
   * see them. Empty by default.
   */
  readonly label?: Uint8Array;
  /** Goes into the nonces, beside the message; the CSPRNG by default. */
  readonly random?: RandomBytes;
}

/** A ciphertext that was read; whether it is right is for `verifies`. */
export interface Ciphertext {
  readonly scheme: SchemeName;
  /** Compressed points of the key group. */
  readonly u: Uint8Array;
  readonly u2: Uint8Array;
  /** 32 bytes each. */
  readonly e: Uint8Array;
  readonly f: Uint8Array;
  readonly label: Uint8Array;
  readonly body: Uint8Array;
  /** SHA-256 of all of it. */
  readonly hash: Uint8Array;
}

/** The group in which keys and ciphertexts lie: the one that has no signatures. */
export function keyGroup(scheme: BlsScheme): CurveGroup<GroupName> {
  return (scheme.publicKeyGroup === "G1" ? G1 : G2) as CurveGroup<GroupName>;
}

const seconds = new Map<string, Point>();

function secondGenerator(scheme: BlsScheme): Point {
  const group = keyGroup(scheme);
  const DST = `FELDSPAR-V2-TDH2_BLS12381${group.name}_XMD:SHA-256_SSWU_RO_`;
  const second = seconds.get(group.name) ?? group.hashToCurve(utf8("second generator"), { DST });
  seconds.set(group.name, second);
  return second;
}

function challenge(
  scheme: SchemeName,
  groupPublicKey: Uint8Array,
  { label, body, u, u2 }: Pick<Ciphertext, "label" | "body" | "u" | "u2">,
  [w, w2]: readonly [Point, Point],
): Uint8Array {
  const size = u.length;
  const transcript = new Encoder(TAG.ciphertext)
    .text(scheme)
    .fixed(groupPublicKey, size)
    .bytes(label)
    .bytes(body)
    .fixed(u, size)
    .fixed(u2, size)
    .fixed(w.toBytes(), size)
    .fixed(w2.toBytes(), size)
    .finish();
  return reduceScalar(sha512(transcript));
}

/** The message of the body, or the body of the message. What it is made of is wiped. */
export function masked(
  groupPublicKey: Uint8Array,
  { scheme, label, u }: Pick<Ciphertext, "scheme" | "label" | "u">,
  agreed: Uint8Array,
  content: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const size = u.length;
  const head = new Encoder(TAG.ciphertextMask).text(scheme).fixed(groupPublicKey, size).bytes(label).fixed(u, size);
  // what is secret stays out of the encoder, whose buffer is not wiped
  const state = shake256.create({ dkLen: content.length }).update(head.finish()).update(agreed);
  const out = new Uint8Array(content.length);
  state.xofInto(out);
  state.destroy();
  for (let at = 0; at < out.length; at++) out[at]! ^= content[at]!;
  agreed.fill(0);
  return out;
}

/** A group's key by its length: 96 bytes of min-sig, 48 of min-pk. Throws BAD_TYPE, BAD_LENGTH. */
function schemeOfKey(groupPublicKey: Uint8Array): SchemeName {
  checkBytes(groupPublicKey, "group public key", 96, 48);
  return groupPublicKey.length === 96 ? "min-sig" : "min-pk";
}

/** The key as a point. Throws what decoding throws, and IS_IDENTITY. */
function keyPoint(scheme: BlsScheme, groupPublicKey: Uint8Array): Point {
  const key = keyGroup(scheme).fromBytes(groupPublicKey);
  if (key.is0()) fail("IS_IDENTITY", "group public key: is the identity, everybody could decrypt");
  return key;
}

/**
 * Encrypts up to 16 MiB to a group's key (48 or 96 bytes) whose purpose is "decryption": any t of its members open it,
 * fewer learn nothing. 170 or 266 bytes more than message and label. Constant-sequence in the nonces, which are hedged
 * with the message and wiped; the message itself is the caller's.
 *
 * Throws BAD_TYPE, BAD_LENGTH, UNKNOWN_OPTION, NO_RANDOM, IS_IDENTITY, and what decoding a point throws.
 *
 *   const ciphertext = encryptTo(groupPublicKey, new TextEncoder().encode("for five eyes"));
 *
 * @example
 * const [{ groupPublicKey }] = decryptionKeys;
 * const ciphertext = encryptTo(groupPublicKey, bytesOf("for any two of us"), { label: bytesOf("minutes") });
 * ciphertext.length - bytesOf("for any two of us" + "minutes").length; //=> 266
 */
export function encryptTo(
  groupPublicKey: Uint8Array,
  message: Uint8Array,
  options?: EncryptOptions,
): Uint8Array<ArrayBuffer> {
  const { label = new Uint8Array(0), random } = someOptionsOf<EncryptOptions>(options, ["label", "random"]);
  checkBytes(message, "message");
  checkBytes(label, "label");
  if (message.length > MAX_MESSAGE) fail("BAD_LENGTH", `message: expected at most ${MAX_MESSAGE} bytes`);
  if (label.length > MAX_LABEL) fail("BAD_LENGTH", `label: expected at most ${MAX_LABEL} bytes`);
  const name = schemeOfKey(groupPublicKey);
  const scheme = schemeByName(name);
  const key = keyPoint(scheme, groupPublicKey);
  const nonce = (what: string) => {
    const size = groupPublicKey.length;
    const statement = new Encoder(TAG.ciphertextNonce).text(name).fixed(groupPublicKey, size).bytes(label).text(what);
    return hedgedScalar(statement.finish(), message, random);
  };
  const [r, s] = [nonce("r"), nonce("s")];
  try {
    const [base, second] = [keyGroup(scheme).BASE, secondGenerator(scheme)];
    const [u, u2] = [base.multiply(r).toBytes(), second.multiply(r).toBytes()];
    const body = masked(groupPublicKey, { scheme: name, label, u }, key.multiply(r).toBytes(), message);
    const e = challenge(name, groupPublicKey, { label, body, u, u2 }, [base.multiply(s), second.multiply(s)]);
    const product = multiplyScalars(e, r);
    const f = addScalars(s, product);
    product.fill(0);
    const size = u.length;
    const out = new Encoder().u8(VERSION).u8(1 + SCHEMES.indexOf(name));
    return out.fixed(u, size).fixed(u2, size).fixed(e, 32).fixed(f, 32).bytes(label).bytes(body).finish();
  } finally {
    r.fill(0);
    s.fill(0);
  }
}

const schemeFormat = choice(SCHEMES, 1);

/** Reads a ciphertext; nothing is verified. Throws MALFORMED, BAD_TYPE. */
export function decodeCiphertext(ciphertext: Uint8Array): Ciphertext {
  checkBytes(ciphertext, "ciphertext");
  const decoder = new Decoder(ciphertext, "ciphertext");
  const version = decoder.u8();
  if (version !== VERSION) decoder.refuse(`expected version ${VERSION}, got ${version}`);
  const scheme = schemeFormat.read(decoder);
  const size = schemeByName(scheme).publicKeyLength;
  const [u, u2] = [decoder.fixed(size), decoder.fixed(size)];
  const [e, f] = [decoder.fixed(32), decoder.fixed(32)];
  if ((isBelowOrder(e) & isBelowOrder(f)) === 0) decoder.refuse("expected two integers below the group order");
  const label = bytes(MAX_LABEL).read(decoder);
  const body = bytes(MAX_MESSAGE).read(decoder);
  decoder.finish();
  return { scheme, u, u2, e, f, label, body, hash: sha256(ciphertext) };
}

/**
 * Did whoever made this ciphertext make it for this key, and know its randomness? Variable-time: all of it is public.
 * Malformed bytes are false. Throws BAD_TYPE, BAD_LENGTH, and what decoding the key throws.
 *
 * @example
 * const [{ groupPublicKey }] = decryptionKeys;
 * const ciphertext = encryptTo(groupPublicKey, bytesOf("for any two of us"));
 * verifyCiphertext(groupPublicKey, ciphertext); //=> true
 * verifyCiphertext(signingKeys[0].groupPublicKey, ciphertext); //=> false
 */
export function verifyCiphertext(groupPublicKey: Uint8Array, ciphertext: Uint8Array): boolean {
  checkBytes(ciphertext, "ciphertext");
  const name = schemeOfKey(groupPublicKey);
  keyPoint(schemeByName(name), groupPublicKey);
  try {
    return opened(groupPublicKey, decodeCiphertext(ciphertext)) !== null;
  } catch (error) {
    if (error instanceof FeldsparError) return false;
    throw error;
  }
}

/** The point U of a ciphertext that is right for this key; null for another. Throws what decoding points throws. */
export function opened(groupPublicKey: Uint8Array, ciphertext: Ciphertext): Point | null {
  const { scheme: name, e, f, u, u2 } = ciphertext;
  const scheme = schemeByName(name);
  if (groupPublicKey.length !== scheme.publicKeyLength) return null;
  const group = keyGroup(scheme);
  const [point, point2] = [group.fromBytes(u), group.fromBytes(u2)];
  const scalars = [f, negateScalar(e)];
  const w = group.msm([group.BASE, point], scalars);
  const w2 = group.msm([secondGenerator(scheme), point2], scalars);
  return equalBytes(challenge(name, groupPublicKey, ciphertext, [w, w2]), e) ? point : null;
}
