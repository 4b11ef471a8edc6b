// What ends the command early, as one line on standard error.
import { printable } from "./printable.js";

/** Thrown for anything the caller typed or pointed at that cannot be used: exit status 2, nothing written. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Thrown when a result is there and cannot be written: exit status 3. */
export class OutputError extends Error {
  override readonly name = "OutputError";
}

/** Thrown when nobody answers who was asked: exit status 3. */
export class NoAnswerError extends Error {
  override readonly name = "NoAnswerError";
}

/** The message of anything thrown, on one line, without anything that a terminal would obey. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return printable(text.replace(/\s+/g, " ").trim());
}
