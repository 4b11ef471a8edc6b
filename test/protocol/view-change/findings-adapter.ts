// What the tests of findings ask of the product, in one place, so that the same tests can be run on another version of
// it.
import { type ChainView, MinerRunner, type Store, type Timers } from "../../../src/entry/node.js";
import { decodeMinerState, HpkeCipher, Miner, type MinerState } from "../../../src/entry/view-change.js";
import type { HandDriven } from "./support.js";

/** The chain as the tests show it. */
export type Ledger = Omit<ChainView, "subscribe">;

export interface RunnerParts {
  readonly driven: HandDriven;
  readonly position: number;
  readonly ledger: Ledger;
  readonly store: Pick<Store, "get" | "put">;
  readonly clock: { now(): number };
  readonly send: (to: string, message: Uint8Array) => void;
  readonly timers?: Timers;
}

export function makeRunner({ driven, position, ledger, store, clock, send, timers }: RunnerParts): MinerRunner {
  const identity = driven.people[position]!;
  return new MinerRunner({
    id: identity.id,
    miner: new Miner({ scheme: "min-sig", identity, cache: driven.cache }),
    cipher: new HpkeCipher(identity),
    chain: ledger,
    store: { put: (key, value) => store.put(key, value), get: (key) => store.get(key), delete: () => {} },
    clock,
    timers: timers ?? { at: () => () => {} },
    transport: { send },
  });
}

export const storedState = (bytes: Uint8Array): MinerState => decodeMinerState(bytes).state;
