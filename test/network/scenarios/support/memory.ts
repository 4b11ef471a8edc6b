// Resident memory of processes, as the system tells it.
import { existsSync, readFileSync } from "node:fs";
import type { ScenarioNetwork } from "./network.js";

export interface Memory {
  /** Megabytes of 10^6 bytes, of the process that has most. */
  readonly most: number;
  readonly of: Readonly<Record<string, number>>;
}

/** Null where the system does not tell. */
export function memoryOf({ nodes }: ScenarioNetwork): Memory | null {
  const of: Record<string, number> = {};
  for (const { name, pid } of nodes) {
    const path = `/proc/${pid}/status`;
    if (!existsSync(path)) continue;
    const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(path, "utf8"))?.[1];
    if (kilobytes !== undefined) of[name] = Math.round((Number(kilobytes) * 1024) / 1e6);
  }
  const all = Object.values(of);
  return all.length === 0 ? null : { most: Math.max(...all), of };
}
