// A miner follows the chain: what it does in each phase, after each block, tick and restart.
import { equalBytes } from "../../encoding/index.js";
import { encodeContribution } from "../payloads.js";
import { submitShared } from "./acknowledge.js";
import { confirm } from "./confirm.js";
import { forgetSessionKey, forgetWhatIsOver } from "./forget.js";
import { handOver } from "./hand-over.js";
import { findsAnother, join } from "./join.js";
import { drawLot } from "./lot.js";
import { isOver } from "./past-sessions.js";
import { publish } from "./publish.js";
import { accuseAgain, checkShares } from "./receive.js";
import { returnIfSuspended } from "./return.js";
import { sendAgainSoon, sendShares } from "./share.js";
import { countTime } from "./share-clock.js";
import { submit } from "./submit.js";
import type { Turn } from "./turn.js";

export function follow(turn: Turn, restarted: boolean): void {
  forgetWhatIsOver(turn);
  returnIfSuspended(turn);
  drawLot(turn);
  if (takesPart(turn)) {
    if (restarted) {
      sendAgainSoon(turn);
      accuseAgain(turn);
    }
    inPhase(turn);
  }
  handOver(turn);
}

/** Has this miner a part in the session that the chain shows? Joins it. */
function takesPart(turn: Turn): boolean {
  const { session } = turn.chain;
  if (session === null) return false;
  const { state } = turn;
  if (state.session === null || !equalBytes(state.session.id, session.id)) {
    // a chain that catches up shows what is over: what is held of the later session is not given up for it
    if (isOver(state.past, session) || !join(turn, session)) return false;
  }
  if (!turn.session.setAside && findsAnother(turn)) {
    turn.update({ setAside: true });
    turn.effects.push({ type: "evidence", against: turn.identity.id, code: "ANOTHER_MPK", evidence: null });
  }
  return !turn.session.setAside;
}

function inPhase(turn: Turn): void {
  const { phase } = turn.chain;
  if (phase === "contribute") contribute(turn);
  if (phase === "share" || phase === "publish") {
    const { deals } = turn;
    const mayShare = turn.mayActUpon(turn.onChain.contributedAt);
    // time in which no share could be sent is no time to answer one
    if (deals && mayShare) countTime(turn);
    // while this dealer's publication waits for its time, an acknowledgement that comes is one reveal fewer
    const sends = deals && turn.session.transactions.publication === undefined;
    if (sends && mayShare) sendShares(turn);
    checkShares(turn, phase === "publish");
    if (deals) submitShared(turn);
    if (deals && phase === "publish") publish(turn);
  }
  if (phase === "wait") confirm(turn);
  forgetSessionKey(turn);
}

/** A dealer's MPK, or that a receiver is present; both bring its key for the session. */
function contribute(turn: Turn): void {
  const { keys, commitments, proof, receiver } = turn.session;
  if (keys === null) return;
  const { publicKey: encryptionKey } = keys;
  if (turn.hasDealt) {
    submit(turn, "mpk", () => encodeContribution({ commitments, proof, encryptionKey }));
    // from now on they are in the transaction, which is kept: the largest part of a state is not stored twice
    if (commitments.length > 0 && turn.session.transactions.mpk !== undefined) turn.update({ commitments: [] });
  } else if (turn.onChain.mode === "reshare" && receiver > 0) submit(turn, "present", () => encryptionKey);
}
