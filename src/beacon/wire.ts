// Bodies of the private messages between the members of a beacon, as bytes of a fixed length for each kind and scheme.
// Who sent one is shown by the MAC around it, not here.
import { reading, recordOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { schemeByName } from "../bls/index.js";
import { Decoder, Encoder, FeldsparError, fail, isBytes } from "../encoding/index.js";
import type { BeaconView } from "./record.js";

/** Which round of which view a message is about. */
interface About {
  /** Magic block number. */
  readonly number: number;
  readonly round: number;
}

/** A member's partial signature of a round. */
export interface BeaconPartialMessage extends About {
  readonly type: "partial";
  readonly timeoutCount: number;
  readonly previousRandomness: Uint8Array;
  readonly signature: Uint8Array;
}

/** A member's vote for a round to go on under `timeoutCount`, one above the count in force. */
export interface BeaconVoteMessage extends About {
  readonly type: "vote";
  readonly timeoutCount: number;
  readonly signature: Uint8Array;
}

/** What t votes made: the group's signature for a round to go on under `timeoutCount`. */
export interface BeaconCertificateMessage extends About {
  readonly type: "certificate";
  readonly timeoutCount: number;
  readonly signature: Uint8Array;
}

/** What came out of a round. */
export interface BeaconOutputMessage extends About {
  readonly type: "output";
  readonly timeoutCount: number;
  readonly previousRandomness: Uint8Array;
  readonly signature: Uint8Array;
}

/** Asks for what came out of a round. */
export interface BeaconRequestMessage extends About {
  readonly type: "request";
}

export type BeaconMessage =
  | BeaconPartialMessage
  | BeaconVoteMessage
  | BeaconCertificateMessage
  | BeaconOutputMessage
  | BeaconRequestMessage;

type Kind = BeaconMessage["type"];

const KINDS: readonly Kind[] = ["partial", "vote", "certificate", "output", "request"];
const FIELDS = ["type", "number", "round", "timeoutCount", "previousRandomness", "signature"] as never[];
const chained = (type: Kind) => type === "partial" || type === "output";

/** Longest message that is looked at. */
export const MAX_BEACON_MESSAGE = 1 + 8 + 8 + 4 + 32 + 96;

/**
 * Kind (1 partial, 2 vote, 3 certificate, 4 output, 5 request), number u64, round u64; all but a request: timeout count
 * u32; partial and output: previous randomness; all but a request: signature, 48 or 96 bytes by the scheme. Throws
 * BAD_LENGTH, BAD_INTEGER, BAD_TYPE for what is no message.
 *
 * @example
 * const request = { type: "request" as const, number: 1, round: 7 };
 * encodeBeaconMessage("min-sig", request).length; //=> 17
 */
export function encodeBeaconMessage(scheme: BeaconView["scheme"], message: BeaconMessage): Uint8Array {
  const { signatureLength } = schemeByName(scheme);
  return reading("beacon message", () => encode(recordOf<BeaconMessage>(message, "message", FIELDS), signatureLength));
}

function encode(message: BeaconMessage, signatureLength: number): Uint8Array {
  const kind = KINDS.indexOf(message.type);
  if (kind < 0) fail("BAD_TYPE", `message: expected a type of ${KINDS.join(", ")}`);
  const encoder = new Encoder()
    .u8(kind + 1)
    .u64(message.number)
    .u64(message.round);
  if (message.type === "request") return encoder.finish();
  encoder.u32(message.timeoutCount);
  if (message.type === "partial" || message.type === "output") encoder.fixed(message.previousRandomness, 32);
  return encoder.fixed(message.signature, signatureLength).finish();
}

/**
 * Reads what encodeBeaconMessage wrote, from anybody. Throws MALFORMED, and BAD_TYPE for what are no bytes.
 *
 * @example
 * const request = { type: "request" as const, number: 1, round: 7 };
 * decodeBeaconMessage("min-sig", encodeBeaconMessage("min-sig", request)); //=> request
 * decodeBeaconMessage("min-sig", new Uint8Array(3)); //=> throws MALFORMED
 */
export function decodeBeaconMessage(scheme: BeaconView["scheme"], bytes: Uint8Array): BeaconMessage {
  checkBytes(bytes, "beacon message");
  const { signatureLength } = schemeByName(scheme);
  const decoder = new Decoder(bytes, "beacon message");
  if (bytes.length > MAX_BEACON_MESSAGE) decoder.refuse(`expected at most ${MAX_BEACON_MESSAGE} bytes`);
  const kind = decoder.u8();
  const type = KINDS[kind - 1] ?? decoder.refuse(`expected a kind from 1 to ${KINDS.length}, got ${kind}`);
  const safe = (value: bigint) =>
    value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : decoder.refuse("expected a number below 2^53");
  const fields: Record<string, unknown> = { type, number: safe(decoder.u64()), round: safe(decoder.u64()) };
  if (type !== "request") {
    fields.timeoutCount = decoder.u32();
    if (chained(type)) fields.previousRandomness = decoder.fixed(32);
    fields.signature = decoder.fixed(signatureLength);
  }
  decoder.finish();
  return fields as unknown as BeaconMessage;
}

const NAMES = ["type", "number", "round", "timeoutCount", "previousRandomness", "signature"] as const;

const whole = (value: unknown, most: number) =>
  Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most;

/** A copy of a message of any shape, with its own fields only; null for what is none. Never throws. */
export function readBeaconMessage(scheme: BeaconView["scheme"], value: unknown): BeaconMessage | null {
  try {
    const read = recordOf<Record<(typeof NAMES)[number], unknown>>(value, "message", NAMES);
    const { type, number, round, timeoutCount, previousRandomness, signature } = read;
    if (!KINDS.includes(type as Kind)) return null;
    if (!whole(number, Number.MAX_SAFE_INTEGER) || !whole(round, Number.MAX_SAFE_INTEGER)) return null;
    const fields: Record<string, unknown> = { type, number, round };
    if (type === "request") return fields as unknown as BeaconMessage;
    if (!whole(timeoutCount, 0xffffffff)) return null;
    if (!isBytes(signature) || signature.length !== schemeByName(scheme).signatureLength) return null;
    Object.assign(fields, { timeoutCount, signature: new Uint8Array(signature) });
    if (!chained(type as Kind)) return fields as unknown as BeaconMessage;
    if (!isBytes(previousRandomness) || previousRandomness.length !== 32) return null;
    return { ...fields, previousRandomness: new Uint8Array(previousRandomness) } as unknown as BeaconMessage;
  } catch (error) {
    if (error instanceof FeldsparError) return null;
    throw error;
  }
}
