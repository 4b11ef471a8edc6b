// Encryption to a round: Boneh and Franklin's identity-based encryption ("BasicIdent", Crypto 2001) made secure against
// chosen ciphertexts by Fujisaki and Okamoto (Crypto 1999), in the form of drand's kyber and tlock. The identity is the
// message that the network will sign, the identity's key is the signature.
//
//   Q = hash_to_curve(identity)      P the network's key      s random, as long as the message m      r = H3(s, m)
//   encrypt:  U = r·G      V = s xor H2(e(Q, P)^r)      W = m xor H4(s)
//   decrypt:  s = V xor H2(e(signature, U))      m = W xor H4(s)      and only if H3(s, m)·G = U
//
// With signatures in G2 the arguments of the pairing change places. H2 hashes an element of Gt in the order of bytes of
// kilic's library, which is the reverse of ours by coordinates.
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, utf8 } from "../../bindings/bytes.js";
import { fail } from "../../bindings/errors.js";
import { drawFrom, type RandomBytes, randomBytes } from "../../bindings/random.js";
import { isBelowOrder, isNonZero } from "../../bindings/scalar.js";
import { secretly } from "../../bindings/scope.js";
import { G1, type G1Point, G2, type G2Point, type Gt, pairing } from "../curve/index.js";
import { identityOf, type Network } from "./network.js";

/** Length of the messages here: an age file's key. */
export const MESSAGE_SIZE = 16;

/** Length of U. */
const pointSize = ({ scheme }: Network): number => scheme.publicKeyLength;

/** Length of a ciphertext: U ‖ V ‖ W. */
export const ciphertextSize = (network: Network): number => pointSize(network) + 2 * MESSAGE_SIZE;

/** SHA-256("IBE-H2" ‖ element), cut to the message's length; the element's bytes are overwritten. */
function maskOf(element: Gt): Uint8Array {
  const bytes = element.toBytes("kilic");
  const mask = sha256.create().update(utf8("IBE-H2")).update(bytes).digest().subarray(0, MESSAGE_SIZE);
  bytes.fill(0);
  return mask;
}

/**
 * H3: a scalar from both. Hashes are drawn until one is below the group's order; how many it takes says nothing about
 * the one that is taken.
 */
function scalarOf(sigma: Uint8Array, message: Uint8Array): Uint8Array {
  const seed = sha256.create().update(utf8("IBE-H3")).update(sigma).update(message).digest();
  for (let turn = 1; turn < 65_536; turn++) {
    const drawn = sha256
      .create()
      .update(Uint8Array.of(turn & 255, turn >> 8))
      .update(seed)
      .digest();
    drawn[0]! >>= 1;
    if (isBelowOrder(drawn) === 1) {
      seed.fill(0);
      return drawn;
    }
  }
  return fail("NO_RANDOM", "timelock: no hash came out below the group order");
}

function maskOfSigma(sigma: Uint8Array): Uint8Array {
  return sha256.create().update(utf8("IBE-H4")).update(sigma).digest().subarray(0, MESSAGE_SIZE);
}

/** a xor b, into a new array. */
function xor(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(a.length);
  for (let index = 0; index < out.length; index++) out[index] = a[index]! ^ b[index]!;
  return out;
}

/** Equality of byte strings of one length, constant-sequence. Inside this folder only. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => isNonZero(xor(a, b)) === 0;

/** r·G in the group of the network's key. Constant-sequence. */
function multipleOfBase({ scheme }: Network, scalar: Uint8Array): Uint8Array {
  return (scheme.publicKeyLength === G1.compressedLength ? G1 : G2).BASE.multiply(scalar).toBytes();
}

/** 16 bytes of the source, which keeps none of them. Inside this folder only. */
export function drawSecret(random: RandomBytes): Uint8Array<ArrayBuffer> {
  const drawn = drawFrom(random, MESSAGE_SIZE);
  const secret = new Uint8Array(drawn);
  drawn.fill(0);
  return secret;
}

/**
 * Encrypts 16 bytes to a round. Constant-sequence in the message and in everything that is drawn, all of which is
 * overwritten. Throws NO_RANDOM.
 */
export function encryptToRound(
  network: Network,
  round: number,
  message: Uint8Array,
  random: RandomBytes = randomBytes,
): Uint8Array<ArrayBuffer> {
  return secretly(() => {
    const { publicKey, DST } = network;
    const identity = identityOf(round);
    const shared =
      publicKey.length === G1.compressedLength
        ? pairing(G1.fromBytes(publicKey), G2.hashToCurve(identity, { DST }))
        : pairing(G1.hashToCurve(identity, { DST }), G2.fromBytes(publicKey));
    const sigma = drawSecret(random);
    const scalar = scalarOf(sigma, message);
    const mask = maskOf(shared.pow(scalar));
    const hidden = maskOfSigma(sigma);
    try {
      return concatBytes(multipleOfBase(network, scalar), xor(sigma, mask), xor(message, hidden));
    } finally {
      for (const secret of [sigma, scalar, mask, hidden]) secret.fill(0);
    }
  });
}

/** e(signature, U) in the order of the groups. */
function sharedOf(encoded: Uint8Array, signature: Uint8Array): Gt {
  const [point, other] =
    encoded.length === G1.compressedLength
      ? ([G1.fromBytes(encoded), G2.fromBytes(signature)] as const)
      : ([G2.fromBytes(encoded), G1.fromBytes(signature)] as const);
  if (point.is0()) fail("IS_IDENTITY", "timelock: the point of the ciphertext is the identity");
  return point.group === "G1"
    ? pairing(point as G1Point, other as G2Point)
    : pairing(other as G1Point, point as G2Point);
}

/**
 * The message, or undefined where the ciphertext was not made for this signature, or was changed. The pairing takes a
 * time that depends on its arguments, the ciphertext's point and the signature, which are public; all else is
 * constant-sequence, and overwritten. Throws BAD_FLAGS, NOT_CANONICAL, NOT_ON_CURVE, NOT_IN_SUBGROUP for a point that
 * is none, IS_IDENTITY.
 */
export function decryptWithSignature(
  network: Network,
  signature: Uint8Array,
  ciphertext: Uint8Array,
): Uint8Array<ArrayBuffer> | undefined {
  return secretly(() => {
    const size = pointSize(network);
    const encoded = ciphertext.subarray(0, size);
    const mask = maskOf(sharedOf(encoded, signature));
    const sigma = xor(ciphertext.subarray(size, size + MESSAGE_SIZE), mask);
    const hidden = maskOfSigma(sigma);
    const message = xor(ciphertext.subarray(size + MESSAGE_SIZE), hidden);
    const scalar = scalarOf(sigma, message);
    const isRight = sameBytes(multipleOfBase(network, scalar), encoded);
    for (const secret of [mask, sigma, hidden, scalar]) secret.fill(0);
    if (isRight) return message;
    message.fill(0);
    return undefined;
  });
}
