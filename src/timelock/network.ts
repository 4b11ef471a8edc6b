// The three schemes of drand that timelock works with: the unchained ones, whose messages are known before their
// rounds. A chained network's next message depends on the signature before it, so that nothing can be encrypted to it.
import { sha256 } from "@noble/hashes/sha2.js";
import { recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { describe, fail } from "../../bindings/errors.js";
import type { drand } from "../beacon/index.js";
import { type BlsScheme, minPk, minSig } from "../bls/index.js";
import { checkInteger, FeldsparError } from "../encoding/index.js";

/** A network, as far as timelock needs it: what `drand.networks` has, and `drand.chainInfoFromJson` reads. */
export type TimelockChain = drand.ChainInfo & Partial<Pick<drand.CompleteChainInfo, "hash">>;

/** What there is to know about a network whose key was checked. */
export interface Network {
  readonly scheme: BlsScheme;
  /** The tag under which rounds are hashed to the signatures' group. */
  readonly DST: string;
  /** Compressed, checked. */
  readonly publicKey: Uint8Array;
  readonly hash: Uint8Array;
  readonly info: drand.ChainInfo;
}

const G2_TAG = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";

function suiteOf(name: unknown): Pick<Network, "scheme" | "DST"> {
  switch (name) {
    case "pedersen-bls-unchained":
      return { scheme: minPk, DST: minPk.DST };
    case "bls-unchained-on-g1":
      // the tag of G2 on G1: drand's mistake, see ../beacon/drand.ts
      return { scheme: minSig, DST: G2_TAG };
    case "bls-unchained-g1-rfc9380":
      return { scheme: minSig, DST: minSig.DST };
    case "pedersen-bls-chained":
      throw new FeldsparError("UNKNOWN_SCHEME", "timelock: the network is chained: its rounds cannot be known before");
    default:
      throw new FeldsparError("UNKNOWN_SCHEME", "timelock: expected an unchained scheme of drand.DRAND_SCHEMES");
  }
}

/**
 * Throws BAD_TYPE, UNKNOWN_SCHEME, BAD_LENGTH, and what decoding a key that is none throws: a key that is the identity
 * would encrypt to everybody.
 */
export function openNetwork(chain: unknown): Network {
  if (typeof chain !== "object" || chain === null)
    fail("BAD_TYPE", `timelock: expected chain information, got ${describe(chain)}: give drand.networks.quicknet`);
  const info = recordOf<TimelockChain>(chain, "timelock: chain", ["publicKey", "scheme", "hash"]);
  const { publicKey, hash } = info;
  const { scheme, DST } = suiteOf(info.scheme);
  checkBytes(publicKey, "timelock: public key of the chain", scheme.publicKeyLength);
  checkBytes(hash, "timelock: hash of the chain", 32);
  const checked = scheme.preparePublicKey(publicKey).toBytes();
  return { scheme, DST, publicKey: checked, hash: hash.slice(), info: { scheme: info.scheme, publicKey: checked } };
}

/** Throws BAD_INTEGER. */
export function checkRound(round: unknown): asserts round is number {
  checkInteger(round, "timelock: round", 1, Number.MAX_SAFE_INTEGER);
}

/** What the network signs when a round is due, 32 bytes, which is also whom a round's ciphertexts are encrypted to. */
export function identityOf(round: number): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(8));
  bytes.setBigUint64(0, BigInt(round));
  return sha256(new Uint8Array(bytes.buffer));
}
