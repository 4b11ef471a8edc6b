// `feldspar view-change`: one view change (or several) in this process, a report on the terminal, and the files a light
// client needs.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { publicFiles } from "../documents/index.js";
import { type RunViewChangeOptions, runViewChange } from "../entry/view-change.js";
import { parseCandidates } from "./candidates.js";
import { noProgress, progressBars } from "./progress.js";
import { reportJson } from "./report-json.js";
import { reportSvg } from "./report-svg.js";
import { reportText } from "./report-text.js";
import { UsageError } from "./usage-error.js";

/** Most miners where --miners is not given. */
const DEFAULT_MINERS = 100;

export interface ViewChangeFlags {
  readonly candidates: string;
  readonly miners?: number;
  readonly threshold: string;
  readonly quorum: string;
  readonly scheme: string;
  readonly qualification: string;
  readonly rounds: number;
  readonly views: number;
  readonly faults?: string;
  readonly seed?: string;
  readonly chainId: string;
  readonly out?: string;
  readonly json?: boolean;
}

export interface CommandResult {
  readonly output: string;
  readonly exitCode: number;
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path}: expected a readable file: ${(error as Error).message}`);
  }
}

function choice<T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw new UsageError(`${flag}: expected ${allowed.join(" or ")}, got ${JSON.stringify(value)}`);
}

/** Runs the command. Throws `UsageError` for bad input, before anything is written. */
export async function viewChangeCommand(flags: ViewChangeFlags): Promise<CommandResult> {
  const candidates = parseCandidates(readText(flags.candidates), flags.candidates);
  const bars = flags.json ? noProgress : progressBars();
  const options: RunViewChangeOptions = {
    miners: flags.miners ?? Math.min(candidates.length, DEFAULT_MINERS),
    threshold: flags.threshold,
    quorum: flags.quorum,
    candidates,
    chainId: flags.chainId,
    scheme: choice("--scheme", flags.scheme, ["min-sig", "min-pk"] as const),
    qualification: choice("--qualification", flags.qualification, ["seed", "zus"] as const),
    rounds: flags.rounds,
    views: flags.views,
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.faults === undefined ? {} : { faults: flags.faults }),
    onProgress: ({ view, attempt, stage, done, total }) =>
      bars.update(flags.views > 1 || attempt > 1 ? `${stage} ${view}.${attempt}` : stage, done, total),
  };
  const result = await runViewChange(options);
  bars.finish();

  const report = reportJson(result, options);
  const files: Record<string, string> = {
    ...publicFiles(result),
    "report.json": `${JSON.stringify(report, null, 2)}\n`,
    "report.svg": reportSvg(result),
  };
  const written: string[] = [];
  if (flags.out !== undefined) {
    mkdirSync(flags.out, { recursive: true });
    for (const [name, text] of Object.entries(files)) {
      writeFileSync(join(flags.out, name), text);
      written.push(join(flags.out, name));
    }
  }
  return {
    output: flags.json ? JSON.stringify(report, null, 2) : reportText(result, written),
    exitCode: result.activated ? 0 : 1,
  };
}
