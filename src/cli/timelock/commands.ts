// `feldspar timelock`: what is typed, and what it becomes. The commands themselves are loaded when they run.
import { type Command, InvalidArgumentError } from "commander";
import type { CommandResult } from "../result.js";
import { OutputError } from "../usage-error.js";

function roundNumber(text: string): number {
  const value = /^[1-9]\d{0,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!Number.isSafeInteger(value))
    throw new InvalidArgumentError(`expected a round from 1 to 2^53 - 1, got ${JSON.stringify(text)}`);
  return value;
}

/** Runs a command with a signal that aborts when the process is told to end, so that nothing is left half written. */
async function interruptible(run: (signal: AbortSignal) => Promise<CommandResult>): Promise<CommandResult> {
  const controller = new AbortController();
  const stop = () => controller.abort(new OutputError("interrupted: nothing was written"));
  process.once("SIGINT", stop).once("SIGTERM", stop);
  try {
    return await run(controller.signal);
  } catch (error) {
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    process.off("SIGINT", stop).off("SIGTERM", stop);
  }
}

function withChain(command: Command): Command {
  return command
    .option("--network <name>", "public drand network (default: quicknet)")
    .option("--chain <place>", "in its place: chain information of another network, a file or an address")
    .option("--chain-hash <hash>", "hash that the chain must have (64 hex digits)");
}

/** Adds the commands. */
export function timelockCommands(program: Command, finish: (result: CommandResult) => void): void {
  const timelock = program
    .command("timelock")
    .description("files that nobody can read before a round of a drand network is there");
  withChain(timelock.command("seal"))
    .description("encrypt a file to a round")
    .argument("<file>", "what to seal")
    .option("--round <n>", "the round that opens it", roundNumber)
    .option("--in <duration>", "in the place of a round: the first that is due then (90s, 10m, 1h30m)")
    .option("--armor", "write text")
    .option("--out <file>", "where to write it (default: the file's name with .tlock)")
    .action(async (file, flags) => {
      const { sealCommand } = await import("./seal-command.js");
      finish(await interruptible((signal) => sealCommand(file, flags, signal)));
    });
  withChain(timelock.command("open"))
    .description("decrypt a file once its round is there")
    .argument("<file>", "what was sealed, here or by tle")
    .option("--from <url>", "who serves the rounds, by drand's routes (default: where the chain information is from)")
    .option("--beacon <file>", "in its place: the round, as drand serves it")
    .option("--wait", "wait for the round")
    .option("--out <file>", "where to write it (default: the file's name without .tlock)")
    .action(async (file, flags) => {
      const { openCommand } = await import("./open-command.js");
      finish(await interruptible((signal) => openCommand(file, flags, signal)));
    });
}
