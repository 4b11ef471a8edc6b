// The view-change contract (protocol §5): a pure, deterministic state machine driven by blocks, (state, block) ->
// (state, events). It runs on every node of the chain and must come to the same state everywhere, so it has no clock,
// no randomness but the transcript's, and no secrets. Everything sent to it is checked cheap-first: shape, sender,
// session, phase, then signatures and shares, each kind in one batch per block. Whatever is refused changes nothing
// and is reported with a code and a reason.
import { schemeByName } from "../../bls/index.js";
import { FeldsparError } from "../../encoding/index.js";
import type { ViewChangeParameters } from "../../magic-block/index.js";
import { ProtocolCache } from "../caches.js";
import { checkMinerRecord, type MinerRecord, type SharderRecord } from "../identity.js";
import type { ContractEvent } from "./events.js";
import { register } from "./members.js";
import { advance } from "./phases.js";
import { BlockRun } from "./run.js";
import { compareId } from "./selection.js";
import type { Block, ContractState, CurrentView } from "./state.js";
import { takeTransactions } from "./transactions.js";

export interface GenesisOptions {
  readonly chainId: string;
  readonly parameters: ViewChangeParameters;
  readonly candidates: readonly MinerRecord[];
  readonly sharders?: readonly SharderRecord[];
  /** The set in office. Default: none yet, number 0, hash of zeros. */
  readonly current?: CurrentView;
  readonly randomness?: Uint8Array | null;
}

export interface Applied {
  readonly state: ContractState;
  readonly events: readonly ContractEvent[];
}

export class ViewChangeContract {
  /** A cache shared with other users of this process saves decoding the same commitments twice. */
  constructor(private readonly cache: ProtocolCache = new ProtocolCache()) {}

  /** The first state. Throws BAD_REGISTRATION (culprits: positions) for a candidate that is not what it says. */
  genesis(options: GenesisOptions): ContractState {
    const { chainId, parameters, sharders = [], randomness = null } = options;
    const scheme = schemeByName(parameters.scheme);
    options.candidates.forEach((candidate, position) => {
      try {
        checkMinerRecord(scheme, chainId, candidate);
      } catch (error) {
        if (error instanceof FeldsparError)
          throw new FeldsparError(error.code, `candidate ${position}: ${error.message}`, [position]);
        throw error;
      }
    });
    const candidates = [...options.candidates].sort(compareId);
    const twice = candidates.findIndex((candidate, position) => candidate.id === candidates[position - 1]?.id);
    if (twice >= 0)
      throw new FeldsparError("BAD_REGISTRATION", `candidate ${candidates[twice]!.id} is registered twice`);
    const current = options.current ?? {
      number: 0,
      hash: new Uint8Array(32),
      startingRound: 0,
      magicBlock: null,
      minerIds: [],
    };
    return {
      chainId,
      parameters,
      round: current.startingRound,
      randomness,
      candidates,
      sharders: [...sharders].sort(compareId),
      current,
      phase: "start",
      phaseStart: current.startingRound + 1,
      attempt: 0,
      failures: 0,
      session: null,
    };
  }

  /**
   * Applies one block. Throws BAD_BLOCK only when the round does not rise: that is the caller's mistake, not a
   * sender's.
   */
  apply(state: ContractState, block: Block): Applied {
    if (!Number.isSafeInteger(block.round) || block.round <= state.round) {
      throw new FeldsparError("BAD_BLOCK", `expected a round after ${state.round}, got ${block.round}`);
    }
    const run = new BlockRun(this.cache, { ...state, round: block.round }, block);
    if (block.randomness && block.randomness.length === 32) run.update({ randomness: block.randomness });
    for (const registration of block.registrations ?? []) register(run, registration);
    if (block.resume === true && run.state.phase === "stopped") {
      run.update({ phase: "start", phaseStart: block.round, failures: 0 });
    }
    takeTransactions(run);
    advance(run);
    return { state: run.state, events: run.events };
  }
}
