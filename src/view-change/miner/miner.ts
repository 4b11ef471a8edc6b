// A miner in a view change (protocol §5): a pure state machine, step(state, event) -> { state, effects }. It decides;
// sealing, sending, storing and waiting are effects for whoever runs it. The order of effects matters: "persist"
// comes first, and nothing after it may happen before the state is stored.
import { type BlsScheme, schemeByName } from "../../bls/index.js";
import { takeAcknowledgement } from "./acknowledge.js";
import type { MinerEvent, Step } from "./events.js";
import { follow } from "./follow.js";
import { type MinerOptions, withDefaults } from "./options.js";
import { takeShare } from "./share.js";
import { EMPTY_MINER_STATE, type MinerState } from "./state.js";
import { Turn } from "./turn.js";

/** The step of a miner, honest or not: what runs one asks for nothing else. */
export interface SteppingMiner {
  /** Takes one event. Never throws for anything that others sent. */
  step(state: MinerState, event: MinerEvent): Step;
}

export class Miner implements SteppingMiner {
  readonly scheme: BlsScheme;
  readonly options: Required<MinerOptions>;

  constructor(options: MinerOptions) {
    this.options = withDefaults(options);
    this.scheme = schemeByName(options.scheme);
  }

  /** The state of a miner that has never run. */
  static readonly initial: MinerState = EMPTY_MINER_STATE;

  step(state: MinerState, event: MinerEvent): Step {
    const turn = new Turn(this.scheme, this.options, state, event);
    if (event.type === "share") takeShare(turn, event.session, event.from, event.share);
    else if (event.type === "acknowledgement") takeAcknowledgement(turn, event.session, event.from, event.signature);
    else follow(turn, event.type === "restarted");
    return { state: turn.state, effects: turn.dirty ? [{ type: "persist" }, ...turn.effects] : turn.effects };
  }
}
