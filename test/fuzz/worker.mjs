// A thread of the fuzzer: loads the bundled player and plays the plans that it is given.
import { parentPort, workerData } from "node:worker_threads";

const { playPlan } = await import(workerData.player);

parentPort.on("message", async (number) => {
  parentPort.postMessage(await playPlan(number, workerData.transparent));
});
parentPort.postMessage(null);
