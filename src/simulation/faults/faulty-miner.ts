// What a faulty miner does: its state machine stays honest, and what comes out of a step is changed, dropped or
// doubled. Whoever runs it cannot tell the difference.
import type { SessionState } from "../../view-change/contract/state.js";
import type { MinerEffect, MinerEvent, Step } from "../../view-change/miner/events.js";
import type { SteppingMiner } from "../../view-change/miner/miner.js";
import type { MinerState } from "../../view-change/miner/state.js";
import type { Behaviour, Submit } from "./behaviour.js";
import { contributeBadly } from "./contribute.js";
import { acknowledgeBadly, shareBadly } from "./messages.js";
import { publishBadly } from "./publish.js";
import { Spammer } from "./spam.js";
import { waitBadly } from "./wait.js";

export class FaultyMiner implements SteppingMiner {
  private readonly spammer: Spammer;

  constructor(
    private readonly honest: SteppingMiner,
    private readonly behaviour: Behaviour,
  ) {
    this.spammer = new Spammer(behaviour);
  }

  step(before: MinerState, event: MinerEvent): Step {
    const { state, effects } = this.honest.step(before, event);
    return { state, effects: this.change(effects, state, event) };
  }

  private change(effects: MinerEffect[], state: MinerState, { chain }: MinerEvent): MinerEffect[] {
    const { behaviour } = this;
    const { phase, session } = chain;
    if (behaviour.faults().length === 0 || session === null || phase === "stopped") return effects;
    const quiet = behaviour.has("silent", phase);
    const spam = behaviour.has("spam", phase) ? this.spammer.spam(session, phase) : [];
    const changed = effects.flatMap((effect): readonly MinerEffect[] => {
      switch (effect.type) {
        case "submit":
          return quiet ? [] : this.submit(effect, session, state);
        case "send-share":
          return quiet ? [] : shareBadly(behaviour, effect);
        case "send-acknowledgement":
          return quiet ? [] : acknowledgeBadly(behaviour, effect, session);
        default:
          return [effect];
      }
    });
    return [...changed, ...spam];
  }

  private submit(effect: Submit, session: SessionState, state: MinerState): readonly MinerEffect[] {
    switch (effect.transaction.phase) {
      case "contribute":
        return contributeBadly(this.behaviour, effect, session);
      case "publish":
        return publishBadly(this.behaviour, effect, session, state);
      case "wait":
        return waitBadly(this.behaviour, effect);
      default:
        return [effect];
    }
  }
}
