// Bad input of the command line: one line that says what was expected, exit status 2, nothing written.

/** Thrown for anything the caller typed or pointed at that cannot be used. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** The message of anything thrown, on one line. */
export function oneLine(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/\s+/g, " ").trim();
}
