// How the hostile world runs a miner, in one place, so that it can run another version of the product too.
import {
  type Ledger,
  Miner,
  type MinerIdentity,
  MinerRunner,
  type ProtocolCache,
  type ShareCipher,
  type Store,
} from "../../../src/entry/view-change.js";

export type SharePort = Pick<ShareCipher, "seal" | "open">;
export type HostileRunner = Pick<MinerRunner, "load" | "notify" | "receive">;

export interface HostileParts {
  readonly identity: MinerIdentity;
  readonly cache: ProtocolCache;
  readonly cipher: SharePort;
  readonly ledger: Ledger;
  readonly send: (to: string, bytes: Uint8Array) => void;
  readonly store: Pick<Store, "put" | "get">;
  readonly clock: { now(): number };
  readonly at: (time: number, action: () => void) => () => void;
  readonly onStopped: () => void;
}

export function hostileRunner({ identity, cache, cipher, ledger, send, store, ...rest }: HostileParts): HostileRunner {
  const { clock, at, onStopped } = rest;
  return new MinerRunner({
    miner: new Miner({ scheme: "min-sig", identity, cache }),
    cipher: cipher as ShareCipher,
    ledger,
    transport: { send: (_from, to, message) => send(to, message) },
    store: { ...store, delete: () => {} },
    clock,
    timers: { at },
    onStopped,
  });
}
