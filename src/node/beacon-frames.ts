// Private messages between the members of a beacon, between bytes on the wire and what a member says and is told. What
// a frame names and what its body says must be the same. What is not authenticated does nothing, and its cost is
// bounded: its length first, its kind, the view that it names, its ends, its body, and only then the MAC.
import { type BeaconMessage, decodeBeaconMessage, encodeBeaconMessage, MAX_BEACON_MESSAGE } from "../beacon/index.js";
import { checkBytes, FeldsparError } from "../encoding/index.js";
import type { MagicBlock, SchemeName } from "../magic-block/index.js";
import type { ChannelKeys, MessageChannel } from "../sealing/channel.js";
import { type Frame, type FrameKind, MAX_FRAME, MAX_FRAME_BODY, readFrame } from "../sealing/frame.js";
import { positionsById } from "../view-change/contract/look-ups.js";
import type { Judgement } from "./judgement.js";
import type { Outgoing } from "./ring.js";

/** Longest frame of a beacon that is looked at. */
export const MAX_BEACON_FRAME = MAX_FRAME - MAX_FRAME_BODY + MAX_BEACON_MESSAGE;

const KIND_OF = {
  partial: "partial",
  vote: "vote",
  certificate: "timeout-certificate",
  output: "output",
  request: "request",
} as const satisfies Record<BeaconMessage["type"], FrameKind>;

/** The frame of a message. */
export function beaconFrame(
  scheme: SchemeName,
  message: BeaconMessage,
  ends: { readonly from: string; readonly to: string },
): Frame {
  const { type, number, round } = message;
  return { kind: KIND_OF[type], number, round, ...ends, body: encodeBeaconMessage(scheme, message) };
}

/** What a frame says; null for what is no message, or another one than the frame names. */
export function messageInFrame(scheme: SchemeName, frame: Frame): BeaconMessage | null {
  if (!("round" in frame) || frame.body.length > MAX_BEACON_MESSAGE) return null;
  try {
    const message = decodeBeaconMessage(scheme, frame.body);
    const { type, number, round } = message;
    return KIND_OF[type] === frame.kind && number === frame.number && round === frame.round ? message : null;
  } catch (error) {
    if (error instanceof FeldsparError) return null;
    throw error;
  }
}

/** One member's end of the messages of a view. */
export interface BeaconEnd {
  /** The member's id. */
  readonly id: string;
  readonly block: MagicBlock;
  readonly channel: MessageChannel;
}

/** The keys that are frozen in the block; null where not both are members of it, or it is the same one. */
function keysOf({ id, block: { members } }: BeaconEnd, peer: string): ChannelKeys | null {
  const positions = positionsById(members);
  const [own, other] = [positions.get(id), positions.get(peer)];
  if (own === undefined || other === undefined || own === other) return null;
  return { own: members[own]!.encryptionKey, peer: members[other]!.encryptionKey };
}

/**
 * Is this a message to this member, of another one of the view, under that one's key? At the cost of one MAC.
 * `longest`: in bytes, what is looked at. Throws BAD_TYPE for what is no bytes.
 */
export async function judgeBeaconFrame(
  end: BeaconEnd,
  bytes: Uint8Array,
  longest = MAX_BEACON_FRAME,
): Promise<Judgement> {
  checkBytes(bytes, "message");
  const read = bytes.length > longest ? null : readFrame(bytes);
  if (read === null || read.frame.to !== end.id) return { verdict: "malformed" };
  const { frame } = read;
  if (!("round" in frame) || frame.kind === "lot" || frame.number !== end.block.number) return { verdict: "unknown" };
  const keys = keysOf(end, frame.from);
  if (keys === null) return { verdict: "unknown" };
  const good = await end.channel.isAuthentic(read, keys);
  return good ? { verdict: "authentic", from: frame.from } : { verdict: "bad-mac" };
}

/** A member's frame of this view, with what is read from it; null when it is nothing for this one. */
export async function openedFrame<Message>(
  end: BeaconEnd,
  bytes: Uint8Array,
  longest: number,
  messageIn: (frame: Frame) => Message | null,
): Promise<(Message & { readonly from: string }) | null> {
  if (bytes.length > longest) return null;
  const read = readFrame(bytes);
  if (read === null || read.frame.to !== end.id) return null;
  const { frame } = read;
  if (!("round" in frame) || frame.kind === "lot" || frame.number !== end.block.number) return null;
  const keys = keysOf(end, frame.from);
  if (keys === null) return null;
  const message = messageIn(frame);
  if (message === null || !(await end.channel.isAuthentic(read, keys))) return null;
  return { ...message, from: frame.from };
}

/** What a member says in a message as it came, and who it is; null when it is nothing for this one. */
export function heardIn(
  end: BeaconEnd,
  bytes: Uint8Array,
): Promise<(BeaconMessage & { readonly from: string }) | null> {
  return openedFrame(end, bytes, MAX_BEACON_FRAME, (frame) => messageInFrame(end.block.scheme, frame));
}

/** A frame as it travels; null for a peer whose key is of no use, or a key that this member has no more. */
export async function sealedFrame(end: BeaconEnd, frame: Frame): Promise<Outgoing | null> {
  const { to } = frame;
  const keys = keysOf(end, to);
  if (keys === null) return null;
  try {
    return { to, bytes: await end.channel.seal(frame, keys) };
  } catch {
    return null;
  }
}

/** The message as it travels; null as in `sealedFrame`. */
export async function sealedFor(end: BeaconEnd, to: string, message: BeaconMessage): Promise<Outgoing | null> {
  return sealedFrame(end, beaconFrame(end.block.scheme, message, { from: end.id, to }));
}
