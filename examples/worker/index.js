// One worker thread that shares the compiled module with the main thread; a Web Worker works the same way.
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import { coreModule } from "feldspar-dkg";

const worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: coreModule() });
worker.postMessage({
  round: 1000,
  signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
});
const [{ valid, kernel }] = await once(worker, "message");
console.log(`beacon valid: ${valid}`);
console.log(`kernel: ${kernel}`);
await worker.terminate();
