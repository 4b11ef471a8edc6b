// The script of the thread that applies blocks.
import { parentPort } from "node:worker_threads";
import { FeldsparError } from "../../encoding/index.js";
import { ViewChangeContract } from "../../view-change/contract/contract.js";
import type { ContractState } from "../../view-change/contract/state.js";
import { changeOf } from "./changes.js";
import type { FromContract, ToContract } from "./messages.js";

const contract = new ViewChangeContract();
let current: ContractState | null = null;

function answer({ block, state }: ToContract): FromContract {
  const before = state ?? current;
  if (before === null) return { error: { code: null, message: "there is no state to go on from" } };
  try {
    const began = performance.now();
    const { state: after, events } = contract.apply(before, block);
    const seconds = (performance.now() - began) / 1000;
    current = after;
    return { change: changeOf(before, after), events, seconds };
  } catch (error) {
    current = before;
    const code = error instanceof FeldsparError ? error.code : null;
    return { error: { code, message: error instanceof Error ? error.message : String(error) } };
  }
}

parentPort?.on("message", (message: ToContract) => parentPort!.postMessage(answer(message)));
