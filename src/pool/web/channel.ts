// A thread of the pool as a Web Worker.
import type { Channel, ChannelEvents } from "../channel.js";

export function openWebWorker({ message, death }: ChannelEvents): Channel {
  // in this form every bundler finds the worker
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  let ended = false;
  const end = (reason: string): void => {
    if (ended) return;
    ended = true;
    worker.terminate();
    death(reason);
  };
  worker.onmessage = ({ data }) => {
    if (!ended) message(data);
  };
  worker.onerror = (event) => {
    event.preventDefault?.();
    end(event.message || "the worker's script could not be loaded");
  };
  worker.onmessageerror = () => end("a message could not be read");
  return {
    post: (data, transfer) => worker.postMessage(data, transfer),
    // a page does not wait for its workers
    hold: () => {},
    terminate() {
      ended = true;
      worker.terminate();
    },
  };
}
