// The contract on a thread of its own: a block of a large view change takes seconds, and whoever asks meanwhile is
// answered. It computes what the contract computes here; the state that counts is the one on this side, so a thread
// that dies is started again from it, and the block is applied once more. Small networks have no thread: their blocks
// take milliseconds, and a thread takes memory.
import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { FeldsparError } from "../../encoding/index.js";
import { type Applied, ViewChangeContract } from "../../view-change/contract/contract.js";
import type { Block, ContractState } from "../../view-change/contract/state.js";
import { changed } from "./changes.js";
import { type FromContract, type Helpers, minersOf, type ToContract } from "./messages.js";

export interface ContractThreadOptions {
  /** A block was applied: so long it took. */
  readonly took?: (seconds: number) => void;
  /** The thread has died, and why; it is started again. */
  readonly onDied?: (reason: string) => void;
  /** Miners from whom on there is a thread; 32 by default. */
  readonly from?: number;
  /** Threads that help that one, which waits for them: by default from 256 miners on, one for each core but one. */
  readonly helpers?: Helpers;
  /** The thread's script: the package's own by default; where there is none, blocks are applied here. */
  readonly script?: URL;
}

const SCRIPT = new URL("./worker.js", import.meta.url);
const FROM = 32;
/** How often a block is begun on a thread before it is applied here. */
const MOST_STARTS = 3;

/** One alone would do what the waiting thread can do; many would wait for each other's memory. */
function helpersHere(): Helpers {
  const cores = availableParallelism();
  return { threads: cores === 1 ? 0 : Math.min(4, Math.max(2, cores - 1)), from: 256 };
}

type Answer = FromContract | { readonly died: string };

export class ContractThread {
  private readonly here = new ViewChangeContract();
  private worker: Worker | null = null;
  /** What the thread goes on from. */
  private known: ContractState | null = null;
  private settle: ((answer: Answer) => void) | null = null;
  private over = false;
  private readonly script: URL | null;
  private readonly options: ContractThreadOptions;

  constructor(options: ContractThreadOptions = {}) {
    this.options = options;
    const { script = SCRIPT } = options;
    this.script = existsSync(fileURLToPath(script)) ? script : null;
  }

  /** Does a thread run? */
  get isRunning(): boolean {
    return this.worker !== null;
  }

  /** What `ViewChangeContract.apply` gives. One block at a time. Throws BAD_BLOCK, STOPPED. */
  apply(state: ContractState, block: Block): Applied | Promise<Applied> {
    const { from = FROM } = this.options;
    return this.script === null || minersOf(state) < from
      ? this.applyHere(state, block)
      : this.applyThere(state, block);
  }

  /** Ends the thread; resolves when it has ended. A block that was being applied is not. */
  async close(): Promise<void> {
    this.over = true;
    this.settle?.({ died: "it was closed" });
    const { worker } = this;
    this.worker = null;
    await worker?.terminate();
  }

  private applyHere(state: ContractState, block: Block): Applied {
    const began = performance.now();
    const applied = this.here.apply(state, block);
    this.options.took?.((performance.now() - began) / 1000);
    this.known = null;
    return applied;
  }

  private async applyThere(before: ContractState, block: Block): Promise<Applied> {
    for (let starts = 0; starts < MOST_STARTS; starts++) {
      const answer = await this.ask({ block, state: this.known === before ? null : before });
      if (this.over) throw new FeldsparError("STOPPED", "the contract's thread was closed");
      if ("died" in answer) {
        this.options.onDied?.(answer.died);
        continue;
      }
      if ("error" in answer) throw errorOf(answer.error);
      const state = changed(before, answer.change) as ContractState;
      this.known = state;
      this.options.took?.(answer.seconds);
      return { state, events: answer.events };
    }
    return this.applyHere(before, block);
  }

  private ask(message: ToContract): Promise<Answer> {
    return new Promise((resolve) => {
      const settle = (answer: Answer): void => {
        this.settle = null;
        this.worker?.unref();
        resolve(answer);
      };
      this.settle = settle;
      try {
        const worker = this.worker ?? this.open();
        worker.ref();
        worker.postMessage(message);
      } catch (error) {
        settle({ died: error instanceof Error ? error.message : "it could not be started" });
      }
    });
  }

  private open(): Worker {
    const { helpers: workerData = helpersHere() } = this.options;
    const worker = new Worker(this.script!, { execArgv: [], name: "feldspar contract", workerData });
    let reason = "it ended by itself";
    worker.on("message", (answer: FromContract) => this.settle?.(answer));
    worker.on("error", (error) => {
      reason = error instanceof Error ? error.message : String(error);
    });
    worker.on("messageerror", () => void worker.terminate());
    worker.on("exit", () => {
      if (this.worker === worker) {
        this.worker = null;
        this.known = null;
      }
      this.settle?.({ died: reason });
    });
    this.worker = worker;
    return worker;
  }
}

function errorOf({ code, message }: { readonly code: string | null; readonly message: string }): Error {
  return code === null ? new Error(message) : new FeldsparError(code as FeldsparError["code"], message);
}
