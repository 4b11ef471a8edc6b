#!/usr/bin/env node
// The command line `feldspar`. Exit status: 0 done and valid, 1 a verdict of "invalid" or a view change that failed, 2
// bad input, 3 an output that could not be written, or nobody answered; daemons have more (network/exit.ts). A verdict
// of "invalid" counts more than a file that is no input.
import { setFlagsFromString } from "node:v8";
import { CommanderError } from "commander";
import { refusePassphrase } from "./network/passphrase.js";
import { remedyOf } from "./network/remedies.js";
import { openOutput } from "./output.js";
import { makeProgram } from "./program.js";
import { type CommandResult, EXIT } from "./result.js";
import { NoAnswerError, OutputError, oneLine, UsageError } from "./usage-error.js";

// Node 20 has relaxed SIMD behind a flag that can still be set before the first module is compiled. The library itself
// never does this.
if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");

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
  const isFailure = error instanceof OutputError || error instanceof NoAnswerError;
  if (!isFailure && !(error instanceof UsageError) && typeof code !== "string") {
    // a bug: whoever reports it needs to say where it was
    process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
    return EXIT.failed;
  }
  const todo = remedyOf(error);
  output.complain(todo === null ? error : `${oneLine(error)} (${todo})`);
  // nobody answered: no fault of what was typed
  return isFailure || code === "LEDGER_UNAVAILABLE" ? EXIT.failed : EXIT.badInput;
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
