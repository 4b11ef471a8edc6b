// What a miner wipes, and when (protocol §5.5, §7): an attempt that was dropped, with its key; the key of a view that
// is over, with all dealings of it. A state has no place outside itself: what is in it no more is gone with the next
// put. A chain that catches up shows what is over, and for it nothing is given up. Nor is a key with which a block was
// confirmed, for a history that nobody has attested: in another one the block may be decided.
import { equalBytes } from "../../encoding/index.js";
import type { ContractState } from "../contract/state.js";
import type { MinerKey } from "./state.js";
import type { Turn } from "./turn.js";

/** Where an attempt stands, by name. */
interface Attempt {
  readonly number: number;
  readonly attempt: number;
  readonly id: Uint8Array;
}

/** Does the chain show that it has ended, or another one in its place? */
function hasEnded({ current, session, attempt, closing }: ContractState, one: Attempt): boolean {
  if (one.number <= current.number) return true;
  // the next number's attempts are counted as they are used up: the running one when its candidates are closed
  if (one.number > current.number + 1 || attempt < one.attempt) return false;
  if (attempt === one.attempt && closing !== null) return false;
  return session === null || !equalBytes(session.id, one.id);
}

/** The round by whose end the chain shows it: that of an edge in whatever came after it. */
function shownBy({ current, session, closing, phaseStart }: ContractState, one: Attempt): number {
  if (one.number <= current.number) return current.activatedAt;
  return session?.frozenAt ?? closing?.round ?? phaseStart;
}

export function forgetWhatIsOver(turn: Turn): void {
  const { chain, state } = turn;
  const { session } = state;
  if (session !== null && hasEnded(chain, session)) turn.replace({ session: null });
  const keys = state.keys.filter((key) => isKept(turn, key));
  if (keys.length !== state.keys.length) turn.replace({ keys });
}

function isKept(turn: Turn, key: MinerKey): boolean {
  const { chain } = turn;
  const { current } = chain;
  if (key.number > current.number) {
    const attempt = { number: key.number, attempt: key.attempt, id: key.session };
    return !hasEnded(chain, attempt) || !turn.mayActUpon(shownBy(chain, attempt));
  }
  // an attempt's key of a number that another attempt has taken
  if (key.number === current.number) return equalBytes(key.blockHash, current.hash);
  return owesRounds(chain, key);
}

/**
 * The key of a view that is over, in a chain with a beacon of its rounds: kept until the last of them is on the ledger.
 * Without such a beacon an old key has nothing left to sign.
 */
function owesRounds({ genesis, beaconOwners, beacon }: ContractState, key: MinerKey): boolean {
  if (genesis.purpose !== "network" || genesis.beacon.mode !== "chained") return false;
  const place = beaconOwners.findIndex(({ blockHash }) => equalBytes(blockHash, key.blockHash));
  const successor = beaconOwners[place + 1];
  if (place < 0 || successor === undefined) return false;
  return !beacon.some(({ round }) => round >= successor.startingRound - 1);
}

/** The session's private key, once every share that will come is in, or revealed. */
export function forgetSessionKey(turn: Turn): void {
  const { keys, incoming } = turn.session;
  if (keys === null || keys.privateKey === null || turn.chain.phase === "contribute") return;
  const isIn = (dealer: number) => incoming[dealer - 1]!.acknowledgement !== null;
  if (turn.chain.phase !== "wait" && !turn.otherDealers().every(isIn)) return;
  turn.update({ keys: { ...keys, privateKey: null } });
}
