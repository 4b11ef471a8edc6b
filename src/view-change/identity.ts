// Who a miner is (protocol §3): a long-term BLS key with a proof of possession, an X25519 key for receiving shares, a
// stake and an address. The id is the hash of the key, so nobody can register under another's name.
import { sha3_256 } from "@noble/hashes/sha3.js";
import { type RandomBytes, randomBytes } from "../../bindings/random.js";
import { type BlsScheme, schemeByName } from "../bls/index.js";
import { equalBytes, FeldsparError, isBytes, toHex } from "../encoding/index.js";
import { generateEncryptionKey } from "./envelope.js";
import type { SchemeName } from "./parameters.js";

/** What everybody knows of a miner. */
export interface MinerRecord {
  /** hex(SHA3-256(publicKey)). */
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly proofOfPossession: Uint8Array;
  /** X25519 public key, 32 bytes. */
  readonly encryptionKey: Uint8Array;
  /** 0 .. 2^64 − 1. */
  readonly stake: bigint;
  readonly url: string;
}

/** A sharder stores the chain and answers queries; it takes no part in the key. */
export interface SharderRecord {
  readonly id: string;
  readonly publicKey: Uint8Array;
  readonly stake: bigint;
  readonly url: string;
}

/** What only the miner knows. */
export interface MinerIdentity extends MinerRecord {
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

/** The public part of an identity. */
export function recordOf(identity: MinerIdentity): MinerRecord {
  const { id, publicKey, proofOfPossession, encryptionKey, stake, url } = identity;
  return { id, publicKey, proofOfPossession, encryptionKey, stake, url };
}

export const MAX_URL_LENGTH = 2048;

function bad(message: string): never {
  throw new FeldsparError("BAD_REGISTRATION", message);
}

/**
 * Checks a registration: shapes, the id, the proof of possession (unless it is the one that `known` was registered
 * with). Throws BAD_REGISTRATION.
 */
export function checkMinerRecord(scheme: BlsScheme, record: MinerRecord, known?: MinerRecord): void {
  if (typeof record !== "object" || record === null) bad("expected a record");
  const { id, publicKey, proofOfPossession, encryptionKey, stake, url } = record;
  if (!isBytes(publicKey) || publicKey.length !== scheme.publicKeyLength)
    bad(`public key: expected ${scheme.publicKeyLength} bytes`);
  if (!isBytes(encryptionKey) || encryptionKey.length !== 32) bad("X25519 key: expected 32 bytes");
  if (encryptionKey.every((byte) => byte === 0)) bad("X25519 key: is zero");
  if (!isBytes(proofOfPossession) || proofOfPossession.length !== scheme.signatureLength) {
    bad(`proof of possession: expected ${scheme.signatureLength} bytes`);
  }
  if (typeof stake !== "bigint" || stake < 0n || stake >> 64n !== 0n)
    bad("stake: expected an integer from 0 to 2^64 - 1");
  if (typeof url !== "string" || url.length > MAX_URL_LENGTH) bad(`URL: expected at most ${MAX_URL_LENGTH} characters`);
  if (id !== minerIdOf(publicKey)) bad("id: expected the SHA3-256 hash of the public key");
  if (
    known?.id === id &&
    equalBytes(known.publicKey, publicKey) &&
    equalBytes(known.proofOfPossession, proofOfPossession)
  )
    return;
  let proven = false;
  try {
    proven = scheme.popVerify(proofOfPossession, publicKey);
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    bad(`public key or proof of possession: ${error.message}`);
  }
  if (!proven) bad("proof of possession: does not verify");
}
