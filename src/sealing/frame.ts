// Private messages between miners, as bytes (protocol §4): what kind, in which session or round, from whom, to whom,
// and what it says, under a MAC of the two miners' long-term keys. Who sent a message is what the MAC proves. Reading
// is bounded and proves nothing yet: see channel.ts.
import { reading } from "../../bindings/arguments.js";
import { checkBytes, isBytes } from "../../bindings/bytes.js";
import { concatBytes, Decoder, Encoder, FeldsparError, fromHex, TAG, toHex } from "../encoding/index.js";

/** By their byte, from 1. */
export const FRAME_KINDS = [
  ...(["share", "acknowledgement"] as const),
  ...(["partial", "vote", "timeout-certificate", "output", "request"] as const),
  "lot",
] as const;
export type FrameKind = (typeof FRAME_KINDS)[number];
/** What belongs to a session. */
export type SessionKind = "share" | "acknowledgement";

/** What a message belongs to: a session, or a round of the magic block with this number ("lot": an attempt). */
export type FrameScope =
  | { readonly kind: SessionKind; readonly session: Uint8Array }
  | { readonly kind: Exclude<FrameKind, SessionKind>; readonly number: number; readonly round: number };

export type Frame = FrameScope & {
  /** Ids, 64 hex digits each. */
  readonly from: string;
  readonly to: string;
  readonly body: Uint8Array;
};

export const MAC_LENGTH = 32;
const ID_LENGTH = 32;
/** Bytes of a session's message without its body and its MAC, and at most of a round's. */
const AROUND_BODY = 1 + 32 + 2 * ID_LENGTH + 4;
/** Most bytes of a body: the longest are sealed shares. */
export const MAX_FRAME_BODY = 1536;
/** Longest message that is looked at. */
export const MAX_FRAME = AROUND_BODY + MAX_FRAME_BODY + MAC_LENGTH;

const NO_MAC = new Uint8Array(MAC_LENGTH);

function isOfSession(scope: FrameScope): scope is Extract<FrameScope, { kind: SessionKind }> {
  return scope.kind === "share" || scope.kind === "acknowledgement";
}

/** The message and room for so many bytes after it. */
function write(frame: Frame, after: number): Encoder {
  const encoder = new Encoder(undefined, AROUND_BODY + frame.body.length + after);
  encoder.u8(frameKindByte(frame.kind));
  if (isOfSession(frame)) encoder.fixed(frame.session, 32);
  else encoder.u64(frame.number).u64(frame.round);
  return encoder.fixed(idBytes(frame.from), ID_LENGTH).fixed(idBytes(frame.to), ID_LENGTH).bytes(frame.body);
}

/** Ids as bytes: the same few stand in all messages of a session. */
const knownIds = new Map<string, Uint8Array>();
const MOST_KNOWN_IDS = 1 << 13;

/** The 32 bytes of an id, which nobody changes. Throws BAD_HEX, BAD_LENGTH. */
export function idBytes(id: string): Uint8Array {
  let bytes = knownIds.get(id);
  if (bytes === undefined) {
    bytes = fromHex(id);
    checkBytes(bytes, "id", ID_LENGTH);
    if (knownIds.size >= MOST_KNOWN_IDS) knownIds.clear();
    knownIds.set(id, bytes);
  }
  return bytes;
}

export function frameKindByte(kind: FrameKind): number {
  return 1 + FRAME_KINDS.indexOf(kind);
}

/** What the MAC covers begins with its tag; the message without its MAC follows. */
export const FRAME_TAG = new Encoder(TAG.message).finish();

/** The message without its MAC. */
export function frameBytes(frame: Frame): Uint8Array {
  return write(frame, 0).finish();
}

/**
 * What the MAC of a message covers: a tag, and all of the message but the MAC. Throws BAD_TYPE, BAD_INTEGER, BAD_HEX,
 * BAD_LENGTH.
 *
 * @example
 * const frame = { kind: "share" as const, session, from: miners[0].id, to: miners[1].id, body: bytesOf("sealed") };
 * const { bytes, mac } = decodeFrame(encodeFrame(frame, new Uint8Array(32)));
 * bytes.length + mac.length; //=> encodeFrame(frame, mac).length
 * frameMessage(frame).length > bytes.length; //=> true
 */
export function frameMessage(frame: Frame): Uint8Array {
  return reading("frameMessage", (): Uint8Array => {
    return concatBytes(FRAME_TAG, frameBytes(frame));
  });
}

/**
 * The message as it travels: kind, scope, sender, receiver, body, and the MAC of 32 bytes. Throws BAD_TYPE,
 * BAD_INTEGER, BAD_HEX, BAD_LENGTH for what has no bytes.
 *
 * @example
 * const frame = { kind: "share" as const, session, from: miners[0].id, to: miners[1].id, body: bytesOf("sealed") };
 * decodeFrame(encodeFrame(frame, new Uint8Array(32))).frame; //=> { ...frame, body: Uint8Array.from(frame.body) }
 */
export function encodeFrame(frame: Frame, mac: Uint8Array): Uint8Array {
  return reading("encodeFrame", (): Uint8Array => write(frame, MAC_LENGTH).fixed(mac, MAC_LENGTH).finish());
}

/** The same under the MAC that is made of the bytes before it. */
export function sealFrame(frame: Frame, macOf: (bytes: Uint8Array) => Uint8Array): Uint8Array {
  const bytes = encodeFrame(frame, NO_MAC);
  const end = bytes.length - MAC_LENGTH;
  bytes.set(macOf(bytes.subarray(0, end)), end);
  return bytes;
}

/** A message as it came: nothing in it is proved. */
export interface ReadFrame {
  readonly frame: Frame;
  /** The frame's bytes, which are its only encoding. */
  readonly bytes: Uint8Array;
  readonly mac: Uint8Array;
}

/**
 * Reads a message; nothing in it is proved (`FrameChannel.isAuthentic`). Throws MALFORMED, for what is too long before
 * anything of it is read; BAD_TYPE.
 *
 * @example
 * const frame = { kind: "share" as const, session, from: miners[0].id, to: miners[1].id, body: bytesOf("sealed") };
 * decodeFrame(encodeFrame(frame, new Uint8Array(32))).mac.length; //=> 32
 * decodeFrame(new Uint8Array(3)); //=> throws MALFORMED
 */
export function decodeFrame(bytes: Uint8Array): ReadFrame {
  return reading("decodeFrame", (): ReadFrame => {
    if (bytes.length > MAX_FRAME) throw new FeldsparError("MALFORMED", `message: expected at most ${MAX_FRAME} bytes`);
    const decoder = new Decoder(bytes, "message");
    const scope = readScope(decoder);
    const from = toHex(decoder.fixed(32));
    const to = toHex(decoder.fixed(32));
    const body = decoder.bytes(MAX_FRAME_BODY);
    const mac = decoder.fixed(MAC_LENGTH);
    decoder.finish();
    return { frame: { ...scope, from, to, body }, bytes: bytes.subarray(0, bytes.length - MAC_LENGTH), mac };
  });
}

function readScope(decoder: Decoder): FrameScope {
  const byte = decoder.u8();
  const kind = FRAME_KINDS[byte - 1] ?? decoder.refuse(`unknown kind ${byte}`);
  if (kind === "share" || kind === "acknowledgement") return { kind, session: decoder.fixed(32) };
  return { kind, number: safe(decoder), round: safe(decoder) };
}

function safe(decoder: Decoder): number {
  const value = decoder.u64();
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) decoder.refuse("a number is too large");
  return Number(value);
}

/** Junk shows at its first byte, and at the length that it states for its body: no error need be made of it. */
function hasFrameLength(bytes: Uint8Array): boolean {
  const kind = FRAME_KINDS[(bytes[0] ?? 0) - 1];
  if (kind === undefined) return false;
  const scope = kind === "share" || kind === "acknowledgement" ? 32 : 16;
  const body = 1 + scope + 2 * ID_LENGTH + 4;
  if (bytes.length < body + MAC_LENGTH) return false;
  const stated = new DataView(bytes.buffer, bytes.byteOffset).getUint32(body - 4);
  return bytes.length === body + stated + MAC_LENGTH;
}

/**
 * Reads a message as `decodeFrame`, with null for what is none. Never throws.
 *
 * @example
 * readFrame(new Uint8Array(3)); //=> null
 * const [from, to] = miners.map(({ id }) => id);
 * const frame = { kind: "lot" as const, number: 2, round: 1, from, to, body: bytesOf("a part of the lot") };
 * readFrame(encodeFrame(frame, new Uint8Array(32)))!.frame.to; //=> to
 */
export function readFrame(bytes: Uint8Array): ReadFrame | null {
  if (!isBytes(bytes) || !hasFrameLength(bytes)) return null;
  try {
    return decodeFrame(bytes);
  } catch (error) {
    if (error instanceof FeldsparError) return null;
    throw error;
  }
}
