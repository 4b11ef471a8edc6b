// Files of any size: a chunk of 64 KiB at a time, whatever the parts of the source are.
import { checkFlag, checkSignal, someOptionsOf } from "../../bindings/arguments.js";
import { describe, fail } from "../../bindings/errors.js";
import type { AbortSignal } from "../../bindings/platform.js";
import type { RandomBytes } from "../../bindings/random.js";
import type { drand } from "../beacon/index.js";
import { ArmorReader, ArmorWriter, isArmored } from "./armor.js";
import { lockFor, openFileKey, type Timelock } from "./file-key.js";
import { type Header, readHeader } from "./header.js";
import type { FileStart } from "./hedge.js";
import { type Network, openNetwork, type TimelockChain } from "./network.js";
import { CHUNK_SIZE, NONCE_SIZE, Payload, SEALED_SIZE } from "./payload.js";
import { type ByteSource, Source, unlessAborted } from "./source.js";
import { beginFile, checkStart, type TimelockOptions } from "./whole.js";

export interface StreamOptions {
  /** Ends it with the signal's reason, also while the source is waited for. */
  readonly signal?: AbortSignal | undefined;
}

export interface EncryptStreamOptions extends TimelockOptions, StreamOptions {}

/** The beacon of the round, or what fetches it, or waits for it, once the round is known from the header. */
export type BeaconSource = drand.DrandBeacon | ((timelock: Timelock) => drand.DrandBeacon | Promise<drand.DrandBeacon>);

/**
 * Like `encrypt`, of a text that comes in parts, into parts of a file: some 64 KiB are held, whatever the text's
 * length. What is wrong with chain, round or options throws at once, as with `encrypt`; the stream throws what the
 * source throws, BAD_TYPE for parts that are no bytes, NO_RANDOM, and the signal's reason. Parts of the text are not
 * kept, and not wiped.
 *
 * @example
 * // some 64 KiB are held, whatever the file's length: for await (const part of …) file.write(part)
 * const letter = [bytesOf("a "), bytesOf("letter")]; // or createReadStream("letter.txt")
 * const parts: Uint8Array[] = [];
 * for await (const part of encryptStream(drand.networks.quicknet, 1000, letter)) parts.push(part);
 * timelockOf(parts[0]).round; //=> 1000
 */
export function encryptStream(
  chain: TimelockChain,
  round: number,
  text: ByteSource,
  options?: EncryptStreamOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const names = ["armored", "random", "signal"] as const;
  const { armored = false, random, signal } = someOptionsOf<EncryptStreamOptions>(options, names);
  checkFlag(armored, "armored");
  checkSignal(signal);
  const start = checkStart(chain, round, random);
  const sealed = sealAll(start, random, new Source(text, signal));
  return armored ? armor(sealed) : sealed;
}

async function* sealAll(
  start: Omit<FileStart, "chunk">,
  random: RandomBytes | undefined,
  source: Source,
): AsyncGenerator<Uint8Array, void, void> {
  let payload: Payload | undefined;
  try {
    for (let isLast = false; !isLast; ) {
      // one byte more says whether this is the last chunk
      await source.fill(CHUNK_SIZE + 1);
      isLast = source.length <= CHUNK_SIZE;
      const chunk = source.take(CHUNK_SIZE);
      try {
        if (payload === undefined) {
          const begun = beginFile({ ...start, chunk }, random);
          payload = begun.payload;
          yield begun.head;
        }
        yield payload.seal(chunk, isLast);
      } finally {
        chunk.fill(0);
      }
    }
  } finally {
    payload?.wipe();
    await source.end();
  }
}

async function* armor(parts: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const writer = new ArmorWriter();
  for await (const part of parts) yield writer.push(part);
  yield writer.finish();
}

/**
 * Like `decrypt`, of a file that comes in parts, into parts of the text: some 64 KiB are held, whatever the file's
 * length. Every part that is given is authentic and in its place; that the text is whole is known when the stream ends
 * without an error, and a text that does not end so is to be thrown away. `beacon`: the beacon, or a function that is
 * asked for it with the file's round once the header is there and is for this network.
 *
 * Throws like `encryptStream`, and in the stream what `decrypt` throws and what `beacon` throws.
 *
 * @example
 * const chain = drand.networks.quicknet;
 * const sealed = encryptStream(chain, 1000, [bytesOf("a letter")]);
 * const parts: Uint8Array[] = [];
 * // the last argument may wait: ({ round }) => the beacon of that round, once there is one
 * for await (const part of decryptStream(chain, sealed, drandBeacon)) parts.push(part);
 * new TextDecoder().decode(parts[0]); //=> "a letter"
 */
export function decryptStream(
  chain: TimelockChain,
  ciphertext: ByteSource,
  beacon: BeaconSource,
  options?: StreamOptions,
): AsyncGenerator<Uint8Array, void, void> {
  const { signal } = someOptionsOf<StreamOptions>(options, ["signal"]);
  checkSignal(signal);
  if (typeof beacon !== "function" && (typeof beacon !== "object" || beacon === null))
    fail("BAD_TYPE", `timelock: expected a beacon, or a function that gives one, got ${describe(beacon)}`);
  const network = openNetwork(chain);
  return openAll(network, new Source(ciphertext, signal), beacon, signal);
}

/** The file's bytes without armor, whether there is one or not. */
async function* withoutArmor(source: Source): AsyncGenerator<Uint8Array, void, void> {
  let armored: boolean | undefined;
  while (armored === undefined && !source.isEnded) {
    await source.fill(source.length + 1);
    armored = isArmored(source.peek());
  }
  const reader = armored === true ? new ArmorReader() : undefined;
  try {
    for (;;) {
      const part = source.take(source.length);
      if (part.length > 0) yield reader === undefined ? part : reader.push(part);
      if (source.isEnded) break;
      await source.fill(1);
    }
    reader?.finish();
  } finally {
    await source.end();
  }
}

async function headerOf(source: Source): Promise<Header> {
  for (;;) {
    const header = readHeader(source.peek());
    if (header !== undefined) return header;
    if (source.isEnded) return fail("MALFORMED", "timelock: the header is cut off");
    await source.fill(source.length + 1);
  }
}

async function* openAll(
  network: Network,
  file: Source,
  beacon: BeaconSource,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, void> {
  const source = new Source(withoutArmor(file), signal);
  let payload: Payload | undefined;
  try {
    const header = await headerOf(source);
    const { round, chainHash } = lockFor(network, header);
    // an object is not handed through a promise, which would ask it for its `then`
    const given =
      typeof beacon === "function" ? await unlessAborted(async () => beacon({ round, chainHash }), signal) : beacon;
    const fileKey = openFileKey(network, header, given);
    source.take(header.length);
    await source.fill(NONCE_SIZE);
    const nonce = source.take(NONCE_SIZE);
    if (nonce.length < NONCE_SIZE) fail("BAD_CIPHERTEXT", "timelock: the ciphertext is cut off");
    payload = new Payload(fileKey, nonce);
    fileKey.fill(0);
    for (let isLast = false; !isLast; ) {
      await source.fill(SEALED_SIZE + 1);
      isLast = source.length <= SEALED_SIZE;
      const chunk = source.take(SEALED_SIZE);
      // tlock-js writes none for an empty text
      if (chunk.length > 0) yield payload.open(chunk, isLast);
    }
  } finally {
    payload?.wipe();
    await source.end();
  }
}
