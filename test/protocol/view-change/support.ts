// Small view changes that many tests play.
import { type RunViewChangeOptions, runViewChange } from "../../../src/entry/view-change.js";

export const candidates = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ name: `m${index}`, stake: 100 }));

/** A view change of 7 miners, t = 4, k = 5, with short phases and one attempt. */
export function sevenMiners(options: Partial<RunViewChangeOptions> = {}) {
  return runViewChange({
    candidates: candidates(7),
    miners: 7,
    threshold: 4,
    quorum: 5,
    seed: "seven miners",
    maxAttempts: 1,
    phaseRounds: 12,
    ...options,
  });
}
