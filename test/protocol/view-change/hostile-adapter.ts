// How the hostile world runs a miner, in one place, so that it can run another version of the product too.
import { type ChainView, MinerRunner, type Store } from "../../../src/entry/node.js";
import { Miner, type MinerIdentity, type ProtocolCache, type ShareCipher } from "../../../src/entry/view-change.js";

export type SharePort = ShareCipher;
export type HostileRunner = Pick<MinerRunner, "load" | "notify" | "receive">;

export interface HostileParts {
  readonly identity: MinerIdentity;
  readonly cache: ProtocolCache;
  readonly cipher: SharePort;
  readonly ledger: Omit<ChainView, "subscribe">;
  readonly send: (to: string, bytes: Uint8Array) => void;
  readonly store: Pick<Store, "put" | "get">;
  readonly clock: { now(): number };
  readonly at: (time: number, action: () => void) => () => void;
  readonly onStopped: () => void;
}

export function hostileRunner({ identity, cache, cipher, ledger, send, store, ...rest }: HostileParts): HostileRunner {
  const { clock, at, onStopped } = rest;
  return new MinerRunner({
    id: identity.id,
    miner: new Miner({ scheme: "min-sig", identity, cache }),
    cipher,
    chain: ledger,
    transport: { send },
    store: { ...store, delete: () => {} },
    clock,
    timers: { at },
    onStopped,
  });
}
