// What comes from outside may throw: callbacks of the application, and ports that give odd reasons.

/** Calls what the application gave. What it throws, at once or later, is its own: nothing here may break of it. */
export function quietly(callback: () => unknown): void {
  try {
    Promise.resolve(callback()).catch(() => {});
  } catch {
    // as above
  }
}

/** What was thrown, for people: the message, never values. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : "no reason was given";
}
