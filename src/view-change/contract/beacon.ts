// Outputs of the beacon on the ledger (protocol §8, mode "chained"): the last round of each view, and what members need
// to agree about. An output proves itself; the first valid one of a round stands.
import { type BeaconOutput, beaconMessage, randomness } from "../../beacon/index.js";
import { schemeByName } from "../../bls/index.js";
import { equalBytes, FeldsparError } from "../../encoding/index.js";
import { decodeBeacon } from "../entries.js";
import type { BlockRun } from "./run.js";
import type { BeaconOwner, ContractState } from "./state.js";

/** Outputs that are remembered; what is older than all of them is over. */
const MOST_OUTPUTS = 1024;

/** Takes the block's outputs, one after the other: each may rest on the one before it. */
export function takeBeacon(run: BlockRun): void {
  for (const { kind, bytes } of run.block.entries) {
    if (kind !== "beacon") continue;
    try {
      const output = decodeBeacon(run.state.genesis.scheme, bytes);
      check(run.state, output);
      run.update({ beacon: withOutput(run.state.beacon, output) });
      run.events.push({ type: "beacon", output });
    } catch (error) {
      run.refuse("beacon", "", error);
    }
  }
}

function withOutput(outputs: readonly BeaconOutput[], output: BeaconOutput): BeaconOutput[] {
  return [...outputs, output].sort((a, b) => a.round - b.round).slice(-MOST_OUTPUTS);
}

/** Views that are remembered, however long the ledger waits for their rounds. */
export const MOST_OWNERS = 1024;

/**
 * The owners once another view is in office: the one before it may still owe rounds, and older ones do until their last
 * round is on the ledger, for without it the first round of the view after them can never be made. Of a beacon in
 * drand's form view 1 is never forgotten: its block names the beacon.
 */
export function ownersWith({ beaconOwners, beacon, genesis }: ContractState, owner: BeaconOwner): BeaconOwner[] {
  const owners = [...beaconOwners, owner];
  const rounds = genesis.purpose === "network" && genesis.beacon.mode === "chained";
  if (genesis.beacon.mode !== "chained") return owners.length > 3 ? [owners[0]!, ...owners.slice(-2)] : owners;
  const isOver = (next: BeaconOwner) => !rounds || outputOf({ beacon }, next.startingRound - 1) !== undefined;
  while (owners.length > 2 && isOver(owners[1]!)) owners.shift();
  return owners.slice(-MOST_OWNERS);
}

/** The view that owns a round: the latest that has begun by then. A decided block's rounds wait for its activation. */
export function ownerOf({ beaconOwners, session }: ContractState, round: number): BeaconOwner | null {
  if (session?.decided != null && round >= session.magicBlock!.startingRound) return null;
  return beaconOwners.filter(({ startingRound }) => startingRound <= round).at(-1) ?? null;
}

/** The ledger's output of a round. */
export function outputOf({ beacon }: Pick<ContractState, "beacon">, round: number): BeaconOutput | undefined {
  return beacon.find((output) => output.round === round);
}

function refuse(message: string): never {
  throw new FeldsparError("BAD_BEACON", message);
}

function check(state: ContractState, output: BeaconOutput): void {
  const { genesis, beacon } = state;
  const { round, previousRandomness, signature } = output;
  if (genesis.purpose !== "network" || genesis.beacon.mode !== "chained")
    refuse("the chain has no beacon on its ledger");
  const owner = ownerOf(state, round);
  if (owner === null) refuse(`no view in office owns round ${round}`);
  if (outputOf(state, round) !== undefined)
    throw new FeldsparError("REPEATED", `an output of round ${round} is on the ledger already`);
  if (beacon.length === MOST_OUTPUTS && round < beacon[0]!.round) refuse(`round ${round} is over`);
  const expected = previousOf(state, owner, round);
  if (expected !== null && !equalBytes(expected, previousRandomness))
    refuse(`round ${round} does not follow the output of round ${round - 1}`);
  const view = { chainId: genesis.chainId, magicBlockNumber: owner.number };
  if (!schemeByName(genesis.scheme).verify(signature, beaconMessage(view, output), owner.groupPublicKey))
    refuse(`the signature of round ${round} is not that of view ${owner.number}`);
}

/**
 * What the round must follow; null where the ledger does not say. A view's first round follows what is on the ledger.
 */
function previousOf(state: ContractState, owner: BeaconOwner, round: number): Uint8Array | null {
  const before = outputOf(state, round - 1);
  if (before !== undefined) return randomness(before.signature);
  if (round !== owner.startingRound) return null;
  // the hash of block 1 begins the chain
  if (owner.number === 1) return owner.blockHash;
  return refuse(`round ${round} is its view's first, and the last of the view before is not on the ledger`);
}
