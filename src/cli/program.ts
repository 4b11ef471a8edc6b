// The command line as commander knows it: each command is loaded when it is run.
import { Command, InvalidArgumentError } from "commander";
import { VERSION } from "../../bindings/version.js";
import { ceremonyCommands } from "./ceremony/commands.js";
import { completionScript, SHELLS } from "./completion.js";
import { withExamples } from "./examples.js";
import { networkCommands } from "./network/commands.js";
import { type CommandResult, EXIT } from "./result.js";
import { timelockCommands } from "./timelock/commands.js";
import { oneLine, UsageError } from "./usage-error.js";

function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) {
      throw new InvalidArgumentError(`expected a whole number from ${least} to ${most}, got ${JSON.stringify(text)}`);
    }
    return value;
  };
}

/** The program; `finish` takes what the command that is run has to say. */
export function makeProgram(finish: (result: CommandResult) => void): Command {
  const program = new Command("feldspar")
    .description("Distributed key generation, view change and a verifiable random beacon on BLS12-381")
    .version(VERSION)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(`${oneLine(text)}; feldspar --help says more\n`) })
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
      "genesis, magic blocks, headers, beacons, drand beacons or infos, evidence, transcripts; addresses; - for standard input",
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
  program
    .command("inspect")
    .description("show what files say, without verifying it: parties, stakes, addresses, who was removed and why")
    .argument("<files...>", "the same as for verify; - for standard input")
    .option("--json", "print it as JSON")
    .action(async (files: string[], flags) => {
      const { inspectCommand } = await import("./inspect-command.js");
      finish(inspectCommand(files, flags));
    });
  timelockCommands(program, finish);
  networkCommands(program, finish);
  ceremonyCommands(program, finish);
  program
    .command("completion")
    .description("a script that lets a shell complete commands and options")
    .argument("<shell>", SHELLS.join(", "))
    .action((shell: string) => finish({ output: completionScript(program, shell), exitCode: EXIT.good }));
  return withExamples(program);
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
    .option("--json", "print the report as JSON")
    .option("--quiet", "print nothing when all goes well: no progress, no report");
}
