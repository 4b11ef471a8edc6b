// The report of a view change as data: everything the text report and the picture show.
import { toHex } from "../encoding/index.js";
import { coreInfo } from "../entry/index.js";
import { MagicBlock, type RunViewChangeOptions, type ViewChangeResult } from "../entry/view-change.js";

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Bytes as lower-case hex, bigints as decimal strings. */
function plain(value: unknown): Json {
  if (value === undefined || value === null) return null;
  if (value instanceof Uint8Array) return toHex(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "number" || typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, plain(entry)]));
}

/** One letter per cell, one string per dealer: A acknowledged, R revealed, . none. */
function matrixRows(matrix: readonly (readonly string[])[]): string[] {
  const letters: Record<string, string> = { acknowledged: "A", revealed: "R", none: "." };
  return matrix.map((row) => row.map((cell) => letters[cell] ?? "?").join(""));
}

/** The report as JSON values. Times are in milliseconds; sizes in bytes. */
export function reportJson(result: ViewChangeResult, options: RunViewChangeOptions): Json {
  const { magicBlock, magicBlocks, attempts, ...rest } = result;
  return plain({
    ...rest,
    core: coreInfo(),
    seeded: options.seed !== undefined,
    faults: options.faults ?? "",
    magicBlock: magicBlock && {
      number: magicBlock.number,
      hash: MagicBlock.hash(magicBlock),
      groupPublicKey: magicBlock.groupPublicKey,
      startingRound: magicBlock.startingRound,
    },
    magicBlocks: magicBlocks.map((block) => MagicBlock.hash(block)),
    attempts: attempts.map((attempt) => ({ ...attempt, matrix: matrixRows(attempt.matrix) })),
  });
}
