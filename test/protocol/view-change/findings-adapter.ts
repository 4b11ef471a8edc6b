// What the tests of findings ask of the product, in one place, so that the same tests can be run on another version of
// it.
import {
  decodeMinerState,
  type Ledger,
  Miner,
  MinerRunner,
  type MinerState,
  ShareCipher,
  type Store,
  type Timers,
} from "../../../src/entry/view-change.js";
import type { HandDriven } from "./support.js";

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
    miner: new Miner({ scheme: "min-sig", identity, cache: driven.cache }),
    cipher: new ShareCipher(identity),
    ledger,
    store: { put: (key, value) => store.put(key, value), get: (key) => store.get(key), delete: () => {} },
    clock,
    timers: timers ?? { at: () => () => {} },
    transport: { send: (_from, to, message) => send(to, message) },
  });
}

export const storedState = (bytes: Uint8Array): MinerState => decodeMinerState(bytes).state;
