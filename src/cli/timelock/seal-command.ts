// `feldspar timelock seal FILE`: a file that opens with a round that is still to come.
import { createReadStream, statSync } from "node:fs";
import { drand } from "../../beacon/index.js";
import { encryptStream } from "../../entry/timelock.js";
import { type CommandResult, EXIT } from "../result.js";
import { UsageError } from "../usage-error.js";
import { type ChainFlags, chosenChain, type NamedChain } from "./chain.js";
import { durationOf } from "./duration.js";
import { refuseExisting, writeWhole } from "./whole-file.js";

export interface SealFlags extends ChainFlags {
  readonly round?: number;
  readonly in?: string;
  readonly armor?: boolean;
  readonly out?: string;
}

/** Throws `UsageError` for what is no file that can be read. */
export function checkFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new UsageError(`${path}: expected a file, but there is none`);
  if (found.isDirectory()) throw new UsageError(`${path}: expected a file, got a folder`);
}

/** A time in milliseconds; calendars end before rounds do. */
function dateText(time: number): string {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "after the year 275760" : date.toISOString();
}

/** The round that is given, or the first that is due when the time has passed. */
function roundOf({ round, in: duration }: SealFlags, chain: NamedChain, now: number): number {
  if ((round === undefined) === (duration === undefined)) throw new UsageError("expected either --round or --in");
  return round ?? drand.roundAt(chain, now + durationOf(duration!, "--in") - 1) + 1;
}

/** Runs the command. Throws `UsageError`, `OutputError`, `NoAnswerError`, and what `encryptStream` throws. */
export async function sealCommand(file: string, flags: SealFlags, signal: AbortSignal): Promise<CommandResult> {
  checkFile(file);
  const out = flags.out ?? `${file}.tlock`;
  refuseExisting(out);
  const { info, name } = await chosenChain(flags, signal);
  const round = roundOf(flags, info, Date.now());
  const options = { armored: flags.armor === true, signal };
  const length = await writeWhole(out, encryptStream(info, round, createReadStream(file), options));
  const due = drand.timeOf(info, round);
  const when = due <= Date.now() ? "which is there already" : `due ${dateText(due)}`;
  return { output: `sealed to round ${round} of ${name}, ${when}: ${out} (${length} bytes)`, exitCode: EXIT.good };
}
