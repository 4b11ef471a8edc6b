// What a faulty miner does: its state machine stays honest, and what comes out of a step is changed, dropped or
// doubled. Whoever runs it cannot tell the difference.
import type { SessionState } from "../../view-change/contract/state.js";
import type { MinerEffect, MinerEvent, Step } from "../../view-change/miner/events.js";
import type { SteppingMiner } from "../../view-change/miner/miner.js";
import type { MinerState } from "../../view-change/miner/state.js";
import type { Behaviour, Submit } from "./behaviour.js";
import { contributeBadly } from "./contribute.js";
import { ForgedFrames } from "./forged-frames.js";
import { acknowledgeBadly } from "./messages.js";
import { publishBadly } from "./publish.js";
import { BadSharer } from "./shares.js";
import { Spammer } from "./spam.js";
import { waitBadly } from "./wait.js";

export class FaultyMiner implements SteppingMiner {
  private readonly spammer: Spammer;
  private readonly frames: ForgedFrames;
  private readonly sharer: BadSharer;

  constructor(
    private readonly honest: SteppingMiner,
    private readonly behaviour: Behaviour,
  ) {
    this.spammer = new Spammer(behaviour);
    this.frames = new ForgedFrames(behaviour);
    this.sharer = new BadSharer(behaviour);
  }

  step(before: MinerState, event: MinerEvent): Step {
    const { state, effects } = this.honest.step(before, event);
    return { state, effects: this.change(effects, state, event) };
  }

  private change(effects: MinerEffect[], state: MinerState, { chain }: MinerEvent): MinerEffect[] {
    const { behaviour } = this;
    const { phase, session } = chain;
    if (behaviour.faults().length === 0 || phase === "stopped") return effects;
    const quiet = behaviour.has("silent", phase);
    const spam = session !== null && behaviour.has("spam", phase) ? this.spammer.spam(session, phase) : [];
    if (session !== null && behaviour.has("forged-frames")) this.frames.send(session, phase);
    const changed = effects.flatMap((effect): readonly MinerEffect[] => {
      switch (effect.type) {
        case "send-lot":
          return quiet || behaviour.has("no-lot") ? [] : [effect];
        case "append":
          return quiet || (effect.entry.kind === "lot" && behaviour.has("no-lot")) ? [] : [effect];
        case "submit":
          return quiet || session === null ? [] : this.submit(effect, session, state);
        case "send-share":
          return quiet || session === null ? [] : this.sharer.send(effect, session, state);
        case "send-acknowledgement":
          return quiet || session === null ? [] : acknowledgeBadly(behaviour, effect, session);
        default:
          return [effect];
      }
    });
    return [...changed, ...spam];
  }

  private submit(effect: Submit, session: SessionState, state: MinerState): readonly MinerEffect[] {
    const { behaviour } = this;
    switch (effect.transaction.kind) {
      case "mpk":
        return contributeBadly(behaviour, effect, session);
      case "present":
        return behaviour.has("no-present") ? [] : [effect];
      case "publication":
        return publishBadly(behaviour, effect, session, state);
      case "confirm":
      case "hand-over":
        return waitBadly(behaviour, effect);
      default:
        return [effect];
    }
  }
}
