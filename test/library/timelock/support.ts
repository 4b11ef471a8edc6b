// Networks of one signer, of all three schemes, and rounds of them.
import { sha256 } from "@noble/hashes/sha2.js";
import { drand } from "../../../src/beacon/index.js";
import { minPk, minSig } from "../../../src/bls/index.js";
import { FeldsparError } from "../../../src/encoding/index.js";
import { bigEndian } from "../../support/bytes.js";

const G2_TAG = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_NUL_";
const secretKey = minSig.keygen(new Uint8Array(32).fill(7));

const SCHEMES = [
  ["bls-unchained-g1-rfc9380", minSig, minSig.DST],
  ["bls-unchained-on-g1", minSig, G2_TAG],
  ["pedersen-bls-unchained", minPk, G2_TAG],
] as const;

export interface TestNetwork {
  readonly name: (typeof SCHEMES)[number][0];
  readonly chain: drand.CompleteChainInfo;
  readonly beaconOf: (round: number) => drand.DrandBeacon & { readonly signature: Uint8Array };
}

export const NETWORKS: readonly TestNetwork[] = SCHEMES.map(([name, scheme, DST]) => {
  const rest = {
    ...{ scheme: name, publicKey: scheme.getPublicKey(secretKey), period: 3, genesisTime: 1_600_000_000 },
    ...{ groupHash: new Uint8Array(32).fill(9), beaconId: name },
  };
  return {
    name,
    chain: { ...rest, hash: drand.chainHash(rest) },
    beaconOf: (round) => ({ round, signature: scheme.sign(sha256(bigEndian(BigInt(round), 8)), secretKey, { DST }) }),
  };
});

/** Some bytes of any length that do not repeat themselves by 64 KiB. */
export function textOf(length: number): Uint8Array {
  const text = new Uint8Array(length);
  for (let at = 0, state = length + 1; at < length; at++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    text[at] = state >>> 24;
  }
  return text;
}

/** The code with which something is refused, or "accepted". */
export function codeOf(attempt: () => unknown): string {
  try {
    attempt();
  } catch (error) {
    if (error instanceof FeldsparError) return error.code;
    throw error;
  }
  return "accepted";
}
