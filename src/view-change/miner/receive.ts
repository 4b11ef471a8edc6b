// A receiver's shares: taken from every dealer left, checked together, acknowledged when they are right. What proves a
// dealer wrong is kept; what proves nothing is as if it had not come.
import { equalBytes, FeldsparError } from "../../encoding/index.js";
import { decodeShareProof, isSignedShare, MAX_SHARE_PROOF, type ShareEvidence } from "../evidence.js";
import { signOwn } from "./acknowledge.js";
import type { NoticeCode } from "./events.js";
import { isScalar } from "./key.js";
import type { Turn } from "./turn.js";

const SHARE_LENGTH = 32;
/** So many of one dealer that are neither right nor signed are looked at. */
export const MOST_REFUSED = 8;

function checkSoon({ effects, event, options }: Turn): void {
  effects.push({ type: "wake", at: event.time + options.batchDelay });
}

/** A share that came and was opened: who sent it is proved, what it says is not. */
export function takeShare(turn: Turn, session: Uint8Array, from: number, plaintext: Uint8Array): void {
  if (!turn.takesMessagesOf(session) || !turn.isOtherDealer(from) || !turn.receives) return;
  if (plaintext.length < SHARE_LENGTH) return;
  const share = plaintext.slice(0, SHARE_LENGTH);
  const proof = plaintext.slice(SHARE_LENGTH, SHARE_LENGTH + MAX_SHARE_PROOF);
  const held = turn.session.incoming[from - 1]!;
  if (held.share === null) {
    if (held.refused >= MOST_REFUSED) return;
    turn.setIncoming(from, { share, proof, valid: null });
    checkSoon(turn);
  } else if (!equalBytes(held.share, share)) takeSecond(turn, from, share, proof);
  else if (held.acknowledgement !== null) sendAcknowledgement(turn, from);
  // it has not been made: the miner may have been restarted since the share came
  else if (held.valid === null && !held.conflict) checkSoon(turn);
}

/** A share that came again and cannot be opened any more, or need not be: its acknowledgement was lost. */
export function takeShareAgain(turn: Turn, session: Uint8Array, from: number): void {
  if (!turn.takesMessagesOf(session) || !turn.isOtherDealer(from)) return;
  if (turn.session.incoming[from - 1]!.acknowledgement !== null) sendAcknowledgement(turn, from);
}

function sendAcknowledgement(turn: Turn, dealer: number): void {
  const { id, receiver, incoming } = turn.session;
  turn.effects.push({
    type: "send-acknowledgement",
    session: id,
    own: turn.receiverAt(receiver).encryptionKey,
    to: turn.dealerAt(dealer),
    signature: incoming[dealer - 1]!.acknowledgement!,
  });
}

/**
 * A second, different share. Only what its dealer has signed counts, and two that it has signed are two things said:
 * nothing is acknowledged then. What was acknowledged before was right and stays.
 */
function takeSecond(turn: Turn, dealer: number, share: Uint8Array, proof: Uint8Array): void {
  const held = turn.session.incoming[dealer - 1]!;
  if (held.conflict || held.valid === false || held.refused >= MOST_REFUSED) return;
  const second = signedClaim(turn, dealer, share, proof);
  if (second === null) {
    turn.setIncoming(dealer, { refused: held.refused + 1 });
    return;
  }
  if (held.valid === true) {
    // one share is right, so this one is not
    turn.setIncoming(dealer, { conflict: true, refused: held.refused + 1 });
    accuse(turn, dealer, "TWO_SHARES", second);
    return;
  }
  const first = signedClaim(turn, dealer, held.share!, held.proof!);
  if (first === null) {
    turn.setIncoming(dealer, { share, proof, refused: held.refused + 1 });
    checkSoon(turn);
    return;
  }
  // at most one of two is right; the other one is the evidence, and the right one leaves this miner never
  const secondIsWrong = wrongShares(turn, [{ dealer, share }]).has(0);
  const kept = secondIsWrong ? { share, proof } : {};
  turn.setIncoming(dealer, { ...kept, valid: false, conflict: true });
  accuse(turn, dealer, "TWO_SHARES", secondIsWrong ? second : first);
}

/** The share as evidence, if its dealer has signed it; it says nothing of whether it is right. */
function signedClaim(turn: Turn, dealer: number, share: Uint8Array, proof: Uint8Array): ShareEvidence | null {
  const { options, onChain, session } = turn;
  try {
    const { signature, path } = decodeShareProof(options.scheme, proof);
    const claim = { dealer, receiver: session.receiver, share, signature, path };
    if (!isSignedShare({ session: onChain, scheme: options.scheme }, claim)) return null;
    return { type: "share", session: session.id, mpkHash: onChain.contributions[dealer - 1]!.hash, ...claim };
  } catch (error) {
    if (error instanceof FeldsparError) return null;
    throw error;
  }
}

function accuse(turn: Turn, dealer: number, code: NoticeCode, evidence: ShareEvidence): void {
  turn.effects.push({ type: "evidence", against: turn.dealerAt(dealer).id, code, evidence });
}

/** After a restart: what was stored may not have been told. */
export function accuseAgain(turn: Turn): void {
  turn.session.incoming.forEach(({ share, proof, valid, conflict }, position) => {
    if (valid !== false || share === null || proof === null) return;
    const claim = signedClaim(turn, position + 1, share, proof);
    if (claim !== null) accuse(turn, position + 1, conflict ? "TWO_SHARES" : "BAD_SHARE", claim);
  });
}

/**
 * Checks all unchecked shares in one batch, names the bad ones, acknowledges the good ones. Not at a block, unless
 * `now`: others may be on their way.
 */
export function checkShares(turn: Turn, now: boolean): void {
  if ((!now && turn.event.type === "block") || !turn.receives) return;
  const unchecked = turn.otherDealers().filter((index) => {
    const { share, valid, conflict } = turn.session.incoming[index - 1]!;
    return share !== null && valid === null && !conflict;
  });
  if (unchecked.length === 0) return;
  const wrong = wrongShares(
    turn,
    unchecked.map((dealer) => ({ dealer, share: turn.session.incoming[dealer - 1]!.share! })),
  );
  unchecked.forEach((dealer, position) => {
    if (wrong.has(position)) refuse(turn, dealer);
    else accept(turn, dealer);
  });
}

function accept(turn: Turn, dealer: number): void {
  const { chain, onChain } = turn;
  const right = { valid: true, proof: null };
  const inTime = (chain.phase === "share" || chain.phase === "publish") && !onChain.publications[dealer - 1];
  if (!inTime) {
    turn.setIncoming(dealer, right);
    return;
  }
  turn.setIncoming(dealer, { ...right, acknowledgement: signOwn(turn, dealer) });
  sendAcknowledgement(turn, dealer);
}

/** Its signature and path are looked at only now: with them it is evidence, without them it has not come. */
function refuse(turn: Turn, dealer: number): void {
  const { share, proof, refused } = turn.session.incoming[dealer - 1]!;
  const claim = signedClaim(turn, dealer, share!, proof!);
  if (claim === null) {
    turn.setIncoming(dealer, { share: null, proof: null, refused: refused + 1 });
    return;
  }
  turn.setIncoming(dealer, { valid: false });
  accuse(turn, dealer, "BAD_SHARE", claim);
}

/** Positions of those that do not fit their dealers' commitments. */
function wrongShares(
  turn: Turn,
  shares: readonly { readonly dealer: number; readonly share: Uint8Array }[],
): Set<number> {
  const { session, onChain, options } = turn;
  const { partyId } = turn.receiverAt(session.receiver);
  const wrong = new Set<number>();
  const places: number[] = [];
  shares.forEach(({ share }, position) => {
    if (isScalar(share)) places.push(position);
    else wrong.add(position);
  });
  if (places.length === 0) return wrong;
  const items = places.map((position) => {
    const { dealer, share } = shares[position]!;
    return { commitments: onChain.contributions[dealer - 1]!, share };
  });
  for (const place of options.work.wrongShares(partyId, items)) wrong.add(places[place]!);
  return wrong;
}
