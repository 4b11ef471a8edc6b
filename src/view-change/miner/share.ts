// A dealer's shares: sent to every receiver left until its acknowledgement is there and verified.
import { checkAcknowledgements } from "./acknowledge.js";
import { plaintextFor, signShares } from "./share-tree.js";
import type { Turn } from "./turn.js";

/**
 * Sends a share to everybody whose acknowledgement is not there and whose time has come; all at once, each with its own
 * pauses.
 */
export function sendShares(turn: Turn): void {
  const { event, effects } = turn;
  const { retryBase, retryCap } = turn.options;
  const { time } = event;
  signShares(turn);
  // each check costs a pairing however few it checks: together when all are there, or when somebody has to be asked
  // again
  const isDueAgain = (to: number) => {
    const { valid, sent, nextAt } = turn.session.outgoing[to - 1]!;
    return valid !== true && sent > 0 && nextAt <= time;
  };
  const others = turn.otherReceivers();
  if (others.some(isDueAgain)) checkAcknowledgements(turn);
  const outgoing = [...turn.session.outgoing];
  let soonest = Number.POSITIVE_INFINITY;
  let sending = false;
  for (const to of others) {
    const receiver = outgoing[to - 1]!;
    const sessionKey = turn.onChain.encryptionKeys[to - 1];
    if (receiver.valid === true || !sessionKey) continue;
    if (receiver.nextAt <= time) {
      const pause = Math.min(retryCap, retryBase * 2 ** Math.min(receiver.sent, 20));
      outgoing[to - 1] = { ...receiver, sent: receiver.sent + 1, nextAt: time + pause };
      const { session, dealer } = { session: turn.session.id, dealer: turn.session.dealer };
      effects.push({
        type: "send-share",
        session,
        dealer,
        receiver: to,
        own: turn.dealerAt(dealer).encryptionKey,
        to: turn.receiverAt(to),
        sessionKey,
        plaintext: plaintextFor(turn, to),
      });
      sending = true;
    }
    soonest = Math.min(soonest, outgoing[to - 1]!.nextAt);
  }
  if (!sending) return;
  turn.update({ outgoing }, false);
  effects.push({ type: "wake", at: soonest });
}

/** After a restart shares are due at once; what was acknowledged stays acknowledged. */
export function sendAgainSoon(turn: Turn): void {
  const { time } = turn.event;
  turn.update({
    outgoing: turn.session.outgoing.map((receiver) => ({ ...receiver, nextAt: Math.min(receiver.nextAt, time) })),
  });
}
