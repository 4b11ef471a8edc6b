// What a member of a beacon knows of the chain, out of the contract's state as its own replica computed it.
import { reading } from "../../bindings/arguments.js";
import { type BeaconChain, type BeaconMemberView, randomness } from "../beacon/index.js";
import { equalBytes } from "../encoding/index.js";
import type { MagicBlock } from "../magic-block/index.js";
import { outputOf } from "../view-change/contract/beacon.js";
import type { ContractState } from "../view-change/contract/state.js";

interface Known {
  readonly block: MagicBlock;
  readonly hash: Uint8Array;
  readonly active: boolean;
}

/** In office, or decided; `past` stands in for one that is out of office and still owes rounds. */
function blockOf(
  { current, session, beaconOwners }: ContractState,
  number: number,
  past: MagicBlock | null,
): Known | null {
  if (current.magicBlock !== null && current.number === number)
    return { block: current.magicBlock, hash: current.hash, active: true };
  if (session?.decided != null && session.number === number)
    return { block: session.magicBlock!, hash: session.magicBlockHash!, active: false };
  const owner = beaconOwners.find((one) => one.number === number);
  if (owner === undefined || past === null || past.number !== number) return null;
  const same = past.startingRound === owner.startingRound && equalBytes(past.groupPublicKey, owner.groupPublicKey);
  return same ? { block: past, hash: owner.blockHash, active: true } : null;
}

/** The last round of a view, as soon as its successor is in office or decided. */
function lastRoundOf({ session, beaconOwners }: ContractState, number: number): number | null {
  const successor = beaconOwners.find((one) => one.number > number);
  if (successor !== undefined) return successor.startingRound - 1;
  const decided = session?.decided != null && session.number === number + 1;
  return decided ? session.magicBlock!.startingRound - 1 : null;
}

function firstPreviousOf(state: ContractState, { number, blockHash, startingRound }: BeaconMemberView) {
  if (number === 1) return blockHash;
  const before = outputOf(state, startingRound - 1);
  return before === undefined ? null : randomness(before.signature);
}

/**
 * What a member of the view with this magic block number knows of the chain. Null where the state does not have the
 * view's block, decided or in office, and where the chain has no beacon on its ledger. Of a view that is out of office
 * the state has no list of members: give its block, as long as it may owe rounds. `members` is the block's own list,
 * the same one each time. Throws BAD_TYPE.
 *
 * @example
 * const chain = beaconChainOf(inOffice, 1)!;
 * chain.view.members.map(({ index }) => index); //=> block.members.map(({ index }) => index)
 * beaconChainOf(inOffice, 2); //=> null
 */
export function beaconChainOf(
  state: ContractState,
  number: number,
  past: MagicBlock | null = null,
): BeaconChain | null {
  return reading("beaconChainOf", (): BeaconChain | null => {
    const { genesis } = state;
    if (genesis.purpose !== "network" || genesis.beacon.mode !== "chained") return null;
    const known = blockOf(state, number, past);
    if (known === null) return null;
    const { block, hash, active } = known;
    const view: BeaconMemberView = {
      number,
      blockHash: hash,
      scheme: block.scheme,
      chainId: genesis.chainId,
      active,
      startingRound: block.startingRound,
      lastRound: lastRoundOf(state, number),
      groupPublicKey: block.groupPublicKey,
      threshold: block.t,
      members: block.members,
    };
    return { lastRound: state.round, view, firstPrevious: firstPreviousOf(state, view), outputs: state.beacon };
  });
}
