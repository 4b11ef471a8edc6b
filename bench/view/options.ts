// The command line of the three programs: --n, --t, --mode, --folder, --threads. The seed and the watched miner are
// always the same.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { decodeContractState, type Mode } from "../../src/entry/view-change.js";
import type { Pool } from "../../src/pool/index.js";
import { createPool } from "../../src/pool/node/index.js";
import { readRecords } from "./files.js";
import type { InOffice, RecordingOptions } from "./members.js";

export interface ScaleOptions extends RecordingOptions {
  readonly mode: Mode;
  /** Where the transcript lies. */
  readonly folder: string;
  /** Of a pool that helps; 1: there is none. */
  readonly threads: number;
}

export function scaleOptions(): ScaleOptions {
  const { values } = parseArgs({
    options: {
      n: { type: "string" },
      t: { type: "string" },
      mode: { type: "string" },
      folder: { type: "string" },
      threads: { type: "string", default: "1" },
    },
  });
  const [n, t, threads] = [Number(values.n), Number(values.t), Number(values.threads)];
  const { mode, folder } = values;
  const known = mode === "fresh" || mode === "reshare";
  if (!Number.isSafeInteger(n) || !Number.isSafeInteger(t) || !known || folder === undefined) {
    throw new Error("expected --n, --t, --mode and --folder");
  }
  return { n, t, k: t, seed: `scale ${n}`, watched: Math.ceil(n / 2), mode, folder: join(folder, mode), threads };
}

/** The pool that helps, if any, and what a report is called then. */
export async function helpers({ threads }: ScaleOptions): Promise<{ pool: Pool | undefined; suffix: string }> {
  if (threads < 2) return { pool: undefined, suffix: "" };
  return { pool: await createPool({ workers: threads }), suffix: `-${threads}` };
}

/** What a reshare goes on from: what the contract and the recording of the fresh view change left behind. */
export function inOffice({ mode, folder }: ScaleOptions): InOffice | null {
  if (mode === "fresh") return null;
  const before = join(folder, "..", "fresh");
  return {
    state: decodeContractState(readFileSync(join(before, FILES.activated))),
    keyShares: [...readRecords(join(before, FILES.keyShares))],
  };
}

/** Files of a transcript. */
export const FILES = {
  contributions: "contributions.bin",
  shared: "shared.bin",
  publications: "publications.bin",
  /** Shares for the watched miner, as private messages. */
  envelopes: "envelopes.bin",
  /** Acknowledgements for the watched miner, as private messages. */
  acknowledgements: "acknowledgements.bin",
  /** The members' key shares, for the confirmations. */
  keyShares: "key-shares.bin",
  magicBlock: "magic-block.json",
  /** The contract's state with the view in office. */
  activated: "activated.bin",
} as const;
