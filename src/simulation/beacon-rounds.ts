// Beacon rounds of the view in office, each member that is there signing with its share: those that are asked for, and
// the last one of a view that ends, which the ledger must have.
import { Beacon, randomness, rank } from "../beacon/index.js";
import { schemeByName } from "../bls/index.js";
import { FeldsparError } from "../encoding/index.js";
import { MagicBlock } from "../magic-block/index.js";
import { outputOf } from "../view-change/contract/beacon.js";
import type { ContractState } from "../view-change/contract/state.js";
import { beaconEntry } from "../view-change/entries.js";
import { keyInOffice } from "./agreement.js";
import type { BeaconRoundReport } from "./report/report.js";
import type { Stage } from "./stage.js";

export interface BeaconRun {
  readonly rounds: readonly BeaconRoundReport[];
  /** Why it stopped before the last round, or null. */
  readonly failure: { readonly code: string; readonly message: string } | null;
}

/** A member that is there. */
interface Signer {
  readonly id: number | bigint;
  readonly secretShare: Uint8Array;
  /** Sends wrong signatures. */
  readonly faulty: boolean;
}

function signersOf(stage: Stage, block: MagicBlock): Signer[] {
  return block.members.flatMap((member) => {
    const key = keyInOffice(stage, member);
    const faulty = stage.cast.has(member.id, "bad-partial", block);
    const there = key !== undefined && stage.machines.get(member.id)!.up;
    return there ? [{ id: member.partyId, secretShare: key.secretShare, faulty }] : [];
  });
}

function beaconOf(stage: Stage, block: MagicBlock, round: number, previousRandomness: Uint8Array): Beacon {
  return new Beacon({
    scheme: block.scheme,
    chainId: stage.settings.chainId,
    magicBlockNumber: block.number,
    groupPublicKey: block.groupPublicKey,
    threshold: block.t,
    members: block.members.map(({ partyId, publicShare }) => ({ id: partyId, publicShare })),
    round,
    previousRandomness,
  });
}

/**
 * What a view's first round follows: the last round of the view before, or the hash of block 1; null: not known yet.
 */
export function firstPrevious(state: ContractState, block: MagicBlock): Uint8Array | null {
  if (block.number === 1) return MagicBlock.hash(block);
  const last = outputOf(state, block.startingRound - 1);
  return last === undefined ? null : randomness(last.signature);
}

/** One round: everybody signs, and any t of them recover it. Throws NOT_ENOUGH_SIGNATURES. */
function makeRound(beacon: Beacon, signers: readonly Signer[], block: MagicBlock): BeaconRoundReport {
  const begun = performance.now();
  const scheme = schemeByName(block.scheme);
  const partials = signers.map(({ id, secretShare, faulty }) => ({
    id,
    signature: faulty ? scheme.sign(new Uint8Array(1), secretShare) : beacon.sign(secretShare),
  }));
  const signed = performance.now();
  for (const partial of partials) beacon.add(partial);
  const { record, signers: good, invalid } = beacon.finish();
  const indexOf = new Map(block.members.map(({ partyId, index }) => [String(partyId), index]));
  return {
    record,
    ranks: rank(
      record.randomness,
      block.members.map(({ index }) => index),
    ),
    signers: good.map((id) => indexOf.get(String(id))!),
    invalid: invalid.map((id) => indexOf.get(String(id))!),
    signMilliseconds: (signed - begun) / Math.max(1, partials.length),
    recoverMilliseconds: performance.now() - signed,
  };
}

/** All rounds at once, each by all members together: what t of them sign is the same whoever recovers it. */
export function makeRounds(stage: Stage, block: MagicBlock, count: number): BeaconRun {
  const { settings, progress } = stage;
  const previous = firstPrevious(stage.state, block);
  const rounds: BeaconRoundReport[] = [];
  try {
    if (previous === null) {
      const message = `the last round of view ${block.number - 1} is not on the ledger`;
      throw new FeldsparError("NOT_ENOUGH_SIGNATURES", message);
    }
    const beacon = beaconOf(stage, block, block.startingRound, previous);
    const signers = signersOf(stage, block);
    for (let done = 1; done <= count; done++) {
      const round = makeRound(beacon, signers, block);
      rounds.push(round);
      settings.options.onEvent?.({ type: "beacon-round", round });
      progress.report("beacon", done, count);
    }
    return { rounds, failure: null };
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    return { rounds, failure: { code: error.code, message: error.message } };
  }
}

/**
 * The last round of the view in office, for the ledger, once its successor is decided and the round is due. The rounds
 * between are not made here, so that what it follows is free. Without enough members there is none, and the next view
 * has no beacon.
 */
export function closeView(stage: Stage): void {
  const { state } = stage;
  const { magicBlock: block } = state.current;
  const { session } = state;
  if (block === null || session === null || session.decided === null) return;
  const last = session.magicBlock!.startingRound - 1;
  if (state.round < last - 1 || outputOf(state, last) !== undefined) return;
  const before = outputOf(state, last - 1);
  const previous = before === undefined ? MagicBlock.hash(block) : randomness(before.signature);
  try {
    const { record } = makeRound(beaconOf(stage, block, last, previous), signersOf(stage, block), block);
    stage.append(beaconEntry(block.scheme, record));
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
  }
}
