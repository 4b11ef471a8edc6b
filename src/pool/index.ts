// What both entries of "feldspar-dkg/pool.js" export besides createPool.
export type { Progress } from "./calls.js";
export type { CallOptions, PoolOptions } from "./options.js";
export type { Pool } from "./pool.js";
export type { StreamOptions } from "./stream.js";
