// Private messages, between bytes on the wire and what the state machine says and is told: frames are authenticated,
// shares sealed and opened here. What is not authenticated does nothing, and its cost is bounded: its length first, its
// kind, whether its ends are known to the session or the block that it names, then the MAC. An index means something
// only in the lists of its own session, so nothing is looked up in another.
import { checkBytes, equalBytes, FeldsparError } from "../encoding/index.js";
import type { ChannelKeys, MessageChannel } from "../sealing/channel.js";
import type { ShareCipher } from "../sealing/cipher.js";
import { type Frame, readFrame } from "../sealing/frame.js";
import { membersById, positionsById } from "../view-change/contract/look-ups.js";
import { memberAt } from "../view-change/contract/state.js";
import type { MinerEffect, MinerEvent, MinerMessage, Now } from "../view-change/miner/events.js";
import type { MinerState } from "../view-change/miner/state.js";
import type { EvidenceNotice } from "./evidence.js";
import type { Judgement } from "./judgement.js";
import type { Outgoing } from "./ring.js";

/** One miner's end of its private messages. */
export interface Secrecy {
  /** The miner's id. */
  readonly id: string;
  readonly channel: MessageChannel;
  readonly cipher: ShareCipher;
}

/** A message that this miner may look at once its MAC is verified under these keys. */
interface Expected {
  readonly keys: ChannelKeys;
  /** What it says; null when it is nothing for the miner after all. */
  readonly open: () => MinerMessage | null | Promise<MinerMessage | null>;
}

type Notify = (notice: EvidenceNotice) => void;

/**
 * Is this a message to this miner, by somebody whom it knows now, under that one's key? At the cost of one MAC. Throws
 * BAD_TYPE for what is no bytes.
 */
export async function judgeMessage(
  secrecy: Secrecy,
  bytes: Uint8Array,
  state: MinerState,
  now: Now,
): Promise<Judgement> {
  checkBytes(bytes, "message");
  const read = readFrame(bytes);
  if (read === null || read.frame.to !== secrecy.id || read.frame.from === secrecy.id) return { verdict: "malformed" };
  const expected = expectedOf(secrecy, read.frame, state, now, () => {});
  if (expected === null) return { verdict: "unknown" };
  const good = await secrecy.channel.isAuthentic(read, expected.keys);
  return good ? { verdict: "authentic", from: read.frame.from } : { verdict: "bad-mac" };
}

/** What the miner is told of a message as it came; null when it is nothing for it. */
export async function eventOf(
  secrecy: Secrecy,
  bytes: Uint8Array,
  state: MinerState,
  now: Now,
  notify: Notify,
): Promise<MinerEvent | null> {
  const read = readFrame(bytes);
  if (read === null || read.frame.to !== secrecy.id || read.frame.from === secrecy.id) return null;
  const expected = expectedOf(secrecy, read.frame, state, now, notify);
  if (expected === null || !(await secrecy.channel.isAuthentic(read, expected.keys))) return null;
  const message = await expected.open();
  return message === null ? null : { ...message, ...now };
}

function expectedOf(
  secrecy: Secrecy,
  frame: Frame,
  state: MinerState,
  { chain }: Now,
  notify: Notify,
): Expected | null {
  if (frame.kind === "lot") return expectedLot(secrecy, frame, chain);
  if (frame.kind !== "share" && frame.kind !== "acknowledgement") return null;
  const mine = state.session;
  const { session } = chain;
  if (mine === null || session === null || !equalBytes(mine.id, session.id)) return null;
  if (!equalBytes(frame.session, session.id)) return null;
  const { dealers, receivers } = session;
  const { from: sender, body } = frame;
  if (frame.kind === "acknowledgement") {
    const from = membersById(receivers).get(sender);
    const own = memberAt(dealers, mine.dealer);
    if (from === undefined || own === undefined) return null;
    return {
      keys: { own: own.encryptionKey, peer: from.encryptionKey },
      open: () => ({ type: "acknowledgement", session: session.id, from: from.index, signature: body }),
    };
  }
  const from = membersById(dealers).get(sender);
  const own = memberAt(receivers, mine.receiver);
  if (from === undefined || own === undefined) return null;
  return {
    keys: { own: own.encryptionKey, peer: from.encryptionKey },
    open: () => openShare(secrecy, { from, receiver: own.index, envelope: body }, mine, notify),
  };
}

async function openShare(
  { cipher }: Secrecy,
  share: {
    readonly from: { readonly index: number; readonly id: string; readonly encryptionKey: Uint8Array };
    readonly receiver: number;
    readonly envelope: Uint8Array;
  },
  { id: session, keys }: NonNullable<MinerState["session"]>,
  notify: Notify,
): Promise<MinerMessage | null> {
  const { index, id, encryptionKey } = share.from;
  if (keys === null) return null;
  const { publicKey, privateKey } = keys;
  // its key is wiped because every share is in: the dealer lacks the acknowledgement
  if (privateKey === null) return { type: "share-again", session, from: index };
  try {
    const context = { session, dealer: index, receiver: share.receiver };
    const opening = { own: { publicKey, privateKey }, dealer: encryptionKey };
    const plaintext = await cipher.open(context, opening, share.envelope);
    return { type: "share", session, from: index, plaintext };
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    notify({ against: id, code: "BAD_ENVELOPE", evidence: null });
    return null;
  }
}

/** Between members in office, while the chain waits for a lot. */
function expectedLot(
  { id }: Secrecy,
  { number, round: attempt, from, body }: Extract<Frame, { readonly round: number }>,
  { current, closing }: Now["chain"],
): Expected | null {
  const members = current.magicBlock?.members;
  if (members === undefined || closing === null || number !== current.number + 1) return null;
  const positions = positionsById(members);
  const [own, sender] = [positions.get(id), positions.get(from)];
  if (own === undefined || sender === undefined) return null;
  return {
    keys: { own: members[own]!.encryptionKey, peer: members[sender]!.encryptionKey },
    open: () => ({ type: "lot", number, attempt, from, signature: body }),
  };
}

/** The private message that an effect asks for; null for other effects, and where a key is of no use. */
export async function messageOf(secrecy: Secrecy, effect: MinerEffect): Promise<Outgoing | null> {
  if (effect.type !== "send-share" && effect.type !== "send-acknowledgement" && effect.type !== "send-lot") return null;
  const { own, to } = effect;
  try {
    const frame = await frameOf(secrecy, effect);
    return { to: to.id, bytes: await secrecy.channel.seal(frame, { own, peer: to.encryptionKey }) };
  } catch {
    return null; // a peer's key of no use, or a key that this miner does not have any more: nobody is told
  }
}

async function frameOf(
  { id, cipher }: Secrecy,
  effect: Extract<MinerEffect, { readonly type: "send-share" | "send-acknowledgement" | "send-lot" }>,
): Promise<Frame> {
  const ends = { from: id, to: effect.to.id };
  if (effect.type === "send-acknowledgement") {
    return { kind: "acknowledgement", session: effect.session, ...ends, body: effect.signature };
  }
  if (effect.type === "send-lot") {
    return { kind: "lot", number: effect.number, round: effect.attempt, ...ends, body: effect.signature };
  }
  const { session, dealer, receiver, own, sessionKey, plaintext } = effect;
  const envelope = await cipher.seal({ session, dealer, receiver }, { own, receiver: sessionKey }, plaintext);
  return { kind: "share", session, ...ends, body: envelope };
}
