// Writing to standard output and standard error. A full disk and a reader that has gone are no bugs of the program: one
// line says so, and the exit status is one of its own.

import { printableLines } from "./printable.js";
import { EXIT } from "./result.js";
import { oneLine } from "./usage-error.js";

export interface Output {
  /** Writes a text and a line break to standard output. */
  print(text: string): void;
  /** Writes one line to standard error. */
  complain(error: unknown): void;
  /** The command's exit status, unless its output was lost. */
  exitWith(status: number): void;
}

export function openOutput(): Output {
  let lost = false;
  const complain = (error: unknown) => process.stderr.write(`feldspar: ${oneLine(error)}\n`);
  // errors come whenever the system tells them, also after the command has ended
  process.stdout.on("error", (error) => {
    if (lost) return;
    lost = true;
    process.exitCode = EXIT.failed;
    complain(`standard output could not be written: ${error.message}`);
  });
  // where complaints are lost, the status has to do
  process.stderr.on("error", () => {});
  return {
    print: (text) => process.stdout.write(`${printableLines(text)}\n`),
    complain,
    exitWith: (status) => {
      process.exitCode = lost ? EXIT.failed : status;
    },
  };
}
