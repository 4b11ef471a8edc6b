// A miner follows the chain: what it does in each phase, after each block, tick and restart.
import { equalBytes } from "../../encoding/index.js";
import { encodeContribution } from "../payloads.js";
import { checkAcknowledgements, submitShared } from "./acknowledge.js";
import { confirm, forgetOldKeys } from "./confirm.js";
import { join } from "./join.js";
import { isOver } from "./past-sessions.js";
import { publication } from "./publish.js";
import { checkShares, sendAgainSoon, sendShares } from "./share.js";
import { submit } from "./submit.js";
import type { Turn } from "./turn.js";

export function follow(turn: Turn, restarted: boolean): void {
  const { session, phase } = turn.chain;
  forgetOldKeys(turn);
  if (session === null) return;
  if (turn.state.session === null || !equalBytes(turn.session.id, session.id)) {
    // a chain that catches up shows what is over: what is held of the later session is not given up for it
    if (isOver(turn.state.past, session) || !join(turn, session)) return;
  }
  if (restarted) sendAgainSoon(turn);
  if (phase === "wait") confirm(turn);
  const removed = session.removed.some((removal) => removal.index === turn.session.index);
  const deals = turn.session.index > 0 && !removed && turn.session.shares.length > 0;
  if (!deals) return;
  if (phase === "contribute") submit(turn, "contribute", () => encodeContribution(turn.session));
  if (phase === "share") {
    const sentAgain = sendShares(turn);
    checkShares(turn, false);
    // each check costs a pairing however few it checks: together when all are there, or when somebody has to be asked
    // again
    if (sentAgain) checkAcknowledgements(turn);
    submitShared(turn);
  }
  if (phase === "publish") {
    checkShares(turn, true);
    checkAcknowledgements(turn);
    submit(turn, "publish", () => publication(turn));
  }
}
