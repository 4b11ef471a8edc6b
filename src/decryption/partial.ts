// What one member makes of a ciphertext with its share x_i of the key, and how any t of them open it:
//
//   U_i = x_i U, and a proof that its discrete logarithm to U is that of the member's public share P_i to G
//   (Chaum and Pedersen, Crypto '92): A = kG, B = kU, c = hash(…, A, B) mod r, z = k + c x_i
//
// and, for any t of them with the Lagrange coefficients at zero, Σ λ_i U_i = xU = rH, which is what the mask is made
// of. hash = SHA-512 of scheme, group key, block hash, id, P_i, SHA-256 of the ciphertext, U_i, A, B after
// "feldspar/v2/decryption". The nonce k is hedged with the share and all that it is for.
import { sha512 } from "@noble/hashes/sha2.js";
import type { RandomBytes } from "../../bindings/random.js";
import { addScalars, isBelowOrder, multiplyScalars, negateScalar, reduceScalar } from "../../bindings/scalar.js";
import { secretly } from "../../bindings/scope.js";
import { schemeByName } from "../bls/index.js";
import type { Point } from "../curve/index.js";
import { hedgedScalar } from "../dkg/hedge.js";
import { Encoder, equalBytes, FeldsparError, fail, TAG } from "../encoding/index.js";
import type { GroupKey, KeyShare } from "../signing/key.js";
import { idToScalar } from "../threshold/index.js";
import { lagrangeWeights } from "../threshold/lagrange.js";
import { type Ciphertext, keyGroup, masked } from "./ciphertext.js";

/** A member's part of a decryption: U_i (48 or 96 bytes), c and z (32 each), end to end. */
export type PartialBytes = Uint8Array;

interface Statement {
  readonly key: GroupKey;
  readonly partyId: number | bigint;
  readonly publicShare: Uint8Array;
  readonly ciphertext: Ciphertext;
  readonly part: Uint8Array;
}

function challenge({ key, partyId, publicShare, ciphertext, part }: Statement, a: Point, b: Point): Uint8Array {
  const size = part.length;
  const transcript = new Encoder(TAG.decryption)
    .text(key.scheme)
    .fixed(key.groupPublicKey, size)
    .fixed(key.blockHash, 32)
    .fixed(idToScalar(partyId), 32)
    .fixed(publicShare, size)
    .fixed(ciphertext.hash, 32)
    .fixed(part, size)
    .fixed(a.toBytes(), size)
    .fixed(b.toBytes(), size)
    .finish();
  return reduceScalar(sha512(transcript));
}

/** `u`: the point of a ciphertext that was found to be right. Constant-sequence in the share. */
export function makePartial(share: KeyShare, ciphertext: Ciphertext, u: Point, random?: RandomBytes): Uint8Array {
  const { secretShare, partyId, scheme: name, blockHash } = share;
  const scheme = schemeByName(name);
  const publicShare = share.members.find((member) => BigInt(member.partyId) === BigInt(partyId))?.publicShare;
  if (publicShare === undefined || !equalBytes(scheme.getPublicKey(secretShare), publicShare))
    fail("BAD_SHARE", "the secret share is not that of its public share");
  const part = u.multiply(secretShare).toBytes();
  const size = part.length;
  const statement = new Encoder(TAG.decryptionNonce).text(name).fixed(blockHash, 32).fixed(ciphertext.hash, 32);
  const k = hedgedScalar(statement.fixed(part, size).finish(), secretShare, random);
  const stated = { key: share, partyId, publicShare, ciphertext, part };
  const c = challenge(stated, keyGroup(scheme).BASE.multiply(k), u.multiply(k));
  const product = multiplyScalars(c, secretShare);
  const z = addScalars(k, product);
  k.fill(0);
  product.fill(0);
  const out = new Uint8Array(size + 64);
  out.set(part);
  out.set(c, size);
  out.set(z, size + 32);
  return out;
}

/** The point U_i of a part that is right; null for another. */
export function partOf(
  key: GroupKey,
  member: GroupKey["members"][number],
  ciphertext: Ciphertext,
  u: Point,
  bytes: Uint8Array,
): Point | null {
  const group = keyGroup(schemeByName(key.scheme));
  const size = group.compressedLength;
  if (bytes.length !== size + 64) return null;
  const [part, c, z] = [bytes.slice(0, size), bytes.slice(size, size + 32), bytes.slice(size + 32)];
  if ((isBelowOrder(c) & isBelowOrder(z)) === 0) return null;
  try {
    const point = group.fromBytes(part);
    const publicShare = group.fromBytes(member.publicShare);
    const scalars = [z, negateScalar(c)];
    const a = group.msm([group.BASE, publicShare], scalars);
    const b = group.msm([u, point], scalars);
    const stated = { key, partyId: member.partyId, publicShare: member.publicShare, ciphertext, part };
    return equalBytes(challenge(stated, a, b), c) ? point : null;
  } catch (error) {
    if (error instanceof FeldsparError) return null;
    throw error;
  }
}

/** The message, from t right parts. */
export function openWith(
  key: GroupKey,
  ciphertext: Ciphertext,
  parts: readonly { readonly partyId: number | bigint; readonly point: Point }[],
): Uint8Array<ArrayBuffer> {
  const ids = new Uint8Array(32 * parts.length);
  parts.forEach(({ partyId }, at) => {
    ids.set(idToScalar(partyId), 32 * at);
  });
  const weights = lagrangeWeights(ids);
  return secretly(() => {
    // in constant sequence: the sum is what the mask is made of
    const products = parts.map(({ point }, at) => point.multiply(weights.slice(32 * at, 32 * (at + 1))));
    const agreed = products.reduce((sum, product) => sum.add(product)).toBytes();
    return masked(key.groupPublicKey, ciphertext, agreed, ciphertext.body);
  });
}
