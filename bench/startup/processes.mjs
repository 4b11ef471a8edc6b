// Figures that need fresh processes: the median over several of what each prints.
import { execFileSync } from "node:child_process";

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

/** What a fresh process on one kernel prints. */
export const run = (binary, kernel, ...args) =>
  execFileSync(binary, args, { encoding: "utf8", env: { ...process.env, FELDSPAR_KERNEL: kernel } });
