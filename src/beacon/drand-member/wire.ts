// Bodies of the private messages between the members of a beacon in mode "drand", as bytes. Who sent one is shown by
// the MAC around it, not here. Partial signatures carry the view's number: shares of two views never mix.
import { schemeByName } from "../../bls/index.js";
import { Decoder, Encoder, FeldsparError } from "../../encoding/index.js";
import type { DrandNetworkFacts } from "./facts.js";

interface About {
  /** Magic block number. */
  readonly number: number;
  readonly round: number;
}

/** A member's partial signatures of rounds in a row, `round` the first of them. */
export interface DrandPartials extends About {
  readonly type: "partial";
  readonly signatures: readonly Uint8Array[];
}

/** What came out of a round. */
export interface DrandOutputMessage extends About {
  readonly type: "output";
  readonly signature: Uint8Array;
  readonly previous: Uint8Array | null;
}

export type DrandMemberMessage = DrandPartials | DrandOutputMessage;

type Scheme = DrandNetworkFacts["scheme"];

/** Rounds that one message has partial signatures of, at most; so that it is no longer than a share's. */
export const MOST_PARTIALS = 15;
const PARTIAL = 1;
const OUTPUT = 4;
const HEAD = 1 + 8 + 8;
/** Longest body that is looked at. */
export const MAX_DRAND_MESSAGE = HEAD + 1 + 96 * MOST_PARTIALS;

/**
 * Kind (1 partial signatures, 4 output), number u64, round u64. Partial signatures: how many u8, and they. Output: the
 * signature, and where rounds are chained the previous one (96 bytes, of round 1 the 32 of the seed).
 */
export function encodeDrandMessage(message: DrandMemberMessage): Uint8Array {
  const encoder = new Encoder()
    .u8(message.type === "partial" ? PARTIAL : OUTPUT)
    .u64(message.number)
    .u64(message.round);
  if (message.type === "partial") {
    encoder.u8(message.signatures.length);
    for (const signature of message.signatures) encoder.fixed(signature, signature.length);
    return encoder.finish();
  }
  const { signature, previous } = message;
  encoder.fixed(signature, signature.length);
  return (previous === null ? encoder : encoder.fixed(previous, previous.length)).finish();
}

/** Reads what encodeDrandMessage wrote, from anybody; null for what is no message. */
export function readDrandMessage(scheme: Scheme, chained: boolean, bytes: Uint8Array): DrandMemberMessage | null {
  if (bytes.length > MAX_DRAND_MESSAGE) return null;
  try {
    return decode(schemeByName(scheme).signatureLength, chained, bytes);
  } catch (error) {
    if (error instanceof FeldsparError) return null;
    throw error;
  }
}

function decode(length: number, chained: boolean, bytes: Uint8Array): DrandMemberMessage | null {
  const decoder = new Decoder(bytes, "drand message");
  const kind = decoder.u8();
  const [number, round] = [Number(decoder.u64()), Number(decoder.u64())];
  if (!Number.isSafeInteger(number) || !Number.isSafeInteger(round + MOST_PARTIALS) || round < 1) return null;
  if (kind === PARTIAL) {
    const count = decoder.u8();
    if (count < 1 || count > MOST_PARTIALS) return null;
    const signatures = Array.from({ length: count }, () => decoder.fixed(length));
    decoder.finish();
    return { type: "partial", number, round, signatures };
  }
  if (kind !== OUTPUT) return null;
  const signature = decoder.fixed(length);
  const previous = chained ? decoder.fixed(round === 1 ? 32 : length) : null;
  decoder.finish();
  return { type: "output", number, round, signature, previous };
}
