// Acknowledgements: this miner's own for shares that are right, and everybody else's for its shares.
import { equalBytes, FeldsparError } from "../../encoding/index.js";
import { identityDst } from "../identity.js";
import { bitmapOfIndices } from "../payloads.js";
import { acknowledgementMessage } from "../session.js";
import type { OutgoingShare } from "./state.js";
import { submit } from "./submit.js";
import type { Turn } from "./turn.js";

function messageOf({ session, onChain }: Turn, dealer: number): Uint8Array {
  return acknowledgementMessage(session.id, dealer, onChain.contributions[dealer - 1]!.hash);
}

/** This miner's acknowledgement of a dealer's share. */
export function signOwn(turn: Turn, dealer: number): Uint8Array {
  return turn.options.work.signAcknowledgement(messageOf(turn, dealer), turn.identity.secretKey);
}

/** An acknowledgement that came; who sent it is a claim until the signature is verified. */
export function takeAcknowledgement(turn: Turn, session: Uint8Array, from: number, signature: Uint8Array): void {
  if (!turn.isCurrent(session, "share") || !turn.isOther(from)) return;
  if (signature.length !== turn.scheme.signatureLength) return;
  const held = turn.session.outgoing[from - 1]!;
  if (held.valid === true) return;
  const first = held.acknowledgement === null || equalBytes(held.acknowledgement, signature);
  // do not let a forged one crowd out the right one
  if (!first && !isAcknowledgement(turn, from, signature)) return;
  turn.setOutgoing(from, { acknowledgement: signature, valid: first ? null : true });
  const waits = ({ acknowledgement }: OutgoingShare, position: number) =>
    acknowledgement === null && turn.isOther(position + 1);
  if (turn.session.outgoing.some(waits)) return;
  checkAcknowledgements(turn);
  submitShared(turn);
}

/** "Everybody has acknowledged", once all that did are verified and stored. */
export function submitShared(turn: Turn): void {
  const all = turn.others().every((index) => turn.session.outgoing[index - 1]!.valid === true);
  if (all) submit(turn, "share", () => new Uint8Array(0));
}

function isAcknowledgement(turn: Turn, from: number, signature: Uint8Array): boolean {
  const { publicKey } = turn.onChain.list[from - 1]!;
  const DST = identityDst(turn.options.scheme);
  try {
    return turn.scheme.verify(signature, messageOf(turn, turn.session.index), publicKey, { DST });
  } catch (error) {
    if (error instanceof FeldsparError) return false;
    throw error;
  }
}

/**
 * One verification for all unchecked acknowledgements; one by one only if that fails. Bad ones are forgotten, and
 * asked for again.
 */
export function checkAcknowledgements(turn: Turn): void {
  const unchecked = turn.others().filter((index) => {
    const { acknowledgement, valid } = turn.session.outgoing[index - 1]!;
    return acknowledgement !== null && valid === null;
  });
  if (unchecked.length === 0) return;
  const signatures = unchecked.map((index) => turn.session.outgoing[index - 1]!.acknowledgement!);
  const allGood = verifyTogether(turn, unchecked, signatures);
  const outgoing = [...turn.session.outgoing];
  unchecked.forEach((index, position) => {
    if (allGood || isAcknowledgement(turn, index, signatures[position]!)) {
      outgoing[index - 1] = { ...outgoing[index - 1]!, valid: true };
    } else {
      outgoing[index - 1] = { ...outgoing[index - 1]!, acknowledgement: null, valid: null };
      turn.effects.push({ type: "evidence", against: index, code: "BAD_ACKNOWLEDGEMENT" });
    }
  });
  turn.update({ outgoing });
}

function verifyTogether(turn: Turn, from: readonly number[], signatures: readonly Uint8Array[]): boolean {
  const { scheme, cache, work } = turn.options;
  try {
    const keys = cache.keyTable(
      scheme,
      turn.onChain.list.map((member) => member.publicKey),
    );
    const aggregate = work.aggregateAcknowledgements(signatures);
    const key = keys.aggregate(bitmapOfIndices(from, turn.onChain.list.length));
    return turn.scheme.verify(aggregate, messageOf(turn, turn.session.index), key, { DST: identityDst(scheme) });
  } catch (error) {
    if (error instanceof FeldsparError) return false;
    throw error;
  }
}
