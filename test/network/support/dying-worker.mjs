// The contract's thread, which dies when it has applied its third block and told nobody; each of its successors, too.
import { parentPort } from "node:worker_threads";

const post = parentPort.postMessage.bind(parentPort);
let blocks = 0;
parentPort.postMessage = (answer) => {
  if (++blocks === 3) process.exit(3);
  post(answer);
};
await import("../../../dist/src/processes/contract/worker.js");
