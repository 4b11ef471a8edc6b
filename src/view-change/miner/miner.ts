// A miner in a view change (protocol §5): a pure state machine, step(state, event) -> { state, effects }. It decides;
// sealing, sending, storing and waiting are effects for whoever runs it. The order of effects matters: "persist"
// comes first, and nothing after it may happen before the state is stored.
import { reading } from "../../../bindings/arguments.js";
import { type BlsScheme, schemeByName } from "../../bls/index.js";
import { submitShared, takeAcknowledgement } from "./acknowledge.js";
import type { MinerEvent, Step } from "./events.js";
import { follow } from "./follow.js";
import { takeLot } from "./lot.js";
import { type MinerOptions, withDefaults } from "./options.js";
import { publish } from "./publish.js";
import { takeShare, takeShareAgain } from "./receive.js";
import { EMPTY_MINER_STATE, type MinerState } from "./state.js";
import { Turn } from "./turn.js";

/** The step of a miner, honest or not: what runs one asks for nothing else. */
export interface SteppingMiner {
  /** Takes one event. Never throws for anything that others sent. */
  step(state: MinerState, event: MinerEvent): Step;
}

/**
 * @example
 * // one event in, the state and what is to be done out; `MinerNode` runs it on a machine
 * const miner = new Miner({ scheme: "min-sig", identity: miners[0] });
 * const event = { type: "block" as const, sessionKeys: null, time: 0, chain: inOffice, attested: Infinity };
 * const { state, effects } = miner.step(Miner.initial, event);
 * effects; //=> []
 */
export class Miner implements SteppingMiner {
  /** That of its chain, by the name in its options. */
  readonly scheme: BlsScheme;
  readonly #options: Required<MinerOptions>;

  constructor(options: MinerOptions) {
    this.#options = withDefaults(options);
    this.scheme = schemeByName(this.#options.scheme);
  }

  /**
   * With the defaults; the identity's secret key is in it.
   *
   * @example
   * const miner = new Miner({ scheme: "min-sig", identity: miners[0] });
   * miner.options.identity.id; //=> miners[0].id
   * miner.scheme === schemeByName("min-sig"); //=> true
   */
  get options(): Required<MinerOptions> {
    return this.#options;
  }

  /** What console.log of Node shows: nothing secret. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `Miner ${this.#options.identity.id} (${this.#options.scheme})`;
  }

  /** The state of a miner that has never run. */
  static readonly initial: MinerState = EMPTY_MINER_STATE;

  step(state: MinerState, event: MinerEvent): Step {
    return reading("Miner.step", (): Step => {
      const turn = new Turn(this.scheme, this.#options, state, event);
      take(turn, event);
      return { state: turn.state, effects: turn.dirty ? [{ type: "persist" }, ...turn.effects] : turn.effects };
    });
  }
}

function take(turn: Turn, event: MinerEvent): void {
  if (event.type === "share") takeShare(turn, event.session, event.from, event.plaintext);
  else if (event.type === "share-again") takeShareAgain(turn, event.session, event.from);
  else if (event.type === "acknowledgement") {
    const wasLast = takeAcknowledgement(turn, event.session, event.from, event.signature);
    if (wasLast) submitShared(turn);
    if (wasLast && turn.chain.phase === "publish") publish(turn);
  } else if (event.type === "lot") takeLot(turn, event);
  else follow(turn, event.type === "restarted");
}
