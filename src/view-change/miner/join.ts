// A miner's way into a session: its own dealing and its key for the session, made once and stored before anything of it
// is sent.
import { deal, dealReshare } from "../../dkg/index.js";
import { equalBytes, FeldsparError } from "../../encoding/index.js";
import { membersById } from "../contract/look-ups.js";
import type { SessionState } from "../contract/state.js";
import type { SessionMember } from "../session.js";
import { keyInOffice } from "./office.js";
import { tookPart, withSession } from "./past-sessions.js";
import type { IncomingShare, MinerSession, OutgoingShare } from "./state.js";
import type { Turn } from "./turn.js";

const NOTHING_CAME: IncomingShare = {
  share: null,
  proof: null,
  valid: null,
  conflict: false,
  acknowledgement: null,
  refused: 0,
};
const NOTHING_SENT: OutgoingShare = { acknowledgement: null, valid: null, refused: 0, sent: 0, nextAt: 0 };

type Dealt = Pick<MinerSession, "commitments" | "proof" | "shares">;
const NOTHING_DEALT: Dealt = { commitments: [], proof: new Uint8Array(0), shares: [] };

/** Begins a new session, if this miner has a part in it. */
export function join(turn: Turn, session: SessionState): boolean {
  const { chain, identity, state, event } = turn;
  const dealer = membersById(session.dealers).get(identity.id)?.index ?? 0;
  const receiver = membersById(session.receivers).get(identity.id)?.index ?? 0;
  if (dealer === 0 && receiver === 0) return false;
  // a session that is shown again after another (a chain that catches up, or has two histories) gets no second dealing
  const first = chain.phase === "contribute" && !tookPart(state.past, session);
  const keys = first && "sessionKeys" in event ? event.sessionKeys : null;
  // whoever runs the miner has not made a key for this session yet: at the next block
  if (first && keys === null) return false;
  const dealt = first && dealer > 0 ? dealing(turn, session, dealer) : NOTHING_DEALT;
  turn.replace({
    past: withSession(state.past, session),
    session: {
      id: session.id,
      number: session.number,
      attempt: session.attempt,
      dealer,
      receiver,
      setAside: false,
      keys,
      ...dealt,
      signedShares: null,
      incoming: byIndex(session.dealers, NOTHING_CAME),
      outgoing: byIndex(session.receivers, NOTHING_SENT),
      waited: 0,
      countedAt: null,
      transactions: {},
    },
  });
  if (dealt.shares.length > 0 && receiver > 0) {
    turn.setIncoming(dealer, { share: dealt.shares[receiver - 1]!, valid: true });
  }
  return true;
}

function byIndex<Item>(list: readonly SessionMember[], item: Item): Item[] {
  const length = list.reduce((most, { index }) => Math.max(most, index), 0);
  return Array.from({ length }, () => item);
}

/**
 * Every scalar of it comes from random bytes, the long-term key, the current share, the session, and the state at the
 * freeze (protocol §5.2): a random source that repeats itself gives nothing away.
 */
function dealing(turn: Turn, session: SessionState, dealer: number): Dealt {
  const { scheme, options, identity, chain } = turn;
  const ids = session.receivers.map(({ partyId }) => partyId);
  const member = membersById(session.dealers).get(identity.id)!;
  const common = {
    scheme,
    threshold: session.thresholds.t,
    ids,
    session: session.id,
    dealer: member.partyId,
    random: options.random,
    encoding: chain.genesis.commitmentEncoding,
  };
  const key = keyInOffice(turn);
  const secrets = key === undefined ? [identity.secretKey] : [identity.secretKey, key.secretShare];
  const hedge = { secrets, context: session.stateHash };
  if (session.mode === "fresh") return inOrder(deal({ ...common, hedge }), ids);
  const publicShare = chain.current.magicBlock?.members.find(({ index }) => index === dealer)?.publicShare;
  // without the share of the block in office there is nothing to deal: it says that it is present
  if (key === undefined || publicShare === undefined) return NOTHING_DEALT;
  try {
    return inOrder(dealReshare({ ...common, hedge, share: key.secretShare, currentPublicShare: publicShare }), ids);
  } catch (error) {
    // a share that is not that of the public share in the block would be refused by everybody
    if (error instanceof FeldsparError && error.code === "BAD_SHARE") return NOTHING_DEALT;
    throw error;
  }
}

function inOrder({ commitments, proof, shares }: ReturnType<typeof deal>, ids: readonly (number | bigint)[]): Dealt {
  return { commitments, proof, shares: ids.map((id) => shares.get(id)!) };
}

/**
 * Does another MPK, or another key for this session, stand on the chain under this miner's name? Then its disk is lost,
 * its state an old backup, or it has a twin.
 */
export function findsAnother({ session, onChain }: Turn): boolean {
  const { dealer, receiver, keys, proof } = session;
  const published = dealer > 0 ? onChain.contributions[dealer - 1] : null;
  const key = receiver > 0 ? onChain.encryptionKeys[receiver - 1] : null;
  // a proof is of its commitments and of no others, and much shorter
  if (published && !equalBytes(published.proof, proof)) return true;
  return Boolean(key) && (keys === null || !equalBytes(key!, keys.publicKey));
}
