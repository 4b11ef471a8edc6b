// "feldspar-dkg/pool.js" in browsers: the heavy calls on Web Workers. node/index.ts is the same for Node.
import type { PoolOptions } from "../options.js";
import { type Pool, startPool } from "../pool.js";
import { openWebWorker } from "./channel.js";

export type * from "../index.js";

/**
 * Starts a pool. One compiled module is shared by all workers, without SharedArrayBuffer, so the page needs no special
 * headers; a Content-Security-Policy must allow the worker's script (worker-src 'self') and 'wasm-unsafe-eval'. Throws
 * BAD_OPTION, and POOL_UNAVAILABLE when a worker cannot be started.
 *
 * @example
 * const pool = await createPool({ workers: 1 });
 * const points = [1n, 2n, 3n].map((scalar) => G1.BASE.multiplyVartime(scalar));
 * (await pool.msm(G1, points, [1n, 1n, 1n])).equals(G1.BASE.multiplyVartime(6n)); //=> true
 * await pool.close();
 */
export async function createPool(options: PoolOptions = {}): Promise<Pool> {
  const { hardwareConcurrency } = globalThis.navigator ?? { hardwareConcurrency: 1 };
  return startPool(openWebWorker, hardwareConcurrency || 1, options);
}
