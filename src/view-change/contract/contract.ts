// The view-change contract (protocol §5): a pure, deterministic state machine driven by blocks, (state, block) ->
// (state, events). It runs on every node of the chain and must come to the same state everywhere, so it has no clock,
// no randomness but the transcript's, and no secrets. Everything sent to it is checked cheap-first: shape, session,
// sender, phase, then signatures and shares, each kind in one batch per block. Whatever is refused changes nothing and
// is reported with a code and a reason.
import { checkList, reading } from "../../../bindings/arguments.js";
import { FeldsparError } from "../../encoding/index.js";
import { checkGenesis, type Genesis, genesisHash, minerIdOf } from "../../magic-block/index.js";
import { ProtocolCache } from "../caches.js";
import { takeBeacon } from "./beacon.js";
import type { ContractEvent } from "./events.js";
import { takeLots } from "./lot.js";
import { takeMembers } from "./members.js";
import { advance, openStart } from "./phases.js";
import { BlockRun } from "./run.js";
import type { Block, ContractState } from "./state.js";
import { takeTransactions } from "./transactions.js";

export interface Applied {
  readonly state: ContractState;
  readonly events: readonly ContractEvent[];
}

/**
 * @example
 * // any node, of any chain that orders the entries: the same blocks give the same state
 * const contract = new ViewChangeContract();
 * let state = contract.genesis(run.genesis);
 * for (const { round, entries } of run.blocks) state = contract.apply(state, { round, entries }).state;
 * state.current.hash; //=> MagicBlock.hash(lastBlock)
 */
export class ViewChangeContract {
  /** A cache shared with other users of this process saves decoding the same commitments twice. */
  constructor(private readonly cache: ProtocolCache = new ProtocolCache()) {}

  /** The state before the first block, which has round 1. Throws BAD_PARAMETER for a genesis that is none. */
  genesis(genesis: Genesis): ContractState {
    return reading("ViewChangeContract.genesis", (): ContractState => {
      checkGenesis(genesis);
      const hash = genesisHash(genesis);
      const sharders = genesis.sharders.map(({ publicKey, proofOfPossession, stake, url }) => {
        return { id: minerIdOf(publicKey), publicKey, proofOfPossession, stake, url };
      });
      return {
        genesis,
        genesisHash: hash,
        parameters: genesis.parameters,
        nextParameters: null,
        authoritySerial: 0,
        round: 0,
        stakes: sharders.filter(({ stake }) => stake > 0n).map(({ id, stake }) => ({ id, stake })),
        candidates: [],
        sharders: sharders.map(({ id, publicKey, proofOfPossession, url }) => {
          return { id, publicKey, proofOfPossession, url, serial: 0, left: false };
        }),
        registrations: 0,
        current: { number: 0, hash, activatedAt: genesis.startRound, magicBlock: null },
        highestThreshold: 1,
        phase: "start",
        phaseStart: genesis.startRound - 1,
        opened: false,
        attempt: 0,
        failures: 0,
        closing: null,
        session: null,
        beaconOwners: [],
        beacon: [],
      };
    });
  }

  /**
   * Applies one block. Throws BAD_BLOCK only when the round does not rise: that is the caller's mistake, not a
   * sender's.
   */
  apply(state: ContractState, block: Block): Applied {
    return reading("ViewChangeContract.apply", (): Applied => {
      checkList(block.entries, "entries");
      if (!Number.isSafeInteger(block.round) || block.round <= state.round) {
        throw new FeldsparError("BAD_BLOCK", `expected a round after ${state.round}, got ${block.round}`);
      }
      const run = new BlockRun(this.cache, { ...state, round: block.round }, block);
      openStart(run);
      takeMembers(run);
      takeTransactions(run);
      takeLots(run);
      takeBeacon(run);
      advance(run);
      return { state: run.state, events: run.events };
    });
  }
}
