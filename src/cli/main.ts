#!/usr/bin/env node
// The command line `feldspar`. Exit status: 0 done and valid, 1 a verdict of "invalid" or a view change that failed, 2
// bad input, 3 an output that could not be written, or nobody answered; daemons have more (network/exit.ts). A verdict
// of "invalid" counts more than a file that is no input.
import { setFlagsFromString } from "node:v8";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { VERSION } from "../../bindings/version.js";
import { networkCommands } from "./network/commands.js";
import { refusePassphrase } from "./network/passphrase.js";
import { openOutput } from "./output.js";
import { type CommandResult, EXIT } from "./result.js";
import { OutputError, oneLine, UsageError } from "./usage-error.js";

// Node 20 has relaxed SIMD behind a flag that can still be set before the first module is compiled. The library itself
// never does this.
if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`);
    }
    return value;
  };
}

function makeProgram(finish: (result: CommandResult) => void): Command {
  const program = new Command("feldspar")
    .description("Distributed key generation, view change and a verifiable random beacon on BLS12-381")
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${oneLine(text)}\n`) })
    .showHelpAfterError(false);

  simulateOptions(program.command("simulate")).action(async (flags) => {
    const { simulateCommand } = await import("./simulate-command.js");
    finish(await simulateCommand(flags));
  });
  simulateOptions(program.command("view-change", { hidden: true })).action(async (flags) => {
    process.stderr.write("feldspar view-change is called feldspar simulate now\n");
    const { simulateCommand } = await import("./simulate-command.js");
    finish(await simulateCommand(flags));
  });

  program
    .command("verify")
    .description("verify chains of magic blocks or headers, members, beacons of ours and of drand, from files alone")
    .argument(
      "[files...]",
      "genesis, magic blocks, headers, beacons, drand beacons or chain infos, evidence; or addresses of such",
    )
    .option("--genesis-hash <hash>", "hash that genesis.json must have, known from configuration (64 hex digits)")
    .option("--trust <hash>", "hash of the magic block to start from, known from configuration (64 hex digits)")
    .option(
      "--network <name>",
      "public drand network of beacons that come without chain info: default, quicknet or fastnet",
    )
    .option("--from <url...>", "in the place of files: what sharders serve, from the genesis of --genesis-hash on")
    .option("--json", "print the verdicts as JSON")
    .action(async (files: string[], flags) => {
      if (flags.from !== undefined) {
        if (files.length > 0) throw new UsageError("expected either files or --from");
        if (flags.genesisHash === undefined)
          throw new UsageError("--from: expected --genesis-hash: whoever answers is not believed");
        const { verifyFrom } = await import("./network/verify-from.js");
        return finish(await verifyFrom(flags));
      }
      if (files.length === 0) throw new UsageError("expected files to verify, or --from with sharders' addresses");
      const { verifyCommand } = await import("./verify-command.js");
      finish(await verifyCommand(files, flags));
    });
  networkCommands(program, finish);
  return program;
}

/** What a simulation takes, also under its former name. */
function simulateOptions(command: Command): Command {
  return command
    .description(
      "select miners by stake, generate their key over a simulated chain, make the magic block, run the beacon",
    )
    .requiredOption("--candidates <file>", "candidates: JSON, or CSV with name and stake, and perhaps joins and leaves")
    .option("--miners <n>", "most miners in the view (default: all candidates up to 100)", wholeNumber(1, 1000))
    .option("--threshold <t>", "shares needed to sign: a number or an exact fraction such as 2/3 or 66%", "2/3")
    .option("--quorum <k>", "members needed for the view change to succeed: a number or an exact fraction", "3/4")
    .option("--scheme <name>", "min-sig (signatures of 48 bytes) or min-pk (keys of 48 bytes)", "min-sig")
    .option("--mode <name>", "fresh (a new key in every view) or reshare (one key for ever)", "fresh")
    .option("--qualification <rule>", "rules of the qualified set: seed, or zus", "seed")
    .option("--sharders <n>", "sharders of the genesis", wholeNumber(1, 100), 2)
    .option("--rounds <r>", "beacon rounds after the view change", wholeNumber(0, 100_000), 10)
    .option("--views <v>", "view changes one after the other", wholeNumber(1, 100), 1)
    .option("--faults <spec>", "for example crash:3@share,bad-share:5>7,no-ack:9 (see docs/faults.md)")
    .option("--seed <text>", "make the run reproducible; its keys are then only as secret as the seed")
    .option("--chain-id <text>", "identifier of the chain that every message is bound to", "feldspar-simulation")
    .option(
      "--out <directory>",
      "write genesis.json, the magic block(s), beacon.json, report.json and report.svg there",
    )
    .option("--json", "print the report as JSON");
}

const output = openOutput();

function finish({ output: text, problems = [], exitCode }: CommandResult): number {
  if (text !== "") output.print(text);
  for (const problem of problems) output.complain(problem);
  return exitCode;
}

/** The status of an error that was thrown, after a line about it. */
function statusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.good : EXIT.badInput;
  const code = (error as { code?: unknown } | null)?.code;
  if (!(error instanceof OutputError) && !(error instanceof UsageError) && typeof code !== "string") {
    // a bug: whoever reports it needs to say where it was
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return EXIT.failed;
  }
  output.complain(error);
  // nobody answered: no fault of what was typed
  return error instanceof OutputError || code === "LEDGER_UNAVAILABLE" ? EXIT.failed : EXIT.badInput;
}

async function main(args: readonly string[]): Promise<number> {
  let exitCode: number = EXIT.good;
  const program = makeProgram((result) => {
    exitCode = finish(result);
  });
  try {
    refusePassphrase(args, process.env);
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    return statusOf(error);
  }
}

output.exitWith(await main(process.argv.slice(2)));
