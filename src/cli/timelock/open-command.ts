// `feldspar timelock open FILE`: what a file says, once its round is there.
import { createReadStream } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { drand } from "../../beacon/index.js";
import { decodeText, FeldsparError } from "../../encoding/index.js";
import { decryptStream, type Timelock } from "../../entry/timelock.js";
import { readBytes } from "../read-file.js";
import { type CommandResult, EXIT } from "../result.js";
import { UsageError } from "../usage-error.js";
import { addressOf, ask } from "./ask.js";
import { type ChainFlags, type ChosenChain, chosenChain } from "./chain.js";
import { durationText } from "./duration.js";
import { checkFile } from "./seal-command.js";
import { refuseExisting, writeWhole } from "./whole-file.js";

export interface OpenFlags extends ChainFlags {
  readonly from?: string;
  readonly beacon?: string;
  readonly wait?: boolean;
  readonly out?: string;
}

/** Between two questions for a round that is due and not there. */
const PAUSE = 1000;

/** Codes that are a verdict on the file, or on the beacon, rather than on what was typed. */
const VERDICTS = ["BAD_CIPHERTEXT", "BAD_SIGNATURE", "WRONG_NETWORK", "WRONG_ROUND"];

/** The round is still to come. */
class TooEarly extends Error {}

function outOf(file: string, out: string | undefined): string {
  if (out !== undefined) return out;
  if (file.length > ".tlock".length && file.endsWith(".tlock")) return file.slice(0, -".tlock".length);
  throw new UsageError(`${file}: expected --out, or a name that ends in .tlock`);
}

/** Asks for the round, and waits for it where that is wanted. Throws `TooEarly`. */
async function fetchBeacon(
  { info, name }: ChosenChain,
  { round }: Timelock,
  address: string,
  isPatient: boolean,
  signal: AbortSignal,
): Promise<drand.DrandBeacon> {
  const due = drand.timeOf(info, round);
  for (;;) {
    const left = due - Date.now();
    if (left > 0 && !isPatient) throw new TooEarly(`it opens with round ${round} of ${name}, in ${durationText(left)}`);
    // timers take no more than 24 days
    if (left > 0) await sleep(Math.min(left, 86_400_000), undefined, { signal });
    if (Date.now() < due) continue;
    const text = await ask(`${address}/public/${round}`, signal);
    if (text !== undefined) return drand.beaconFromJson(text);
    if (!isPatient) throw new TooEarly(`it opens with round ${round} of ${name}, which is due, and not there yet`);
    await sleep(PAUSE, undefined, { signal });
  }
}

/** Where the beacon comes from. */
function beaconSource(chain: ChosenChain, flags: OpenFlags, signal: AbortSignal) {
  const { from, beacon, wait } = flags;
  if (from !== undefined && beacon !== undefined) throw new UsageError("expected either --from or --beacon");
  if (beacon !== undefined) {
    const read = drand.beaconFromJson(decodeText(readBytes(beacon), beacon));
    return async () => read;
  }
  const address = from === undefined ? chain.address : addressOf(from, "--from");
  if (address === undefined) throw new UsageError("expected --from with an address, or --beacon with a file");
  return (timelock: Timelock) => fetchBeacon(chain, timelock, address, wait === true, signal);
}

/**
 * Runs the command: exit status 0 when the text is there, 1 when it is too early or the file is not what was sealed.
 * Throws `UsageError`, `OutputError`, `NoAnswerError`, and what else `decryptStream` throws.
 */
export async function openCommand(file: string, flags: OpenFlags, signal: AbortSignal): Promise<CommandResult> {
  checkFile(file);
  const out = outOf(file, flags.out);
  refuseExisting(out);
  const chain = await chosenChain(flags, signal);
  const beacon = beaconSource(chain, flags, signal);
  try {
    const length = await writeWhole(out, decryptStream(chain.info, createReadStream(file), beacon, { signal }));
    return { output: `opened: ${out} (${length} bytes)`, exitCode: EXIT.good };
  } catch (error) {
    const isVerdict = error instanceof FeldsparError && VERDICTS.includes(error.code);
    if (!isVerdict && !(error instanceof TooEarly)) throw error;
    return { output: "", problems: [`${file}: ${error.message}`], exitCode: EXIT.notValid };
  }
}
