// Secrets under a passphrase: keystores of EIP-2335 (version 4), which other tools for BLS keys read and write. What a
// foreign file asks for is bounded before anything is computed; a wrong passphrase is told by the checksum, before
// anything is decrypted.
import { createCipheriv, createDecipheriv, createHash, pbkdf2, randomUUID, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";
import { someOptionsOf } from "../../bindings/arguments.js";
import { randomBytes } from "../../bindings/random.js";
import {
  checkBytes,
  concatBytes,
  describe,
  Encoder,
  FeldsparError,
  fail,
  JsonReader,
  reading,
  TAG,
  toHex,
} from "../encoding/index.js";

/** A keystore of EIP-2335 as it stands in JSON. */
export interface Keystore {
  readonly version: 4;
  readonly uuid: string;
  readonly description: string;
  /** Hex of the public key; may be empty. */
  readonly pubkey: string;
  /** Of EIP-2334; empty for a key that was derived from nothing. */
  readonly path: string;
  readonly crypto: {
    readonly kdf: {
      readonly function: string;
      readonly params: Readonly<Record<string, unknown>>;
      readonly message: "";
    };
    readonly checksum: { readonly function: "sha256"; readonly params: object; readonly message: string };
    readonly cipher: {
      readonly function: "aes-128-ctr";
      readonly params: { readonly iv: string };
      readonly message: string;
    };
  };
}

export interface SealOptions {
  readonly description?: string;
  readonly publicKey?: Uint8Array;
  readonly path?: string;
  /** Work of scrypt, a power of two: 262,144 by default, about a second and 256 MiB. */
  readonly work?: number;
}

const deriveScrypt = promisify(scrypt) as (
  password: Uint8Array,
  salt: Uint8Array,
  length: number,
  options: { N: number; r: number; p: number; maxmem: number },
) => Promise<Buffer>;
const derivePbkdf2 = promisify(pbkdf2);

const KEY_LENGTH = 32;
const DEFAULT_WORK = 262_144;
/** Of a file from elsewhere: 2^20 is a gigabyte. */
const MOST_WORK = 1 << 20;
const MOST_ITERATIONS = 10_000_000;
const LONGEST_SECRET = 1 << 16;

/** NFKD without control characters, in UTF-8. Throws BAD_TYPE for an empty one. */
function passwordBytes(passphrase: string): Uint8Array {
  if (typeof passphrase !== "string" || passphrase === "")
    throw new FeldsparError("BAD_TYPE", "passphrase: expected a text that is not empty");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the standard strips exactly these
  return new TextEncoder().encode(passphrase.normalize("NFKD").replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, ""));
}

/** Inside this folder only. */
export async function scryptKey(
  password: Uint8Array,
  salt: Uint8Array,
  work: { n: number; r: number; p: number },
): Promise<Uint8Array> {
  const { n: N, r, p } = work;
  // Node wants more than the least that there is
  return deriveScrypt(password, salt, KEY_LENGTH, { N, r, p, maxmem: 256 * N * r + (1 << 20) });
}

function checksumOf(key: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  return createHash("sha256")
    .update(concatBytes(key.subarray(16, 32), ciphertext))
    .digest();
}

/** Throws BAD_TYPE, BAD_OPTION, UNKNOWN_OPTION. */
function sealOptionsOf(given: SealOptions): Required<Omit<SealOptions, "publicKey">> & { readonly pubkey: string } {
  const read = someOptionsOf<SealOptions>(given, ["description", "publicKey", "path", "work"]);
  const { description = "", publicKey, path = "", work = DEFAULT_WORK } = read;
  for (const [name, text] of Object.entries({ description, path }))
    if (typeof text !== "string") fail("BAD_TYPE", `${name}: expected a text, got ${describe(text)}`);
  if (publicKey !== undefined) checkBytes(publicKey, "public key");
  if (typeof work !== "number" || !Number.isInteger(Math.log2(work)) || work < 2 || work > MOST_WORK)
    fail("BAD_OPTION", `work: expected a power of two up to ${MOST_WORK}, got ${describe(work)}`);
  return { description, path, work, pubkey: publicKey === undefined ? "" : toHex(publicKey) };
}

/**
 * Of random bytes and of the secret: two secrets never share a key stream, whatever the random source does. Not of the
 * passphrase, which could then be tried faster than by scrypt.
 */
function saltAndIv(secret: Uint8Array): { readonly salt: Uint8Array; readonly iv: Uint8Array } {
  const statement = new Encoder(TAG.keystore).fixed(randomBytes(32), 32).finish();
  const hashed = createHash("sha512").update(statement).update(secret).digest();
  return { salt: hashed.subarray(0, 32), iv: hashed.subarray(32, 48) };
}

/**
 * Seals a secret of up to 65,536 bytes. Asynchronous: about a second with the default work. Throws BAD_TYPE,
 * BAD_LENGTH, BAD_OPTION, UNKNOWN_OPTION.
 *
 * @example
 * // `work` is scrypt's N; without it a keystore takes about a second
 * const secret = minSig.randomSecretKey();
 * const keystore = await sealKeystore(secret, "correct horse battery staple", { work: 1024 });
 * await openKeystore(keystore, "correct horse battery staple"); //=> secret
 */
export async function sealKeystore(
  secret: Uint8Array,
  passphrase: string,
  options: SealOptions = {},
): Promise<Keystore> {
  const { description, pubkey, path, work } = sealOptionsOf(options);
  checkBytes(secret, "secret");
  if (secret.length === 0 || secret.length > LONGEST_SECRET)
    throw new FeldsparError("BAD_LENGTH", `secret: expected 1 to ${LONGEST_SECRET} bytes`);
  const { salt, iv } = saltAndIv(secret);
  const key = await scryptKey(passwordBytes(passphrase), salt, { n: work, r: 8, p: 1 });
  const cipher = createCipheriv("aes-128-ctr", key.subarray(0, 16), iv);
  const ciphertext = concatBytes(cipher.update(secret), cipher.final());
  const checksum = toHex(checksumOf(key, ciphertext));
  key.fill(0);
  return {
    version: 4,
    uuid: randomUUID(),
    description,
    pubkey,
    path,
    crypto: {
      kdf: { function: "scrypt", params: { dklen: KEY_LENGTH, n: work, r: 8, p: 1, salt: toHex(salt) }, message: "" },
      checksum: { function: "sha256", params: {}, message: checksum },
      cipher: { function: "aes-128-ctr", params: { iv: toHex(iv) }, message: toHex(ciphertext) },
    },
  };
}

/**
 * How the key of 32 bytes comes of the passphrase: everything is read before anything is computed. Inside this folder
 * only.
 */
export function derivationOf(name: JsonReader, params: JsonReader, password: Uint8Array): () => Promise<Uint8Array> {
  if (name.oneOf(["scrypt", "pbkdf2"]) === "scrypt") {
    const { dklen, n, p, r, salt } = fieldsOf(params, "dklen", "n", "p", "r", "salt");
    dklen.integer(KEY_LENGTH, KEY_LENGTH);
    const work = { n: n.integer(2, MOST_WORK), r: r.integer(1, 32), p: p.integer(1, 16) };
    if (!Number.isInteger(Math.log2(work.n)) || work.n * work.r * work.p > 8 * MOST_WORK)
      throw new FeldsparError("BAD_JSON", "keystore: its scrypt asks for more work than is done here");
    const salted = salt.hex(undefined, 256);
    return () => scryptKey(password, salted, work);
  }
  const { dklen, c, prf, salt } = fieldsOf(params, "dklen", "c", "prf", "salt");
  dklen.integer(KEY_LENGTH, KEY_LENGTH);
  prf.oneOf(["hmac-sha256"]);
  const [salted, iterations] = [salt.hex(undefined, 256), c.integer(1, MOST_ITERATIONS)];
  return () => derivePbkdf2(password, salted, iterations, KEY_LENGTH, "sha256");
}

/** Fields of an object that may have more. Inside this folder only. */
export function fieldsOf<Name extends string>(reader: JsonReader, ...names: Name[]): Record<Name, JsonReader> {
  const read = (name: Name) => [name, new JsonReader(reader.peek(name), `${reader.path}.${name}`)] as const;
  return Object.fromEntries(names.map(read)) as Record<Name, JsonReader>;
}

/**
 * The secret of a keystore, of anybody's tool. Throws BAD_JSON for what is none or asks for too much work,
 * BAD_PASSPHRASE, BAD_TYPE for a passphrase that is none. Wipe the secret when it is of no use any more.
 *
 * @example
 * const keystore = await sealKeystore(new Uint8Array(32).fill(1), "correct horse", { work: 1024 });
 * (await openKeystore(JSON.parse(JSON.stringify(keystore)), "correct horse")).length; //=> 32
 * await openKeystore(keystore, "wrong horse"); //=> throws BAD_PASSPHRASE
 */
export async function openKeystore(keystore: unknown, passphrase: string): Promise<Uint8Array> {
  const { derive, iv, ciphertext, expected } = reading("keystore", () => partsOf(keystore, passphrase));
  const key = await derive();
  try {
    if (!timingSafeEqual(checksumOf(key, ciphertext), expected))
      throw new FeldsparError("BAD_PASSPHRASE", "keystore: the passphrase is not the one that it was sealed under");
    const decipher = createDecipheriv("aes-128-ctr", key.subarray(0, 16), iv);
    const secret = decipher.update(ciphertext);
    const copy = Uint8Array.from(secret);
    secret.fill(0);
    return copy;
  } finally {
    key.fill(0);
  }
}

function partsOf(keystore: unknown, passphrase: string) {
  const reader = new JsonReader(keystore, "keystore");
  const { version, crypto } = fieldsOf(reader, "version", "crypto");
  version.integer(4, 4);
  const { kdf, checksum, cipher } = fieldsOf(crypto, "kdf", "checksum", "cipher");
  const sum = fieldsOf(checksum, "function", "message");
  sum.function.oneOf(["sha256"]);
  const box = fieldsOf(cipher, "function", "params", "message");
  box.function.oneOf(["aes-128-ctr"]);
  const iv = fieldsOf(box.params, "iv").iv.hex(16);
  const ciphertext = box.message.hex(undefined, LONGEST_SECRET);
  const { function: name, params } = fieldsOf(kdf, "function", "params");
  const derive = derivationOf(name, params, passwordBytes(passphrase));
  return { derive, iv, ciphertext, expected: sum.message.hex(32) };
}
