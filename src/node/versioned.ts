// A small state as it lies in a store: under its version, with a hash at the end, so that what is damaged is seen.
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes, Decoder, Encoder, equalBytes, FeldsparError } from "../encoding/index.js";
import type { StateCodec } from "./durable-state.js";

const FORMAT = 1;
const HASH_LENGTH = 32;

/** Content with its SHA-256 after it. */
export function withHash(content: Uint8Array): Uint8Array {
  return concatBytes(content, sha256(content));
}

/** The content of what `withHash` made. Throws MALFORMED. */
export function withoutHash(stored: Uint8Array, what: string): Uint8Array {
  const content = stored.subarray(0, Math.max(0, stored.length - HASH_LENGTH));
  if (!equalBytes(sha256(content), stored.subarray(content.length)))
    throw new FeldsparError("MALFORMED", `${what}: damaged, its hash is not that of its content`);
  return content;
}

export interface VersionedOptions<State> {
  /** For messages: "the sharder's memory". */
  readonly name: string;
  readonly initial: State;
  readonly encode: (state: State) => Uint8Array;
  /** Throws MALFORMED. */
  readonly decode: (bytes: Uint8Array) => State;
  /** Longest encoding that is looked at. */
  readonly longest: number;
}

/** How such a state is stored. */
export function versioned<State>({
  name,
  initial,
  encode,
  decode,
  longest,
}: VersionedOptions<State>): StateCodec<State> {
  return {
    name,
    initial,
    encode: (state, version) => withHash(new Encoder().u8(FORMAT).u64(version).bytes(encode(state)).finish()),
    decode(stored) {
      const decoder = new Decoder(withoutHash(stored, name), name);
      const format = decoder.u8();
      if (format !== FORMAT) decoder.refuse(`expected format ${FORMAT}, got ${format}`);
      const version = Number(decoder.u64());
      const state = decode(decoder.bytes(longest));
      decoder.finish();
      return { state, version };
    },
  };
}
