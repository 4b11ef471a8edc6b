// What a member of a beacon knows of the chain: facts of its own replica, given with every event.
import type { Id } from "../../threshold/ids.js";
import type { BeaconOutput } from "../output.js";
import type { BeaconView } from "../record.js";

export interface BeaconChainMember {
  /** The member's index in the block, 1-based. */
  readonly index: number;
  /** Its id, lower-case hex: the sender of its private messages. */
  readonly id: string;
  /** The point at which its share is evaluated. */
  readonly partyId: Id;
  /** Public key of its share. */
  readonly publicShare: Uint8Array;
}

/** The view whose beacon a member makes. */
export interface BeaconMemberView {
  /** Magic block number. */
  readonly number: number;
  readonly blockHash: Uint8Array;
  readonly scheme: BeaconView["scheme"];
  readonly chainId: string;
  /** Is the block activated? Before that nobody signs a round with a share of it. */
  readonly active: boolean;
  readonly startingRound: number;
  /** The round before the successor's starting round, as soon as a successor is decided; null before. */
  readonly lastRound: number | null;
  readonly groupPublicKey: Uint8Array;
  readonly threshold: number;
  readonly members: readonly BeaconChainMember[];
}

export interface BeaconChain {
  /** The last round that the replica has applied. */
  readonly lastRound: number;
  readonly view: BeaconMemberView;
  /**
   * What the view's first round is chained to: for view 1 the hash of block 1, later the randomness of the ledger's
   * entry for the last round of the view before; null while the ledger has none.
   */
  readonly firstPrevious: Uint8Array | null;
  /** The ledger's accepted outputs, the first valid one of each round, ascending by round; gaps are usual. */
  readonly outputs: readonly BeaconOutput[];
}

/** How many entries are of earlier rounds. */
function entriesBefore({ outputs }: BeaconChain, round: number): number {
  let low = 0;
  let high = outputs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (outputs[middle]!.round < round) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The ledger's entry for a round, or null. */
export function ledgerOutput(chain: BeaconChain, round: number): BeaconOutput | null {
  const found = chain.outputs[entriesBefore(chain, round)];
  return found !== undefined && found.round === round ? found : null;
}

/** Is this round one of the view's? */
export function isOfView(view: BeaconMemberView, round: number): boolean {
  return round >= view.startingRound && (view.lastRound === null || round <= view.lastRound);
}

/** The last of the view's rounds for which the ledger has an entry; the round before the view's first if none. */
export function lastOnLedger(chain: BeaconChain): number {
  const { startingRound, lastRound } = chain.view;
  const end = lastRound === null ? chain.outputs.length : entriesBefore(chain, lastRound + 1);
  const last = chain.outputs[end - 1];
  return last === undefined ? startingRound - 1 : Math.max(startingRound - 1, last.round);
}
