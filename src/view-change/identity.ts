// Who a miner is (protocol §3): a long-term BLS key with a proof of possession, an X25519 key for receiving shares, a
// stake and an address. The id is the hash of the key, so nobody can register under another's name; and the key signs
// the rest, so that nobody else can give a miner another X25519 key or address, on this chain or by repeating what it
// once registered.
import { sha3_256 } from "@noble/hashes/sha3.js";
import { type RandomBytes, randomBytes } from "../../bindings/random.js";
import { type BlsScheme, schemeByName } from "../bls/index.js";
import { Encoder, equalBytes, FeldsparError, isBytes, TAG, toHex } from "../encoding/index.js";
import type { SchemeName } from "../magic-block/index.js";
import { generateEncryptionKey } from "../sealing/keys.js";

/** What everybody knows of a miner. */
export interface MinerRecord {
  /** hex(SHA3-256(publicKey)). */
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly proofOfPossession: Uint8Array;
  /** X25519 public key, 32 bytes. */
  readonly encryptionKey: Uint8Array;
  /** 0 .. 2^64 − 1. The chain's own figure: it is not signed. */
  readonly stake: bigint;
  readonly url: string;
  /** 1 .. 2^53 − 1. A later registration of the same miner must have a higher one. */
  readonly serial: number;
  /** By the miner's key, of `registrationMessage`. */
  readonly signature: Uint8Array;
}

/** A sharder stores the chain and answers queries; it takes no part in the key. */
export interface SharderRecord {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly stake: bigint;
  readonly url: string;
}

/** What only the miner knows, and what it registers. */
export interface MinerIdentity extends Omit<MinerRecord, "serial" | "signature"> {
  readonly secretKey: Uint8Array;
  /** X25519 private key, 32 bytes. */
  readonly encryptionPrivateKey: Uint8Array;
}

/** hex(SHA3-256(public key bytes)), as in Züs. */
export function minerIdOf(publicKey: Uint8Array): string {
  return toHex(sha3_256(publicKey));
}

/**
 * Tag under which miners sign acknowledgements and transactions: the proof-of-possession ciphersuite of the IETF
 * draft, because acknowledgements of one message are aggregated and every key comes with a proof. Threshold
 * signatures use the scheme's own tag.
 */
export function identityDst(scheme: SchemeName): string {
  const group = scheme === "min-sig" ? "G1" : "G2";
  return `BLS_SIG_BLS12381${group}_XMD:SHA-256_SSWU_RO_POP_`;
}

/** Makes a new identity. `random` defaults to the CSPRNG; a seeded one is for simulations. */
export async function createMinerIdentity(options: {
  readonly scheme: SchemeName;
  readonly stake: bigint;
  readonly url: string;
  readonly random?: RandomBytes;
}): Promise<MinerIdentity> {
  const random = options.random ?? randomBytes;
  const scheme = schemeByName(options.scheme);
  const secretKey = scheme.keygen(random(48));
  const publicKey = scheme.getPublicKey(secretKey);
  const encryption = await generateEncryptionKey(random(32));
  return {
    id: minerIdOf(publicKey),
    publicKey,
    proofOfPossession: scheme.popProve(secretKey),
    encryptionKey: encryption.publicKey,
    stake: options.stake,
    url: options.url,
    secretKey,
    encryptionPrivateKey: encryption.privateKey,
  };
}

/** What a registration's signature covers: everything but the stake, and the chain. */
export function registrationMessage(
  chainId: string,
  { publicKey, encryptionKey, url, serial }: Pick<MinerRecord, "publicKey" | "encryptionKey" | "url" | "serial">,
): Uint8Array {
  return new Encoder(TAG.registration)
    .text(chainId)
    .bytes(publicKey)
    .fixed(encryptionKey, 32)
    .text(url)
    .u64(serial)
    .finish();
}

/** The public part of an identity, signed for one chain. Who registers again counts `serial` up. */
export function registrationOf(
  scheme: SchemeName,
  identity: MinerIdentity,
  { chainId, serial = 1 }: { readonly chainId: string; readonly serial?: number },
): MinerRecord {
  const { id, publicKey, proofOfPossession, encryptionKey, stake, url } = identity;
  const signature = schemeByName(scheme).sign(
    registrationMessage(chainId, { publicKey, encryptionKey, url, serial }),
    identity.secretKey,
    { DST: identityDst(scheme) },
  );
  return { id, publicKey, proofOfPossession, encryptionKey, stake, url, serial, signature };
}

export const MAX_URL_LENGTH = 2048;

function bad(message: string): never {
  throw new FeldsparError("BAD_REGISTRATION", message);
}

/**
 * Whether everything that its key signed, and the signature, are those of `known`: nothing is left to verify but
 * shapes.
 */
function sameSigned(record: MinerRecord, known: MinerRecord): boolean {
  return (
    known.serial === record.serial &&
    known.url === record.url &&
    equalBytes(known.publicKey, record.publicKey) &&
    equalBytes(known.encryptionKey, record.encryptionKey) &&
    equalBytes(known.proofOfPossession, record.proofOfPossession) &&
    equalBytes(known.signature, record.signature)
  );
}

/**
 * Checks a registration: shapes, the id, the proof of possession and the signature for this chain. Against the one that
 * counts until now,
 * `known`, it must be a later one, or the same with another stake. Throws BAD_REGISTRATION.
 */
export function checkMinerRecord(scheme: BlsScheme, chainId: string, record: MinerRecord, known?: MinerRecord): void {
  if (typeof record !== "object" || record === null) bad("expected a record");
  const { id, publicKey, proofOfPossession, encryptionKey, stake, url, serial, signature } = record;
  if (!isBytes(publicKey) || publicKey.length !== scheme.publicKeyLength)
    bad(`public key: expected ${scheme.publicKeyLength} bytes`);
  if (!isBytes(encryptionKey) || encryptionKey.length !== 32) bad("X25519 key: expected 32 bytes");
  if (encryptionKey.every((byte) => byte === 0)) bad("X25519 key: is zero");
  for (const [name, bytes] of [
    ["proof of possession", proofOfPossession],
    ["signature", signature],
  ] as const) {
    if (!isBytes(bytes) || bytes.length !== scheme.signatureLength)
      bad(`${name}: expected ${scheme.signatureLength} bytes`);
  }
  if (typeof stake !== "bigint" || stake < 0n || stake >> 64n !== 0n)
    bad("stake: expected an integer from 0 to 2^64 - 1");
  if (typeof url !== "string" || url.length > MAX_URL_LENGTH) bad(`URL: expected at most ${MAX_URL_LENGTH} characters`);
  if (!Number.isSafeInteger(serial) || serial < 1) bad("serial: expected an integer from 1 to 2^53 - 1");
  if (id !== minerIdOf(publicKey)) bad("id: expected the SHA3-256 hash of the public key");
  if (known?.id === id) {
    if (sameSigned(record, known)) return;
    if (serial <= known.serial) bad(`serial: expected more than ${known.serial}, which is registered, got ${serial}`);
  }
  let proven = false;
  let signed = false;
  try {
    proven = scheme.popVerify(proofOfPossession, publicKey);
    signed = scheme.verify(signature, registrationMessage(chainId, record), publicKey, {
      DST: identityDst(scheme.name as SchemeName),
    });
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    bad(`public key, proof of possession or signature: ${error.message}`);
  }
  if (!proven) bad("proof of possession: does not verify");
  if (!signed) bad("signature: does not verify");
}
