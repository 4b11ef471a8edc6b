// A thread of the pool as a worker of node:worker_threads.
import { Worker } from "node:worker_threads";
import type { Channel, ChannelEvents } from "../channel.js";

export function openNodeWorker(
  { message, death }: ChannelEvents,
  script = new URL("./worker.js", import.meta.url),
): Channel {
  // the parent's options of the command line are not for this script; the engine's flags hold for the whole process
  // anyway
  const worker = new Worker(script, { execArgv: [], name: "feldspar pool" });
  let ended = false;
  let reason: string | undefined;
  const end = (): void => {
    if (ended) return;
    ended = true;
    void worker.terminate();
    death(reason ?? "it ended by itself");
  };
  worker.on("message", (data) => {
    if (!ended) message(data);
  });
  worker.on("error", (error) => {
    reason = error.message;
    end();
  });
  worker.on("messageerror", () => {
    reason = "a message could not be read";
    end();
  });
  worker.on("exit", end);
  return {
    post: (data, transfer) => worker.postMessage(data, transfer),
    hold(busy) {
      if (busy) worker.ref();
      else worker.unref();
    },
    terminate() {
      ended = true;
      void worker.terminate();
    },
  };
}
