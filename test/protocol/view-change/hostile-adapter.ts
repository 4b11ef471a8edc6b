// How the hostile world runs a miner, in one place, so that it can run another version of the product too.
import { MinerRunner } from "../../../src/node/miner-runner.js";
import type { ChainView, Store } from "../../../src/node/ports.js";
import type { MessageChannel } from "../../../src/sealing/channel.js";
import type { ShareCipher } from "../../../src/sealing/cipher.js";
import type { ProtocolCache } from "../../../src/view-change/caches.js";
import type { MinerIdentity } from "../../../src/view-change/identity.js";
import { Miner } from "../../../src/view-change/miner/miner.js";

export type SharePort = ShareCipher;
export type HostileRunner = Pick<MinerRunner, "load" | "notify" | "receive">;

export interface HostileParts {
  readonly identity: MinerIdentity;
  readonly cache: ProtocolCache;
  readonly cipher: SharePort;
  readonly channel: MessageChannel;
  readonly ledger: Omit<ChainView, "subscribe">;
  readonly send: (to: string, bytes: Uint8Array) => void;
  readonly store: Pick<Store, "put" | "get">;
  readonly clock: { now(): number };
  readonly at: (time: number, action: () => void) => () => void;
  readonly onStopped: () => void;
}

export function hostileRunner({ identity, cache, cipher, channel, ledger, ...rest }: HostileParts): HostileRunner {
  const { send, store, clock, at, onStopped } = rest;
  return new MinerRunner({
    id: identity.id,
    miner: new Miner({ scheme: "min-sig", identity, cache }),
    cipher,
    channel,
    chain: ledger,
    transport: { send },
    store: { ...store, delete: () => {} },
    clock,
    timers: { at },
    onStopped,
  });
}
