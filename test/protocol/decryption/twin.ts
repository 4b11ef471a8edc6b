// Threshold decryption in plain bigints and @noble's curves and hashes, from docs/ceremony.md and the papers alone:
// nothing of src. Nonces are given, so that the results can be compared byte by byte.
import { bls12_381 as bls } from "@noble/curves/bls12-381.js";
import { sha256, sha512 } from "@noble/hashes/sha2.js";
import { shake256 } from "@noble/hashes/sha3.js";

export type Scheme = "min-sig" | "min-pk";
const r = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
const mod = (value: bigint) => ((value % r) + r) % r;
const utf8 = (text: string) => new TextEncoder().encode(text);
const concat = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const big = (value: bigint | number, length: number) =>
  Uint8Array.from({ length }, (_, at) => Number((BigInt(value) >> BigInt(8 * (length - 1 - at))) & 255n));
const integer = (bytes: Uint8Array) => bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
const sized = (bytes: Uint8Array) => concat(big(bytes.length, 4), bytes);
const scalarOf = (bytes: Uint8Array) => mod(integer(sha512(bytes)));

// G1 and G2 have the same methods
type Point = ReturnType<typeof bls.G1.Point.fromBytes>;
const curveOf = (scheme: Scheme) => (scheme === "min-sig" ? bls.G2 : bls.G1) as unknown as typeof bls.G1;

function generators(scheme: Scheme): { G: Point; G2: Point } {
  const curve = curveOf(scheme);
  const DST = `FELDSPAR-V2-TDH2_BLS12381${scheme === "min-sig" ? "G2" : "G1"}_XMD:SHA-256_SSWU_RO_`;
  const second = curve.hashToCurve(utf8("second generator"), { DST }) as unknown as Point;
  return { G: curve.Point.BASE as Point, G2: second };
}

export interface Parts {
  readonly label: Uint8Array;
  readonly body: Uint8Array;
  readonly U: Uint8Array;
  readonly U2: Uint8Array;
  readonly e: bigint;
  readonly f: bigint;
}

function mask(scheme: Scheme, key: Uint8Array, label: Uint8Array, U: Uint8Array, R: Uint8Array, length: number) {
  const input = concat(sized(utf8("feldspar/v2/ciphertext-mask")), sized(utf8(scheme)), key, sized(label), U, R);
  return shake256(input, { dkLen: length });
}

function challenge(scheme: Scheme, key: Uint8Array, parts: Omit<Parts, "e" | "f">, W: Point, W2: Point): bigint {
  const { label, body, U, U2 } = parts;
  const tag = sized(utf8("feldspar/v2/ciphertext"));
  return scalarOf(
    concat(tag, sized(utf8(scheme)), key, sized(label), sized(body), U, U2, W.toBytes(true), W2.toBytes(true)),
  );
}

export function encrypt(
  scheme: Scheme,
  key: Uint8Array,
  message: Uint8Array,
  label: Uint8Array,
  nonces: { readonly r: bigint; readonly s: bigint },
): Uint8Array {
  const { G, G2 } = generators(scheme);
  const U = G.multiply(nonces.r).toBytes(true);
  const U2 = G2.multiply(nonces.r).toBytes(true);
  const R = curveOf(scheme).Point.fromBytes(key).multiply(nonces.r).toBytes(true);
  const stream = mask(scheme, key, label, U, R, message.length);
  const body = message.map((byte, at) => byte ^ stream[at]!);
  const e = challenge(scheme, key, { label, body, U, U2 }, G.multiply(nonces.s), G2.multiply(nonces.s));
  const f = mod(nonces.s + nonces.r * e);
  const head = Uint8Array.of(1, scheme === "min-sig" ? 1 : 2);
  return concat(head, U, U2, big(e, 32), big(f, 32), sized(label), sized(body));
}

export function parse(scheme: Scheme, ciphertext: Uint8Array): Parts {
  const size = scheme === "min-sig" ? 96 : 48;
  let at = 2;
  const next = (length: number) => {
    at += length;
    return ciphertext.slice(at - length, at);
  };
  const [U, U2, e, f] = [next(size), next(size), integer(next(32)), integer(next(32))];
  const label = next(Number(integer(next(4))));
  const body = next(Number(integer(next(4))));
  return { U, U2, e, f, label, body };
}

export function isValid(scheme: Scheme, key: Uint8Array, ciphertext: Uint8Array): boolean {
  const { G, G2 } = generators(scheme);
  const parts = parse(scheme, ciphertext);
  const { Point: P } = curveOf(scheme);
  const W = G.multiplyUnsafe(parts.f).subtract(P.fromBytes(parts.U).multiplyUnsafe(parts.e) as never);
  const W2 = G2.multiplyUnsafe(parts.f).subtract(P.fromBytes(parts.U2).multiplyUnsafe(parts.e) as never);
  return challenge(scheme, key, parts, W, W2) === parts.e;
}

export interface Holder {
  readonly id: bigint;
  readonly share: bigint;
  readonly blockHash: Uint8Array;
}

/** U_i, c and z, with the nonce k. */
export function partial(
  scheme: Scheme,
  key: Uint8Array,
  ciphertext: Uint8Array,
  holder: Holder,
  k: bigint,
): Uint8Array {
  const { G } = generators(scheme);
  const U = curveOf(scheme).Point.fromBytes(parse(scheme, ciphertext).U);
  const Ui = U.multiply(holder.share).toBytes(true);
  const Pi = G.multiply(holder.share).toBytes(true);
  const input = concat(
    ...[sized(utf8("feldspar/v2/decryption")), sized(utf8(scheme)), key, holder.blockHash, big(holder.id, 32)],
    ...[Pi, sha256(ciphertext), Ui, G.multiply(k).toBytes(true), U.multiply(k).toBytes(true)],
  );
  const c = scalarOf(input);
  return concat(Ui, big(c, 32), big(mod(k + c * holder.share), 32));
}

function inverse(value: bigint): bigint {
  let [base, exponent, result] = [mod(value), r - 2n, 1n];
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % r;
    base = (base * base) % r;
  }
  return result;
}

/** From the first bytes of partials: not verified. */
export function combine(
  scheme: Scheme,
  key: Uint8Array,
  ciphertext: Uint8Array,
  partials: readonly { readonly id: bigint; readonly bytes: Uint8Array }[],
): Uint8Array {
  const { Point: P } = curveOf(scheme);
  const size = scheme === "min-sig" ? 96 : 48;
  let R = P.ZERO;
  for (const { id, bytes } of partials) {
    let weight = 1n;
    for (const other of partials) if (other.id !== id) weight = mod(weight * other.id * inverse(other.id - id));
    R = R.add(P.fromBytes(bytes.slice(0, size)).multiplyUnsafe(weight) as never);
  }
  const { label, body, U } = parse(scheme, ciphertext);
  const stream = mask(scheme, key, label, U, R.toBytes(true), body.length);
  return body.map((byte, at) => byte ^ stream[at]!);
}
