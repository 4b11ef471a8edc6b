// A miner's way into a session: its own dealing, made once and stored before anything of it is sent.
import { deal } from "../../dkg/index.js";
import type { SessionState } from "../contract/state.js";
import { tookPart, withSession } from "./past-sessions.js";
import type { IncomingShare, MinerSession } from "./state.js";
import type { Turn } from "./turn.js";

const NOTHING_CAME: IncomingShare = { share: null, valid: null, conflict: false, acknowledgement: null };
const NOTHING_DEALT = { commitments: [], proof: new Uint8Array(0), shares: [] };

/** Begins a new session, if this miner is on the list or in office. */
export function join(turn: Turn, session: SessionState): boolean {
  const { chain, identity, state } = turn;
  const index = session.list.find((member) => member.id === identity.id)?.index ?? 0;
  const inOffice = chain.current.magicBlock?.miners.some((miner) => miner.id === identity.id) ?? false;
  if (index === 0 && !inOffice) {
    if (state.session !== null) turn.replace({ session: null });
    return false;
  }
  // a session that is shown again after another (a chain that catches up, or has two histories) gets no second dealing
  const deals = index > 0 && chain.phase === "contribute" && !tookPart(state.past, session);
  const dealt = deals ? dealing(turn, session, index) : NOTHING_DEALT;
  const outgoing = session.list.map(() => ({ acknowledgement: null, valid: null, sent: 0, nextAt: 0 }));
  turn.replace({
    past: withSession(state.past, session),
    session: {
      id: session.id,
      index,
      ...dealt,
      incoming: session.list.map(() => NOTHING_CAME),
      outgoing,
      transactions: {},
    },
  });
  if (dealt.shares.length > 0) turn.setIncoming(index, { share: dealt.shares[index - 1]!, valid: true });
  return true;
}

function dealing(
  { scheme, options }: Turn,
  session: SessionState,
  index: number,
): Pick<MinerSession, "commitments" | "proof" | "shares"> {
  const ids = session.list.map((member) => member.partyId);
  const { commitments, proof, shares } = deal({
    scheme,
    threshold: session.thresholds.t,
    ids,
    session: session.id,
    dealer: ids[index - 1]!,
    random: options.random,
  });
  return { commitments, proof, shares: ids.map((id) => shares.get(id)!) };
}
