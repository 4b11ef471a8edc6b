// The script of a Web Worker of the pool.
import type { Port } from "../channel.js";
import { serve } from "../serve.js";

/** What a dedicated worker's global scope has, of which the library for pages knows nothing. */
interface WorkerScope {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  onmessage: ((event: MessageEvent) => void) | null;
}

const scope = globalThis as unknown as WorkerScope;
const port: Port = {
  post: (message, transfer) => scope.postMessage(message, transfer),
  listen(receive) {
    scope.onmessage = ({ data }) => receive(data);
  },
};
serve(port);
