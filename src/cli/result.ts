/** What a command has to say. */
export interface CommandResult {
  /** For standard output; empty: nothing. */
  readonly output: string;
  /** What could not be used or done, one line each, for standard error. */
  readonly problems?: readonly string[];
  readonly exitCode: number;
}

/** Exit statuses, as README lists them. */
export const EXIT = { good: 0, notValid: 1, badInput: 2, failed: 3 } as const;
