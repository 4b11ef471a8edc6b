// Asking again for what may have changed: one question of a topic at a time, and not more often than there is something
// new to see.

export interface Topic {
  /** It may have changed: asks now, or as soon as it may. */
  readonly stir: () => void;
}

/** Calls `ask` at most once in so many milliseconds, and never while it runs; what it throws goes to `onProblem`. */
export function topic(ask: () => Promise<void>, apart: number, onProblem: (error: unknown) => void): Topic {
  let running = false;
  let wanted = false;
  const run = async (): Promise<void> => {
    running = true;
    wanted = false;
    await ask().catch(onProblem);
    setTimeout(() => {
      running = false;
      if (wanted) void run();
    }, apart);
  };
  return {
    stir: () => {
      wanted = true;
      if (!running) void run();
    },
  };
}
