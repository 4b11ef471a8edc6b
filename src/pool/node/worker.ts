// The script of a worker thread of the pool.
import { parentPort } from "node:worker_threads";
import type { Port } from "../channel.js";
import { serve } from "../serve.js";

if (parentPort !== null) {
  const parent = parentPort;
  const port: Port = {
    post: (message, transfer) => parent.postMessage(message, transfer),
    listen: (receive) => void parent.on("message", receive),
  };
  serve(port);
}
