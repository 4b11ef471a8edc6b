// What a miner is made of, and the defaults of what need not be said.
import { optionsOf, recordOf, textBytes } from "../../../bindings/arguments.js";
import { checkBytes } from "../../../bindings/bytes.js";
import { type RandomBytes, randomBytes } from "../../../bindings/random.js";
import { describe, fail } from "../../encoding/index.js";
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

const NAMES = ["scheme", "identity", "random", "cache", "work", "batchDelay", "retryBase", "retryCap"] as const;
const IDENTITY = ["id", "publicKey", "url"] as const;

/** Throws BAD_TYPE, BAD_LENGTH, BAD_OPTION, UNKNOWN_OPTION. */
export function withDefaults(options: MinerOptions): Required<MinerOptions> {
  const given = optionsOf<MinerOptions>(options, NAMES);
  const { scheme, identity, cache = new ProtocolCache(), random = randomBytes } = given;
  const { batchDelay = 250, retryBase = 1000, retryCap = 8000 } = given;
  const work = given.work ?? new OwnWork(scheme, cache);
  const { id, publicKey, url } = recordOf<MinerIdentity>(identity, "identity", IDENTITY);
  if (typeof id !== "string") fail("BAD_TYPE", `identity: expected an id that is text, got ${describe(id)}`);
  textBytes(url, "identity's url");
  checkBytes(publicKey, "identity's public key");
  if (typeof random !== "function") fail("BAD_TYPE", `random: expected a function, got ${describe(random)}`);
  for (const [name, value] of Object.entries({ batchDelay, retryBase, retryCap })) {
    if (typeof value !== "number" || !(value >= 0)) fail("BAD_OPTION", `${name}: expected milliseconds`);
  }
  return { scheme, identity, random, cache, work, batchDelay, retryBase, retryCap };
}
