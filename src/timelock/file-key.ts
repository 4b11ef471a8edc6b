// From a round to the key of a file, in both directions: what stands in the header of a ciphertext.
import { checkBytes, equalBytes, fromHex, isBytes } from "../../bindings/bytes.js";
import { describe, fail } from "../../bindings/errors.js";
import { drand } from "../beacon/index.js";
import { recordOf } from "../encoding/index.js";
import { expectedMac, type Header, type Stanza } from "./header.js";
import { ciphertextSize, decryptWithSignature, sameBytes } from "./ibe.js";
import type { Network } from "./network.js";

/** When a ciphertext can be opened. */
export interface Timelock {
  /** The round whose signature opens it. */
  readonly round: number;
  /** The network's hash, 32 bytes. */
  readonly chainHash: Uint8Array;
}

interface Lock extends Timelock {
  readonly body: Uint8Array;
}

/** What a stanza of timelock says; undefined for one of another kind. Throws MALFORMED. */
function lockOf({ type, args, body }: Stanza): Lock | undefined {
  if (type !== "tlock") return undefined;
  const [round = "", hash = ""] = args;
  if (args.length !== 2 || !/^[1-9]\d{0,15}$/.test(round) || !Number.isSafeInteger(Number(round)))
    return fail("MALFORMED", "timelock: the stanza has no round");
  if (!/^[0-9a-f]{64}$/.test(hash)) return fail("MALFORMED", "timelock: the stanza has no chain hash");
  return { round: Number(round), chainHash: fromHex(hash), body };
}

function locksOf({ stanzas }: Header): Lock[] {
  const locks = stanzas.map(lockOf).filter((lock) => lock !== undefined);
  if (locks.length === 0) fail("MALFORMED", "timelock: an age file, but not one that waits for a round");
  return locks;
}

/** When the file can be opened: the first of its stanzas that is of timelock. Throws MALFORMED. */
export function timelockOfHeader(header: Header): Timelock {
  const { round, chainHash } = locksOf(header)[0]!;
  return { round, chainHash };
}

/** The stanza of this network. Throws MALFORMED, WRONG_NETWORK. */
export function lockFor(network: Network, header: Header): Lock {
  const lock = locksOf(header).find(({ chainHash }) => equalBytes(chainHash, network.hash));
  if (lock === undefined)
    return fail("WRONG_NETWORK", "timelock: it was made for another network: its chain hash says so");
  if (lock.body.length !== ciphertextSize(network))
    fail("MALFORMED", "timelock: the stanza has a length that none has");
  return lock;
}

/** The beacon's signature, once it is known to be the network's of this round. Throws WRONG_ROUND, BAD_SIGNATURE. */
function signatureFor(network: Network, lock: Lock, beacon: unknown): Uint8Array {
  const { round, signature } = recordOf<drand.DrandBeacon>(beacon, "timelock: beacon", ["round", "signature"]);
  if (!isBytes(signature))
    fail("BAD_TYPE", `timelock: expected the beacon's signature as bytes, got ${describe(signature)}`);
  checkBytes(signature, "timelock: the beacon's signature", network.scheme.signatureLength);
  if (!Number.isSafeInteger(round)) fail("BAD_INTEGER", "timelock: expected the beacon's round as an integer");
  if (round !== lock.round) fail("WRONG_ROUND", `timelock: it opens with round ${lock.round}, got round ${round}`);
  if (!drand.verify(network.info, { round, signature }))
    fail("BAD_SIGNATURE", `timelock: the beacon of round ${round} is not signed by the network`);
  return signature;
}

/** The file's key, 16 bytes: secret. Throws BAD_CIPHERTEXT and what the three above throw. */
export function openFileKey(network: Network, header: Header, beacon: unknown): Uint8Array {
  const lock = lockFor(network, header);
  const signature = signatureFor(network, lock, beacon);
  const fileKey = decryptWithSignature(network, signature, lock.body);
  if (fileKey === undefined)
    return fail("BAD_CIPHERTEXT", "timelock: the stanza was changed, or was not made for its round");
  if (sameBytes(expectedMac(header, fileKey), header.mac)) return fileKey;
  fileKey.fill(0);
  return fail("BAD_CIPHERTEXT", "timelock: the header was changed");
}
