// What both entries of "feldspar-dkg/pool.js" export besides createPool.
export type { CallOptions, PoolOptions } from "./options.js";
export type { Pool } from "./pool.js";
