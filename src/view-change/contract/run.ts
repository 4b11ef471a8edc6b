// One block being applied to the contract's state: what the phases change and report while it runs.
import { type BlsScheme, schemeByName } from "../../bls/index.js";
import { FeldsparError } from "../../encoding/index.js";
import type { MagicBlockRemoval, Phase } from "../../magic-block/index.js";
import type { ProtocolCache } from "../caches.js";
import type { EntryKind } from "../entries.js";
import type { ContractEvent, EndOfPhase } from "./events.js";
import { type CheckContext, checkContext } from "./screen.js";
import type { Block, ContractState, SessionState } from "./state.js";

/** `state` is replaced, never changed in place. */
export class BlockRun {
  readonly events: ContractEvent[] = [];

  constructor(
    readonly cache: ProtocolCache,
    public state: ContractState,
    readonly block: Block,
  ) {}

  update(change: Partial<ContractState>): void {
    this.state = { ...this.state, ...change };
  }

  updateSession(change: Partial<SessionState>): void {
    this.update({ session: { ...this.session, ...change } });
  }

  /** Another run of the block from here on: what becomes of it changes nothing here until it is adopted. */
  fork(): BlockRun {
    return new BlockRun(this.cache, this.state, this.block);
  }

  adopt({ state, events }: BlockRun): void {
    this.state = state;
    this.events.push(...events);
  }

  get session(): SessionState {
    return this.state.session!;
  }

  get scheme(): BlsScheme {
    return schemeByName(this.state.genesis.scheme);
  }

  get context(): CheckContext {
    return checkContext(this.state, this.cache);
  }

  /** A claimed sender is not blamed: only what a sender has signed makes it a culprit. */
  refuse(kind: EntryKind, sender: unknown, error: unknown, proven = false): void {
    if (!(error instanceof FeldsparError)) throw error;
    const name = typeof sender === "string" ? sender.slice(0, 64) : "";
    const { code, message } = error;
    const culprits = proven ? [name] : [];
    this.events.push({ type: "refused", phase: this.state.phase, kind, sender: name, code, message, culprits });
  }

  /** Ends the running phase and begins the next one. */
  begin(phase: Phase, why: EndOfPhase): void {
    this.events.push({ type: "phase-ended", phase: this.state.phase as Phase, why }, { type: "phase-began", phase });
    this.update({ phase, phaseStart: this.state.round });
  }

  remove(removals: readonly MagicBlockRemoval[]): void {
    if (removals.length === 0) return;
    for (const removal of removals) this.events.push({ type: "removed", removal });
    this.updateSession({ removed: [...this.session.removed, ...removals].sort(compareRemovals) });
  }
}

/** By role, then index: the order of the magic block. */
function compareRemovals(a: MagicBlockRemoval, b: MagicBlockRemoval): number {
  if (a.role !== b.role) return a.role < b.role ? -1 : 1;
  return a.index - b.index;
}
