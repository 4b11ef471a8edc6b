// What the second implementation computes beside bytes: scalars and points with bigints, HKDF, X25519 and HPKE from
// node:crypto. Slow, and in nothing constant in time. Nothing of the product may be imported here.
import {
  createCipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  hkdfSync,
} from "node:crypto";
import {
  type Bytes,
  bytes,
  type Input,
  join,
  raw,
  sha256,
  tag,
  text,
  u8,
  u32,
  unsigned,
} from "./independent-encoding.js";

// scalars

const R = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
export const integer = (value: Bytes) => BigInt(`0x${value.toString("hex")}`);
const scalarBytes = (value: bigint) => unsigned(32, ((value % R) + R) % R);
const sha512 = (...parts: Bytes[]) =>
  createHash("sha512")
    .update(join(...parts))
    .digest();

// points: coordinates c0 + c1·u with u² = −1, where c1 is 0 in G1; null is the identity

const P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;
type Element = readonly [bigint, bigint];
type Point = readonly [Element, Element] | null;

const mod = (value: bigint) => ((value % P) + P) % P;
const subtract = (a: Element, b: Element): Element => [mod(a[0] - b[0]), mod(a[1] - b[1])];
const multiply = (a: Element, b: Element): Element => [mod(a[0] * b[0] - a[1] * b[1]), mod(a[0] * b[1] + a[1] * b[0])];
const isEqual = (a: Element, b: Element) => a[0] === b[0] && a[1] === b[1];

/** By Euclid's algorithm. */
function inverse(value: bigint): bigint {
  let [a, b, x, y] = [mod(value), P, 1n, 0n];
  while (a > 1n) [a, b, x, y] = [b % a, a, y - (b / a) * x, x];
  return mod(x);
}

function divide(a: Element, b: Element): Element {
  const norm = inverse(b[0] * b[0] + b[1] * b[1]);
  return multiply(a, [mod(b[0] * norm), mod(-b[1] * norm)]);
}

/** Chord and tangent of y² = x³ + b, whatever b is. */
function add(one: Point, other: Point): Point {
  if (one === null || other === null) return one ?? other;
  const [[x, y], [v, w]] = [one, other];
  if (isEqual(x, v) && !isEqual(y, w)) return null;
  const slope = isEqual(x, v)
    ? divide(multiply([3n, 0n], multiply(x, x)), multiply([2n, 0n], y))
    : divide(subtract(y, w), subtract(x, v));
  const sum = subtract(subtract(multiply(slope, slope), x), v);
  return [sum, subtract(multiply(slope, subtract(x, sum)), y)];
}

function times(factor: bigint, point: Point): Point {
  let [sum, power]: [Point, Point] = [null, point];
  for (let rest = factor; rest > 0n; rest >>= 1n, power = add(power, power)) if (rest & 1n) sum = add(sum, power);
  return sum;
}

const GENERATOR: Record<string, Point> = {
  "min-pk": [
    [0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bbn, 0n],
    [0x08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1n, 0n],
  ],
  "min-sig": [
    [
      0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8n,
      0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7en,
    ],
    [
      0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801n,
      0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79ben,
    ],
  ],
};

/** Of the key group: c1 before c0 in G2; the flags of ZCash's format in the first three bits. */
function encoded(scheme: string, point: Point, compressed: boolean): Bytes {
  const [x, y] = point!;
  const element = (e: Element) =>
    scheme === "min-pk" ? unsigned(48, e[0]) : join(unsigned(48, e[1]), unsigned(48, e[0]));
  if (!compressed) return join(element(x), element(y));
  const found = element(x);
  const isGreater = (y[1] === 0n ? y[0] : y[1]) > P / 2n;
  found[0]! |= isGreater ? 0xa0 : 0x80;
  return found;
}

// dealings

/** Coefficients and nonce by HKDF-SHA512, and all that is made of them; `share`: the constant term of a resharing. */
export function dealing(d: Input) {
  const dealer = scalarBytes(BigInt(d.dealer));
  const ids: Bytes[] = d.ids.map((one: number) => scalarBytes(BigInt(one)));
  const receivers = sha256(tag("dealing-receivers"), text(d.scheme), u32(d.threshold), u32(32 * ids.length), ...ids);
  const purpose = join(tag("dealing"), bytes(d.session), dealer, bytes(d.context), receivers);
  const secrets = d.share === undefined ? d.secrets : [...d.secrets, d.share];
  const material = join(bytes(d.random), ...secrets.map(bytes));
  const derived = (what: Bytes) =>
    integer(Buffer.from(hkdfSync("sha512", material, tag("dealing"), join(purpose, what), 64))) % R;
  const coefficients = Array.from({ length: d.threshold }, (_, power) =>
    power === 0 && d.share !== undefined ? integer(raw(d.share)) : derived(u32(power)),
  );
  const points = coefficients.map((coefficient) => times(coefficient, GENERATOR[d.scheme]!));
  const compressed = points.map((point) => encoded(d.scheme, point, true));
  const size = u32(points.length * compressed[0]!.length);
  const digest = sha256(tag("commitments"), u32(points.length), size, ...compressed);
  const nonce = derived(join(u32(d.threshold), text("nonce"), digest));
  const commitment = encoded(d.scheme, times(nonce, GENERATOR[d.scheme]!), true);
  const statement = join(tag("pok"), text(d.scheme), bytes(d.session), dealer, digest);
  const challenge = integer(sha512(statement, u32(commitment.length), commitment)) % R;
  return {
    compressed,
    uncompressed: points.map((point) => encoded(d.scheme, point, false)),
    proof: join(scalarBytes(challenge), scalarBytes(nonce + challenge * coefficients[0]!)),
    shares: ids.map((x) => scalarBytes(coefficients.reduceRight((sum, one) => (sum * integer(x) + one) % R, 0n))),
  };
}

// X25519 and HPKE (RFC 9180)

export interface Pair {
  readonly privateKey: Bytes;
  readonly publicKey: Bytes;
}

const PRIVATE = Buffer.from("302e020100300506032b656e04220420", "hex");
const PUBLIC = Buffer.from("302a300506032b656e032100", "hex");
const privateKey = (key: Bytes) => createPrivateKey({ key: join(PRIVATE, key), format: "der", type: "pkcs8" });

export const agree = (own: Pair, peer: Bytes): Bytes =>
  diffieHellman({
    privateKey: privateKey(own.privateKey),
    publicKey: createPublicKey({ key: join(PUBLIC, peer), format: "der", type: "spki" }),
  });

export const hmac = (key: Bytes, ...parts: Bytes[]): Bytes =>
  createHmac("sha256", key)
    .update(join(...parts))
    .digest();
/** The first block of HKDF-Expand. */
export const expand = (key: Bytes, ...parts: Bytes[]) => hmac(key, ...parts, u8(1));

const ascii = (value: string) => Buffer.from(value, "ascii");
const EMPTY = Buffer.alloc(0);
const KEM = join(ascii("KEM"), unsigned(2, 0x20));
const HPKE = join(ascii("HPKE"), unsigned(2, 0x20), unsigned(2, 1), unsigned(2, 3));
const extractLabeled = (suite: Bytes, salt: Bytes, label: string, input: Bytes) =>
  hmac(salt, ascii("HPKE-v1"), suite, ascii(label), input);
const expandLabeled = (suite: Bytes, key: Bytes, label: string, info: Bytes, length: number) =>
  expand(key, unsigned(2, length), ascii("HPKE-v1"), suite, ascii(label), info).subarray(0, length);

/** DeriveKeyPair, section 7.1.3. */
export function deriveKeyPair(material: Bytes): Pair {
  const secret = expandLabeled(KEM, extractLabeled(KEM, EMPTY, "dkp_prk", material), "sk", EMPTY, 32);
  const der = createPublicKey(privateKey(secret)).export({ format: "der", type: "spki" });
  return { privateKey: secret, publicKey: der.subarray(-32) };
}

/** SealAuth, section 6.1: encapsulated key, ciphertext, tag. */
export function sealAuth(own: Pair, peer: Bytes, ephemeral: Pair, info: Bytes, associated: Bytes, plain: Bytes): Bytes {
  const agreed = join(agree(ephemeral, peer), agree(own, peer));
  const keys = join(ephemeral.publicKey, peer, own.publicKey);
  const shared = expandLabeled(KEM, extractLabeled(KEM, EMPTY, "eae_prk", agreed), "shared_secret", keys, 32);
  const context = join(
    u8(2),
    extractLabeled(HPKE, EMPTY, "psk_id_hash", EMPTY),
    extractLabeled(HPKE, EMPTY, "info_hash", info),
  );
  const secret = extractLabeled(HPKE, shared, "secret", EMPTY);
  const key = expandLabeled(HPKE, secret, "key", context, 32);
  const nonce = expandLabeled(HPKE, secret, "base_nonce", context, 12);
  const cipher = createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: 16 });
  cipher.setAAD(associated, { plaintextLength: plain.length });
  return join(ephemeral.publicKey, cipher.update(plain), cipher.final(), cipher.getAuthTag());
}
