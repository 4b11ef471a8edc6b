// One block being applied to the contract's state: what the phases change and report while it runs.
import { FeldsparError } from "../../encoding/index.js";
import type { MagicBlockRemoval, Phase } from "../../magic-block/index.js";
import type { ProtocolCache } from "../caches.js";
import type { ContractEvent, EndOfPhase } from "./events.js";
import { membersById } from "./look-ups.js";
import { type CheckContext, checkContext } from "./screen.js";
import type { Block, ContractState, SessionState } from "./state.js";

/** `state` is replaced, never changed in place. */
export class BlockRun {
  readonly events: ContractEvent[] = [];

  constructor(
    private readonly cache: ProtocolCache,
    public state: ContractState,
    readonly block: Block,
  ) {}

  update(change: Partial<ContractState>): void {
    this.state = { ...this.state, ...change };
  }

  updateSession(change: Partial<SessionState>): void {
    this.update({ session: { ...this.session, ...change } });
  }

  get session(): SessionState {
    return this.state.session!;
  }

  get context(): CheckContext {
    return checkContext(this.state, this.cache);
  }

  /** A claimed sender is not blamed: only what a sender has signed makes it a culprit. */
  refuse(sender: unknown, error: unknown, proven = false): void {
    if (!(error instanceof FeldsparError)) throw error;
    const name = typeof sender === "string" ? sender.slice(0, 64) : "";
    const index = membersById(this.state.session?.list ?? []).get(name)?.index ?? null;
    const { code, message } = error;
    const culprits = proven ? [index ?? name] : [];
    this.events.push({ type: "refused", phase: this.state.phase, sender: name, index, code, message, culprits });
  }

  /** Ends the running phase and begins the next one. */
  begin(phase: Phase, why: EndOfPhase): void {
    this.events.push({ type: "phase-ended", phase: this.state.phase as Phase, why }, { type: "phase-began", phase });
    this.update({ phase, phaseStart: this.state.round });
  }

  remove(removals: readonly MagicBlockRemoval[]): void {
    for (const removal of removals) this.events.push({ type: "removed", removal });
    this.updateSession({ removed: [...this.session.removed, ...removals].sort((a, b) => a.index - b.index) });
  }
}
