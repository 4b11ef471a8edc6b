// A chain to try, made here: two views with one group key, and the beacon of the second. Always the same one.
import type { TextFile } from "../../src/documents/index.js";
import { runViewChange } from "../../src/entry/view-change.js";
import { filesOf } from "./run-files.js";

const STAKES = [900, 800, 700, 600, 500];

export async function makeExample(): Promise<TextFile[]> {
  const result = await runViewChange({
    ...{ miners: 4, threshold: 3, quorum: 4, mode: "reshare", views: 2, rounds: 3 },
    candidates: STAKES.map((stake) => ({ stake })),
    chainId: "an-example",
    seed: "an example of the page",
  });
  return filesOf(result);
}
