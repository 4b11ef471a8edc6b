// The command line of the three programs: --n, --t, --folder. The seed and the watched miner are always the same.
import { parseArgs } from "node:util";
import type { RecordingOptions } from "./members.js";

export interface ScaleOptions extends RecordingOptions {
  /** Where the transcript lies. */
  readonly folder: string;
}

export function scaleOptions(): ScaleOptions {
  const { values } = parseArgs({
    options: { n: { type: "string" }, t: { type: "string" }, folder: { type: "string" } },
  });
  const [n, t] = [Number(values.n), Number(values.t)];
  if (!Number.isSafeInteger(n) || !Number.isSafeInteger(t) || values.folder === undefined) {
    throw new Error("expected --n, --t and --folder");
  }
  return { n, t, k: t, seed: `scale ${n}`, watched: Math.ceil(n / 2), folder: values.folder };
}

/** Files of a transcript. */
export const FILES = {
  contributions: "contributions.bin",
  shared: "shared.bin",
  publications: "publications.bin",
  /** Shares sealed for the watched miner. */
  envelopes: "envelopes.bin",
  /** Acknowledgements for the watched miner. */
  acknowledgements: "acknowledgements.bin",
  /** The members' key shares, for the confirmations. */
  keyShares: "key-shares.bin",
  magicBlock: "magic-block.json",
} as const;
