// Plays many plans on a few threads, in ascending order; each result is told as it comes.
import { Worker } from "node:worker_threads";

/**
 * Plays the plans from `first` to `last`. Resolves when all are played, or `stop` said so; rejects when a thread dies.
 *
 * @param {{ player: string, transparent: boolean, threads: number, first: number, last: number,
 *   onResult: (result: import("./play.js").PlanResult) => void, stop?: () => boolean }} options
 */
export async function playMany({ player, transparent, threads, first, last, onResult, stop = () => false }) {
  let next = first;
  const url = new URL("./worker.mjs", import.meta.url);
  const work = Array.from({ length: threads }, () => {
    // most of what a plan makes is dead soon: with room for all of it the collector finds little to move
    const resourceLimits = { maxYoungGenerationSizeMb: 64 };
    const worker = new Worker(url, { workerData: { player, transparent }, resourceLimits });
    return new Promise((resolve, reject) => {
      worker.on("error", reject);
      worker.on("message", (result) => {
        if (result !== null) onResult(result);
        if (next > last || stop()) {
          worker.terminate().then(resolve, reject);
          return;
        }
        worker.postMessage(next++);
      });
    });
  });
  await Promise.all(work);
}
