// "feldspar-dkg/pool.js" in Node, Deno and Bun: the heavy calls on worker threads. web/index.ts is the same for
// browsers.
import { availableParallelism } from "node:os";
import type { PoolOptions } from "../options.js";
import { type Pool, startPool } from "../pool.js";
import { openNodeWorker } from "./channel.js";

export type * from "../index.js";

/**
 * Starts a pool. One compiled module is shared by all threads; on Node 20 the flag for relaxed SIMD, where it is
 * wanted, must be set in this thread before anything is computed, and holds for all. Idle threads do not keep the
 * process alive. Throws BAD_OPTION, and POOL_UNAVAILABLE when a thread cannot be started.
 */
export async function createPool(options: PoolOptions = {}): Promise<Pool> {
  return startPool((events) => openNodeWorker(events), availableParallelism(), options);
}
