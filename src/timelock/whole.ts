// Files that are held in memory as a whole.
import { checkCallbacks, checkFlag, someOptionsOf } from "../../bindings/arguments.js";
import { checkBytes, concatBytes } from "../../bindings/bytes.js";
import { fail } from "../../bindings/errors.js";
import { type RandomBytes, randomBytes } from "../../bindings/random.js";
import type { drand } from "../beacon/index.js";
import { ArmorReader, ArmorWriter, isArmored } from "./armor.js";
import { openFileKey, type Timelock, timelockOfHeader } from "./file-key.js";
import { type Header, readHeader, writeHeader } from "./header.js";
import { type FileStart, hedged } from "./hedge.js";
import { drawSecret, encryptToRound } from "./ibe.js";
import { checkRound, type Network, openNetwork, type TimelockChain } from "./network.js";
import { CHUNK_SIZE, NONCE_SIZE, Payload, SEALED_SIZE } from "./payload.js";

export interface TimelockOptions {
  /** Text in age's armor in the place of bytes; false by default. */
  readonly armored?: boolean | undefined;
  /**
   * Source of everything that is drawn; the platform's CSPRNG by default. What it gives is hashed with network, round
   * and the first 64 KiB of the text: one that repeats itself gives texts that begin otherwise other keys.
   */
  readonly random?: RandomBytes | undefined;
}

/** A file that was begun: its header and nonce, and what seals its chunks. Inside this folder only, as are the next. */
export interface Begun {
  readonly head: Uint8Array;
  readonly payload: Payload;
}

/** Whom a file is for. Throws BAD_TYPE, BAD_INTEGER, UNKNOWN_SCHEME, BAD_LENGTH, and what decoding a key throws. */
export function checkStart(chain: unknown, round: unknown, random: unknown): { network: Network; round: number } {
  const network = openNetwork(chain);
  checkRound(round);
  checkCallbacks({ random }, ["random"]);
  return { network, round };
}

/** Throws BAD_TYPE, BAD_LENGTH, NO_RANDOM. */
export function beginFile(start: FileStart, random: RandomBytes = randomBytes): Begun {
  const { network, round } = start;
  const draw = hedged(random, start);
  const fileKey = drawSecret(draw);
  try {
    const body = encryptToRound(network, round, fileKey, draw);
    const nonce = draw(NONCE_SIZE);
    const head = concatBytes(writeHeader(round, network.hash, body, fileKey), nonce);
    return { head, payload: new Payload(fileKey, nonce) };
  } finally {
    fileKey.fill(0);
  }
}

/**
 * Encrypts bytes to a round of a network: nobody can read them before the network has signed that round, and everybody
 * afterwards, who has them and the signature. The file is drand's tlock, an age file that `tle` and tlock-js open, too.
 * It hides neither its length nor its round, and does not say who made it.
 *
 * `chain`: `drand.networks.quicknet`, or what `drand.chainInfoFromJson` read; its scheme one of the unchained ones.
 * `round`: from 1 to 2^53 - 1; `drand.roundAt` says which one a time has. Constant-sequence in the text's key; the text
 * goes through ChaCha20-Poly1305 of `@noble/ciphers`. Throws BAD_TYPE, BAD_INTEGER, UNKNOWN_SCHEME, BAD_LENGTH,
 * UNKNOWN_OPTION, NO_RANDOM, and IS_IDENTITY or what else decoding the network's key throws.
 *
 * @example
 * const chain = drand.networks.quicknet;
 * const round = drand.roundAt(chain, Date.now() + 60_000) + 1;
 * const sealed = encrypt(chain, round, bytesOf("in a minute"));
 * timelockOf(sealed).round === round; //=> true
 * // a minute later: decrypt(chain, sealed, drand.beaconFromJson(what the network serves for the round))
 */
export function encrypt(
  chain: TimelockChain,
  round: number,
  text: Uint8Array,
  options?: TimelockOptions,
): Uint8Array<ArrayBuffer> {
  const { armored = false, random } = someOptionsOf<TimelockOptions>(options, ["armored", "random"]);
  checkFlag(armored, "armored");
  checkBytes(text, "text");
  const start = checkStart(chain, round, random);
  const given = new Uint8Array(text);
  const chunks: Uint8Array[] = [];
  try {
    const { head, payload } = beginFile({ ...start, chunk: given.subarray(0, CHUNK_SIZE) }, random);
    chunks.push(head);
    for (let at = 0; at === 0 || at < given.length; at += CHUNK_SIZE) {
      chunks.push(payload.seal(given.subarray(at, at + CHUNK_SIZE), at + CHUNK_SIZE >= given.length));
    }
    payload.wipe();
  } finally {
    given.fill(0);
  }
  const file = concatBytes(...chunks);
  if (!armored) return file;
  const writer = new ArmorWriter();
  return concatBytes(writer.push(file), writer.finish());
}

/** The file itself, without armor. */
function withoutArmor(ciphertext: unknown): Uint8Array {
  checkBytes(ciphertext, "ciphertext");
  // a copy: what is checked is what is opened
  const given = new Uint8Array(ciphertext);
  if (isArmored(given) !== true) return given;
  const reader = new ArmorReader();
  const file = reader.push(given);
  reader.finish();
  return file;
}

function wholeHeader(file: Uint8Array): Header {
  return readHeader(file) ?? fail("MALFORMED", "timelock: the header is cut off");
}

/**
 * When a ciphertext can be opened, in either form; its beginning, up to the end of the header, is enough for one that
 * is not armored. Nothing of it is verified: that is done when it is opened. Throws BAD_TYPE, MALFORMED.
 *
 * @example
 * const sealed = encrypt(drand.networks.quicknet, 1000, bytesOf("later"));
 * const { round, chainHash } = timelockOf(sealed);
 * [round, new Date(drand.timeOf(drand.networks.quicknet, round)).getUTCFullYear()]; //=> [1000, 2023]
 * chainHash; //=> 52db9ba7…
 */
export function timelockOf(ciphertext: Uint8Array): Timelock {
  return timelockOfHeader(wholeHeader(withoutArmor(ciphertext)));
}

/**
 * Opens what `encrypt`, `encryptStream`, `tle` or tlock-js made, armored or not, with the beacon of its round, which is
 * verified. The text is returned when all of it is authentic.
 *
 * Throws WRONG_NETWORK for a ciphertext to another network, WRONG_ROUND for the beacon of another round, BAD_SIGNATURE
 * for one that the network has not signed, BAD_CIPHERTEXT for what was changed, cut off or has more behind its end,
 * MALFORMED for what is no such file, NOT_CANONICAL, NOT_ON_CURVE, NOT_IN_SUBGROUP, BAD_FLAGS, IS_IDENTITY for points
 * that are none, BAD_TYPE, BAD_INTEGER, BAD_LENGTH, UNKNOWN_SCHEME. A file that ends behind its nonce is an empty
 * text, as tlock-js writes it: whoever could cut it there could have written it anew. The time depends on the file,
 * the beacon and the network, not on the text or its key.
 *
 * @example
 * const chain = drand.networks.quicknet;
 * const sealed = encrypt(chain, 1000, bytesOf("what was sealed"), { armored: true });
 * decrypt(chain, sealed, drandBeacon); //=> Uint8Array.from(bytesOf("what was sealed"))
 * decrypt(chain, encrypt(chain, 1001, bytesOf("later")), drandBeacon); //=> throws WRONG_ROUND
 */
export function decrypt(
  chain: TimelockChain,
  ciphertext: Uint8Array,
  beacon: drand.DrandBeacon,
): Uint8Array<ArrayBuffer> {
  const network = openNetwork(chain);
  const file = withoutArmor(ciphertext);
  const header = wholeHeader(file);
  const nonce = file.subarray(header.length, header.length + NONCE_SIZE);
  const fileKey = openFileKey(network, header, beacon);
  if (nonce.length < NONCE_SIZE) fail("BAD_CIPHERTEXT", "timelock: the ciphertext is cut off");
  const payload = new Payload(fileKey, nonce);
  fileKey.fill(0);
  const chunks: Uint8Array[] = [];
  try {
    for (let at = header.length + NONCE_SIZE; at < file.length; at += SEALED_SIZE) {
      chunks.push(payload.open(file.subarray(at, at + SEALED_SIZE), at + SEALED_SIZE >= file.length));
    }
  } finally {
    payload.wipe();
  }
  return concatBytes(...chunks);
}
