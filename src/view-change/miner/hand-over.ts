// The wait phase, second step: a member in office lets the decided block follow the one in office. One hash for each
// number, ever: it is stored before it is signed, with the key that signs it, so that a state without that record has
// no key either.
import { equalBytes } from "../../encoding/index.js";
import { handOverMessage } from "../../magic-block/index.js";
import { officeOf } from "./office.js";
import type { MinerKey, OwnHandOver } from "./state.js";
import { isDue, sign, submittedNow } from "./submit.js";
import type { Turn } from "./turn.js";

export function handOver(turn: Turn): void {
  const session = turn.chain.session;
  if (session === null || session.decided === null || session.certified) return;
  const { magicBlockHash: hash } = session;
  const mine = turn.state.session;
  // with a twin or an old state about, this state may not be the one that knows what was signed
  if (mine?.setAside === true && equalBytes(mine.id, session.id)) return;
  const office = officeOf(turn);
  if (office === null || hash === null || session.handOvers[office.position]) return;
  const { key } = office;
  if (key.handOver === null) {
    if (!turn.mayActUpon(session.decided.round)) return;
    const payload = turn.scheme.sign(handOverMessage(hash), key.secretShare);
    record(turn, key, { hash, own: sign(turn, { session: hash, kind: "hand-over", payload }) });
  } else if (equalBytes(key.handOver.hash, hash) && isDue(turn, key.handOver.own)) {
    const { own } = key.handOver;
    record(turn, key, { hash, own: { ...own, ...submittedNow(turn, own) } });
  }
}

function record(turn: Turn, key: MinerKey, handOver: OwnHandOver): void {
  turn.replace({ keys: turn.state.keys.map((held) => (held === key ? { ...held, handOver } : held)) });
  turn.effects.push({ type: "submit", transaction: handOver.own.transaction });
}
