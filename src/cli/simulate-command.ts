// `feldspar simulate`: one view change (or several) in this process, a report on the terminal, and the files a light
// client needs.
import { publicFiles } from "../documents/index.js";
import { decodeText } from "../encoding/index.js";
import { type RunViewChangeOptions, runViewChange, type ViewChangeResult } from "../entry/view-change.js";
import { parseCandidates } from "./candidates.js";
import { OutFolder, type RunFiles } from "./out-folder.js";
import { printableLines } from "./printable.js";
import { noProgress, progressBars } from "./progress.js";
import { readBytes } from "./read-file.js";
import { reportJson } from "./report-json.js";
import { reportSvg } from "./report-svg.js";
import { reportText } from "./report-text.js";
import { type CommandResult, EXIT } from "./result.js";
import { OutputError, oneLine, UsageError } from "./usage-error.js";

/** Most miners where --miners is not given. */
const DEFAULT_MINERS = 100;

export interface SimulateFlags {
  readonly candidates: string;
  readonly miners?: number;
  readonly threshold: string;
  readonly quorum: string;
  readonly scheme: string;
  readonly mode: string;
  readonly sharders: number;
  readonly qualification: string;
  readonly rounds: number;
  readonly views: number;
  readonly faults?: string;
  readonly seed?: string;
  readonly chainId: string;
  readonly out?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

function choice<T extends string>(flag: string, value: string, allowed: readonly T[]): T {
  if ((allowed as readonly string[]).includes(value)) return value as T;
  throw new UsageError(`${flag}: expected ${allowed.join(" or ")}, got ${JSON.stringify(value)}`);
}

/** What the run leaves in its folder. */
function filesOf(result: ViewChangeResult, report: unknown): RunFiles {
  return {
    ...publicFiles(result),
    "report.json": printableLines(`${JSON.stringify(report, null, 2)}\n`),
    "report.svg": reportSvg(result),
  };
}

/** Runs the command. Throws `UsageError` for bad input, before anything is written. */
export async function simulateCommand(flags: SimulateFlags): Promise<CommandResult> {
  const candidates = parseCandidates(decodeText(readBytes(flags.candidates), flags.candidates), flags.candidates);
  const folder = flags.out === undefined ? null : new OutFolder(flags.out);
  const bars = flags.json || flags.quiet ? noProgress : progressBars();
  let begun = false;
  const options: RunViewChangeOptions = {
    // more than there are would be no other view, but fractions and defaults would be of a number that never comes
    miners: Math.min(flags.miners ?? DEFAULT_MINERS, candidates.length),
    threshold: flags.threshold,
    quorum: flags.quorum,
    candidates,
    // the first has the most
    sharders: Array.from({ length: flags.sharders }, (_, position) => ({ stake: flags.sharders - position })),
    chainId: flags.chainId,
    mode: choice("--mode", flags.mode, ["fresh", "reshare"] as const),
    scheme: choice("--scheme", flags.scheme, ["min-sig", "min-pk"] as const),
    qualification: choice("--qualification", flags.qualification, ["seed", "zus"] as const),
    rounds: flags.rounds,
    views: flags.views,
    ...(flags.seed === undefined ? {} : { seed: flags.seed }),
    ...(flags.faults === undefined ? {} : { faults: flags.faults }),
    onProgress: ({ view, attempt, stage, done, total }) => {
      // the first news of a run: its options were accepted
      if (!begun) folder?.begin();
      begun = true;
      bars.update(flags.views > 1 || attempt > 1 ? `${stage} ${view}.${attempt}` : stage, done, total);
    },
  };
  const result = await runViewChange(options);
  bars.finish();

  const report = reportJson(result, options);
  let written: readonly string[] = [];
  let failure: unknown = null;
  try {
    written = folder?.write(filesOf(result, report)) ?? [];
  } catch (error) {
    // the run is not to be lost with its files: its report is printed all the same
    if (!(error instanceof OutputError)) throw error;
    failure = error;
  }
  const quiet = flags.quiet === true && result.activated;
  return {
    output: flags.json ? JSON.stringify(report, null, 2) : quiet ? "" : reportText(result, written),
    problems: failure === null ? [] : [oneLine(failure)],
    exitCode: failure !== null ? EXIT.failed : result.activated ? EXIT.good : EXIT.notValid,
  };
}
