// What a miner is made of, and the defaults of what need not be said.
import { type RandomBytes, randomBytes } from "../../../bindings/random.js";
import type { SchemeName } from "../../magic-block/index.js";
import { ProtocolCache } from "../caches.js";
import type { MinerIdentity } from "../identity.js";
import { type MinerWork, OwnWork } from "./work.js";

export interface MinerOptions {
  readonly scheme: SchemeName;
  readonly identity: MinerIdentity;
  /** Secret randomness; the CSPRNG by default. */
  readonly random?: RandomBytes;
  readonly cache?: ProtocolCache;
  /** Who does the arithmetic of shares and acknowledgements; the miner itself by default. */
  readonly work?: MinerWork;
  /**
   * How long shares are collected before they are checked together, in milliseconds: time for others, and for a
   * second, different one of the same dealer, to come. Acknowledgements are checked when all are there, or when a
   * share has to be sent again.
   */
  readonly batchDelay?: number;
  /** First pause before a share is sent again; doubled each time up to `retryCap`. In milliseconds. */
  readonly retryBase?: number;
  readonly retryCap?: number;
}

export function withDefaults(options: MinerOptions): Required<MinerOptions> {
  const cache = options.cache ?? new ProtocolCache();
  return {
    random: randomBytes,
    cache,
    work: new OwnWork(options.scheme, cache),
    batchDelay: 250,
    retryBase: 1000,
    retryCap: 8000,
    ...options,
  };
}
