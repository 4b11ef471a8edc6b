// The threads and the queue before them: one task per thread at a time, first come, first served. A thread that dies is
// replaced when there is work for it, and its task is done once more from the start.
import { fail } from "../../bindings/errors.js";
import type { CompiledModule } from "../../bindings/platform.js";
import { buffersOf, copyForTransfer } from "./buffers.js";
import type { Channel, ChannelEvents, OpenChannel } from "./channel.js";
import { type FromThread, type Outcome, plainError, type Request, type ToThread } from "./messages.js";

/** How often a task is started before its caller is told that it cannot be done. */
const MOST_STARTS = 2;

export interface Task {
  /** False when nobody waits for the answer any more: then the task is dropped instead of started. */
  wanted(): boolean;
  /** What to compute; asked each time the task is started. */
  request(): Request;
  /** Called once, unless the task was dropped. */
  settle(outcome: Outcome): void;
}

interface Entry {
  readonly task: Task;
  starts: number;
}

interface Thread {
  readonly channel: Channel;
  /** What it works on. */
  entry: Entry | undefined;
}

export class Threads {
  readonly #open: OpenChannel;
  readonly #module: CompiledModule;
  readonly #most: number;
  readonly #threads = new Set<Thread>();
  #queue: Entry[] = [];

  constructor(open: OpenChannel, module: CompiledModule, most: number) {
    this.#open = open;
    this.#module = module;
    this.#most = most;
  }

  /** Starts all threads. Throws POOL_UNAVAILABLE when one cannot be started; then none is left. */
  async start(): Promise<void> {
    try {
      const starts = Array.from({ length: this.#most }, () => new Promise<Outcome>((resolve) => this.#add(resolve)));
      for (const { error } of await Promise.all(starts)) {
        if (error !== undefined) fail("POOL_UNAVAILABLE", `a worker could not be started: ${error.message}`);
      }
    } catch (error) {
      this.terminate();
      throw error;
    }
  }

  add(task: Task): void {
    this.#queue.push({ task, starts: 0 });
    this.#assign();
  }

  /** Ends all threads at once; tasks that are waiting or running are dropped. */
  terminate(): void {
    this.#queue = [];
    for (const { channel } of this.#threads) channel.terminate();
    this.#threads.clear();
  }

  #add(started: (outcome: Outcome) => void): Thread {
    const thread: Thread = { channel: this.#channel(() => thread, started), entry: undefined };
    this.#threads.add(thread);
    thread.channel.post({ type: "start", module: this.#module } satisfies ToThread, []);
    return thread;
  }

  #channel(self: () => Thread, started: (outcome: Outcome) => void): Channel {
    const events: ChannelEvents = {
      message: (data) => {
        const message = data as FromThread;
        if (message.type === "reply") return this.#replied(self(), message.outcome);
        if (message.outcome.error !== undefined) {
          self().channel.terminate();
          return events.death(message.outcome.error.message);
        }
        if (self().entry === undefined) self().channel.hold(false);
        started(message.outcome);
      },
      death: (reason) => {
        started({ error: { code: "POOL_UNAVAILABLE", message: reason } });
        this.#died(self(), reason);
      },
    };
    try {
      return this.#open(events);
    } catch (error) {
      const reason = error instanceof Error ? error.message : "no error";
      return fail("POOL_UNAVAILABLE", `a worker could not be started: ${reason}`);
    }
  }

  #replied(thread: Thread, outcome: Outcome): void {
    const { entry } = thread;
    thread.entry = undefined;
    entry?.task.settle(outcome);
    this.#assign();
    if (thread.entry === undefined) thread.channel.hold(false);
  }

  #died(thread: Thread, reason: string): void {
    const { entry } = thread;
    this.#threads.delete(thread);
    if (entry !== undefined) {
      if (entry.starts < MOST_STARTS) this.#queue.unshift(entry);
      else {
        const message = `the work was started ${entry.starts} times and its worker died each time: ${reason}`;
        entry.task.settle({ error: { code: "WORKER_DIED", message } });
      }
    }
    this.#assign();
  }

  /** Gives waiting tasks to idle threads, and starts threads for them that died before. */
  #assign(): void {
    this.#queue = this.#queue.filter(({ task }) => task.wanted());
    while (this.#queue.length > 0) {
      const idle = [...this.#threads].find(({ entry }) => entry === undefined);
      if (idle === undefined && this.#threads.size >= this.#most) return;
      const entry = this.#queue.shift()!;
      try {
        const thread = idle ?? this.#add(() => {});
        const request = copyForTransfer(entry.task.request());
        thread.channel.hold(true);
        thread.channel.post({ type: "request", request } satisfies ToThread, buffersOf(request));
        thread.entry = entry;
        entry.starts++;
      } catch (error) {
        entry.task.settle({ error: plainError(error) });
      }
    }
  }
}
