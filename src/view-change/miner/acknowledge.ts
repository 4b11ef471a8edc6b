// Acknowledgements: this miner's own for shares that are right, and everybody else's for its shares. Who sent one is
// proved when it comes; whether it is one, the signature says, and only a verified one ends the sending of a share.
import { FeldsparError } from "../../encoding/index.js";
import { verifiesLongTerm } from "../../magic-block/index.js";
import { identityDst } from "../identity.js";
import { bitmapOfIndices } from "../payloads.js";
import { acknowledgementMessage } from "../session.js";
import { submit } from "./submit.js";
import type { Turn } from "./turn.js";

/** So many of one receiver that do not verify are looked at. */
const MOST_REFUSED = 8;

function messageOf({ session, onChain }: Turn, dealer: number): Uint8Array {
  return acknowledgementMessage(session.id, dealer, onChain.contributions[dealer - 1]!.hash);
}

/** This miner's acknowledgement of a dealer's share. */
export function signOwn(turn: Turn, dealer: number): Uint8Array {
  return turn.options.work.signAcknowledgement(messageOf(turn, dealer), turn.identity.secretKey);
}

/** An acknowledgement that came. True when it was the last one, and all are verified now. */
export function takeAcknowledgement(turn: Turn, session: Uint8Array, from: number, signature: Uint8Array): boolean {
  if (!turn.takesMessagesOf(session) || !turn.deals || !turn.isOtherReceiver(from)) return false;
  if (turn.session.transactions.publication !== undefined) return false;
  if (signature.length !== turn.scheme.signatureLength) return false;
  const held = turn.session.outgoing[from - 1]!;
  if (held.valid === true || held.refused >= MOST_REFUSED) return false;
  turn.setOutgoing(from, { acknowledgement: signature, valid: null });
  if (turn.otherReceivers().some((index) => turn.session.outgoing[index - 1]!.acknowledgement === null)) return false;
  checkAcknowledgements(turn);
  return hasAll(turn);
}

/** Has every receiver left acknowledged, and is it verified? */
export function hasAll(turn: Turn): boolean {
  return turn.otherReceivers().every((index) => turn.session.outgoing[index - 1]!.valid === true);
}

/** "Everybody has acknowledged", once all that did are verified and stored. */
export function submitShared(turn: Turn): void {
  if (turn.chain.phase === "share" && hasAll(turn)) submit(turn, "shared", () => new Uint8Array(0));
}

/**
 * One verification for all unchecked acknowledgements; one by one only if that fails. Bad ones are forgotten, and
 * asked for again.
 */
export function checkAcknowledgements(turn: Turn): void {
  const unchecked = turn.otherReceivers().filter((index) => {
    const { acknowledgement, valid } = turn.session.outgoing[index - 1]!;
    return acknowledgement !== null && valid === null;
  });
  if (unchecked.length === 0) return;
  const signatures = unchecked.map((index) => turn.session.outgoing[index - 1]!.acknowledgement!);
  const allGood = verifyTogether(turn, unchecked, signatures);
  const outgoing = [...turn.session.outgoing];
  unchecked.forEach((index, position) => {
    const held = outgoing[index - 1]!;
    if (allGood || isAcknowledgement(turn, index, signatures[position]!)) {
      outgoing[index - 1] = { ...held, valid: true };
    } else {
      outgoing[index - 1] = { ...held, acknowledgement: null, valid: null, refused: held.refused + 1 };
      const against = turn.receiverAt(index).id;
      turn.effects.push({ type: "evidence", against, code: "BAD_ACKNOWLEDGEMENT", evidence: null });
    }
  });
  turn.update({ outgoing });
}

function isAcknowledgement(turn: Turn, from: number, signature: Uint8Array): boolean {
  const { publicKey } = turn.receiverAt(from);
  return verifiesLongTerm(turn.options.scheme, signature, messageOf(turn, turn.session.dealer), publicKey);
}

function verifyTogether(turn: Turn, from: readonly number[], signatures: readonly Uint8Array[]): boolean {
  const { scheme, cache, work } = turn.options;
  const { receivers } = turn.onChain;
  try {
    const keys = cache.keyTable(
      scheme,
      receivers.map((member) => member.publicKey),
    );
    const aggregate = work.aggregateAcknowledgements(signatures);
    const key = keys.aggregate(bitmapOfIndices(from, receivers.length));
    return turn.scheme.verify(aggregate, messageOf(turn, turn.session.dealer), key, { DST: identityDst(scheme) });
  } catch (error) {
    if (error instanceof FeldsparError) return false;
    throw error;
  }
}
