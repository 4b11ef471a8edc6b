// What goes between a node and the thread that applies blocks for it.
import type { ContractEvent } from "../../view-change/contract/events.js";
import type { Block, ContractState } from "../../view-change/contract/state.js";
import type { Change } from "./changes.js";

/** Threads of the contract's thread. */
export interface Helpers {
  /** How many; 0: none. */
  readonly threads: number;
  /** Miners from whom on there are any. */
  readonly from: number;
}

/** How large the network is that a state is about. */
export const minersOf = ({ parameters, session }: ContractState): number =>
  Math.max(parameters.miners, session?.receivers.length ?? 0);

/** Apply a block; `state`: to this, in the place of what came out last. */
export interface ToContract {
  readonly block: Block;
  readonly state: ContractState | null;
}

export type FromContract =
  | {
      /** From the state before to the one after. */
      readonly change: Change;
      readonly events: readonly ContractEvent[];
      /** How long it took. */
      readonly seconds: number;
    }
  | { readonly error: { readonly code: string | null; readonly message: string } };
