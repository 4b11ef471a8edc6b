// What a scenario has found, for the report of `npm run test:network`.
import { mkdirSync, writeFileSync } from "node:fs";
import type { ProcessRow } from "./network.js";

const FOLDER = "build/reports/network";

/** "all": every kill point, and what takes long; "part", or nothing: what CI plays. */
const played = process.env.FELDSPAR_NETWORK ?? "";
export const isWhole = played === "all";

export interface Found {
  readonly seconds: number;
  readonly processes?: readonly ProcessRow[];
  readonly [name: string]: unknown;
}

/** Writes it down under the scenario's number and name: "4-partition". */
export function record(name: string, found: Found): void {
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(`${FOLDER}/${name}.json`, `${JSON.stringify(found, null, 1)}\n`);
}

/** Told as it happens, where somebody waits for all of it. */
export function progress(text: string): void {
  if (played !== "") process.stderr.write(`${text}\n`);
}

/** Seconds since it was called, with one decimal. */
export function stopwatch(): () => number {
  const began = performance.now();
  return () => Math.round((performance.now() - began) / 100) / 10;
}
