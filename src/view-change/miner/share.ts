// Shares: sent to everybody until they are acknowledged, taken from everybody, checked together.
import { equalBytes } from "../../encoding/index.js";
import { signOwn } from "./acknowledge.js";
import { isScalar } from "./key.js";
import type { Turn } from "./turn.js";

/**
 * Sends a share to everybody that has not acknowledged and whose time has come; all at once, each with its own
 * pauses. Was anybody among them asked before?
 */
export function sendShares(turn: Turn): boolean {
  const { session, event, effects } = turn;
  const { retryBase, retryCap } = turn.options;
  const { time } = event;
  const outgoing = [...session.outgoing];
  let soonest = Number.POSITIVE_INFINITY;
  let sending = false;
  let again = false;
  for (const to of turn.others()) {
    const receiver = outgoing[to - 1]!;
    if (receiver.acknowledgement !== null) continue;
    if (receiver.nextAt <= time) {
      again ||= receiver.sent > 0;
      const pause = Math.min(retryCap, retryBase * 2 ** Math.min(receiver.sent, 20));
      outgoing[to - 1] = { ...receiver, sent: receiver.sent + 1, nextAt: time + pause };
      effects.push({ type: "send-share", ...turn.addressed(to), share: session.shares[to - 1]! });
      sending = true;
    }
    soonest = Math.min(soonest, outgoing[to - 1]!.nextAt);
  }
  if (!sending) return false;
  turn.update({ outgoing }, false);
  effects.push({ type: "wake", at: soonest });
  return again;
}

/** After a restart shares are due at once; what was acknowledged stays acknowledged. */
export function sendAgainSoon(turn: Turn): void {
  const { time } = turn.event;
  turn.update({
    outgoing: turn.session.outgoing.map((receiver) => ({ ...receiver, nextAt: Math.min(receiver.nextAt, time) })),
  });
}

function checkSoon({ effects, event, options }: Turn): void {
  effects.push({ type: "wake", at: event.time + options.batchDelay });
}

/** A share that came and was opened. */
export function takeShare(turn: Turn, session: Uint8Array, from: number, share: Uint8Array): void {
  if (!turn.isCurrent(session, "share") || !turn.isOther(from)) return;
  const held = turn.session.incoming[from - 1]!;
  if (held.share === null) {
    turn.setIncoming(from, { share, valid: null });
    checkSoon(turn);
    return;
  }
  const { acknowledgement } = held;
  if (equalBytes(held.share, share)) {
    // the acknowledgement was lost, or has not been made: the miner may have been restarted since the share came
    if (acknowledgement !== null) {
      turn.effects.push({ type: "send-acknowledgement", ...turn.addressed(from), signature: acknowledgement });
    } else if (held.valid === null && !held.conflict) checkSoon(turn);
    return;
  }
  if (!held.conflict) turn.effects.push({ type: "evidence", against: from, code: "CONFLICTING_SHARES" });
  // what was acknowledged was good and stays; before that, a dealer that says two things is not acknowledged at all
  if (acknowledgement === null && !held.conflict) turn.setIncoming(from, { conflict: true });
}

/** Checks all unchecked shares in one batch, names the bad ones, acknowledges the good ones. */
export function checkShares(turn: Turn, now: boolean): void {
  if (!now && turn.event.type === "block") return;
  const unchecked = turn.others().filter((index) => {
    const { share, valid, conflict } = turn.session.incoming[index - 1]!;
    return share !== null && valid === null && !conflict;
  });
  if (unchecked.length === 0) return;
  const bad = badShares(turn, unchecked);
  for (const index of unchecked) {
    if (bad.has(index)) {
      turn.setIncoming(index, { valid: false });
      turn.effects.push({ type: "evidence", against: index, code: "BAD_SHARE" });
      continue;
    }
    if (turn.chain.phase !== "share") {
      turn.setIncoming(index, { valid: true });
      continue;
    }
    const signature = signOwn(turn, index);
    turn.setIncoming(index, { valid: true, acknowledgement: signature });
    turn.effects.push({ type: "send-acknowledgement", ...turn.addressed(index), signature });
  }
}

function badShares({ session, onChain, options }: Turn, dealers: readonly number[]): Set<number> {
  const { partyId } = onChain.list[session.index - 1]!;
  const sized = dealers.filter((dealer) => isScalar(session.incoming[dealer - 1]!.share!));
  const bad = new Set(dealers.filter((dealer) => !sized.includes(dealer)));
  if (sized.length === 0) return bad;
  const items = sized.map((dealer) => ({
    commitments: onChain.contributions[dealer - 1]!,
    share: session.incoming[dealer - 1]!.share!,
  }));
  for (const position of options.work.wrongShares(partyId, items)) bad.add(sized[position]!);
  return bad;
}
