// Private messages between miners, as bytes: a sealed share, and its acknowledgement. Senders and receivers are list
// indices; who really sent a message is shown by the envelope (authenticated HPKE) or by the signature, not by these
// fields.
import { Decoder, Encoder, FeldsparError } from "../../encoding/index.js";
import { ENVELOPE_LENGTH } from "../../sealing/cipher.js";

export interface ShareMessage {
  readonly kind: "share";
  readonly session: Uint8Array;
  readonly from: number;
  readonly to: number;
  readonly envelope: Uint8Array;
}

export interface AcknowledgementMessage {
  readonly kind: "acknowledgement";
  readonly session: Uint8Array;
  readonly from: number;
  readonly to: number;
  readonly signature: Uint8Array;
}

export type WireMessage = ShareMessage | AcknowledgementMessage;

/** Longest message that is looked at. */
export const MAX_WIRE_MESSAGE = 256;

/** The bytes of a private message between miners. */
export function encodeWire(message: WireMessage): Uint8Array {
  const share = message.kind === "share";
  return new Encoder()
    .u8(share ? 1 : 2)
    .fixed(message.session, 32)
    .u32(message.from)
    .u32(message.to)
    .bytes(share ? message.envelope : message.signature)
    .finish();
}

/** Throws MALFORMED. */
export function decodeWire(bytes: Uint8Array): WireMessage {
  if (bytes.length > MAX_WIRE_MESSAGE)
    throw new FeldsparError("MALFORMED", `message: expected at most ${MAX_WIRE_MESSAGE} bytes`);
  const decoder = new Decoder(bytes, "message");
  const kind = decoder.u8();
  const session = decoder.fixed(32);
  const from = decoder.u32();
  const to = decoder.u32();
  const body = decoder.bytes(96);
  decoder.finish();
  if (kind === 1 && body.length === ENVELOPE_LENGTH) return { kind: "share", session, from, to, envelope: body };
  if (kind === 2) return { kind: "acknowledgement", session, from, to, signature: body };
  throw new FeldsparError("MALFORMED", `message: unknown kind ${kind} with ${body.length} bytes`);
}
