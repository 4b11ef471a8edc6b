// Pools that are closed after the test, and threads with faults.
import { afterEach } from "vitest";
import { FeldsparError } from "../../../bindings/errors.js";
import type { OpenChannel } from "../../../src/pool/channel.js";
import type { PoolOptions } from "../../../src/pool/index.js";
import { type Pool, startPool } from "../../../src/pool/pool.js";
import { openWorker } from "./platform.js";

const pools: Pool[] = [];

export async function makePool(options: PoolOptions = {}, open: OpenChannel = openWorker): Promise<Pool> {
  const pool = await startPool(open, 2, options);
  pools.push(pool);
  return pool;
}

afterEach(async () => {
  await Promise.all(pools.splice(0).map((pool) => pool.close()));
});

/** What a call comes to: its value, or its error in a form that can be compared. */
export type Ending = { value: unknown } | { code: string; message: string; culprits?: readonly (number | string)[] };

function endingOf(error: unknown): Ending {
  if (error instanceof FeldsparError) return error.toJSON();
  throw error;
}

export function ending(call: () => unknown): Ending {
  try {
    return { value: call() };
  } catch (error) {
    return endingOf(error);
  }
}

export async function endingLater(call: Promise<unknown>): Promise<Ending> {
  try {
    return { value: await call };
  } catch (error) {
    return endingOf(error);
  }
}

/** The code of the error that a call is rejected with. */
export async function codeOf(call: Promise<unknown>): Promise<string | undefined> {
  const end = await endingLater(call);
  return "code" in end ? end.code : undefined;
}

/**
 * Threads of which some crash: `crashes(request)` is asked at the `request`-th request that is sent to any of them,
 * from 0 on. Nothing but a message makes a thread crash: one it cannot read.
 */
export function crashingWorkers(crashes: (request: number) => boolean): { open: OpenChannel; requests: () => number } {
  let requests = 0;
  const open: OpenChannel = (events) => {
    const channel = openWorker(events);
    return {
      ...channel,
      post(message, transfer) {
        if ((message as { type: string }).type === "request" && crashes(requests++)) channel.post(null, []);
        channel.post(message, transfer);
      },
    };
  };
  return { open, requests: () => requests };
}
