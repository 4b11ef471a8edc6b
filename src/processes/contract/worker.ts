// The script of the thread that applies blocks. In a large network it has threads of its own, which decode and evaluate
// what a block needs before the contract applies it: see `ContractAhead`.
import { parentPort, workerData } from "node:worker_threads";
import { FeldsparError } from "../../encoding/index.js";
import { ContractAhead } from "../../node/contract-ahead.js";
import type { AppliesBlocks } from "../../node/replica.js";
import { createPool } from "../../pool/node/index.js";
import { ProtocolCache } from "../../view-change/caches.js";
import { ViewChangeContract } from "../../view-change/contract/contract.js";
import type { ContractState } from "../../view-change/contract/state.js";
import { changeOf } from "./changes.js";
import { type FromContract, type Helpers, minersOf, type ToContract } from "./messages.js";

const { threads, from } = workerData as Helpers;
const cache = new ProtocolCache();
const alone = new ViewChangeContract(cache);
let helped: Promise<AppliesBlocks> | null = null;
let current: ContractState | null = null;

/** Where threads cannot be had, it goes on without them. */
async function help(): Promise<AppliesBlocks> {
  try {
    return new ContractAhead({ pool: await createPool({ workers: threads }), cache, contract: alone });
  } catch {
    return alone;
  }
}

function contractFor(state: ContractState): AppliesBlocks | Promise<AppliesBlocks> {
  if (threads === 0 || minersOf(state) < from) return alone;
  helped ??= help();
  return helped;
}

async function answer({ block, state }: ToContract): Promise<FromContract> {
  const before = state ?? current;
  if (before === null) return { error: { code: null, message: "there is no state to go on from" } };
  try {
    const contract = await contractFor(before);
    const began = performance.now();
    const { state: after, events } = await contract.apply(before, block);
    const seconds = (performance.now() - began) / 1000;
    current = after;
    return { change: changeOf(before, after), events, seconds };
  } catch (error) {
    current = before;
    const code = error instanceof FeldsparError ? error.code : null;
    return { error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}

parentPort?.on("message", async (message: ToContract) => parentPort!.postMessage(await answer(message)));
