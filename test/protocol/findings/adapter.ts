// What the tests of findings ask of the product, in one place, so that the same tests can be run on another version of
// it.
import { MinerRunner } from "../../../src/node/miner-runner.js";
import type { ChainView, Store, Timers } from "../../../src/node/ports.js";
import { FrameChannel } from "../../../src/sealing/channel.js";
import { HpkeCipher } from "../../../src/sealing/cipher.js";
import { Miner } from "../../../src/view-change/miner/miner.js";
import type { MinerState } from "../../../src/view-change/miner/state.js";
import { decodeMinerState } from "../../../src/view-change/miner/state-bytes.js";
import type { Driven } from "../view-change/driven.js";

/** The chain as the tests show it. */
export type Ledger = Omit<ChainView, "subscribe">;

export interface RunnerParts {
  readonly driven: Driven;
  readonly position: number;
  readonly ledger: Ledger;
  readonly store: Pick<Store, "get" | "put">;
  readonly clock: { now(): number };
  readonly send: (to: string, message: Uint8Array) => void;
  readonly timers?: Timers;
  readonly onEvidence?: (notice: { readonly against: string; readonly code: string }) => void;
}

export function makeRunner({ driven, position, ledger, store, clock, ...rest }: RunnerParts): MinerRunner {
  const { send, timers, onEvidence } = rest;
  const identity = driven.everybody[position]!;
  return new MinerRunner({
    id: identity.id,
    miner: new Miner({ scheme: "min-sig", identity, cache: driven.cache }),
    cipher: new HpkeCipher(identity),
    channel: new FrameChannel(identity, { chainId: driven.genesis.chainId }),
    chain: ledger,
    store: { put: (key, value) => store.put(key, value), get: (key) => store.get(key), delete: () => {} },
    clock,
    timers: timers ?? { at: () => () => {} },
    transport: { send },
    ...(onEvidence === undefined ? {} : { onEvidence }),
  });
}

export const storedState = (bytes: Uint8Array): MinerState => decodeMinerState(bytes).state;
