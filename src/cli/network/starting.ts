// What a node says while it begins: that it waits for its log, how far it has read it, and what was in it, as a
// summary. What happened long ago is no news.
import { type Observer, silent } from "../../processes/observer.js";
import type { LogFields, NodeLog } from "./node-log.js";

/** After so many milliseconds it is told for the first time, then twice as many later, at most this long. */
const FIRST = 2000;
const LONGEST = 30_000;

export interface Reading {
  /** Has it read everything that was there? */
  readonly isReady: () => boolean;
  readonly head: () => { readonly round: number; readonly position: bigint };
  /** How many entries the log has. Rejects where nobody answers. */
  readonly end: () => Promise<{ readonly position: bigint }>;
}

/** Tells from time to time how far it is, until it is ready, or called off by the result. */
export function tellReading(log: NodeLog, { isReady, head, end }: Reading, first = FIRST): () => void {
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const tell = async (pause: number): Promise<void> => {
    const there = await end().catch(() => null);
    if (isOver || isReady()) return;
    const { round, position } = head();
    const at = { round, position: `${position}` };
    if (there === null) log.write("warn", "waits for the log: nobody who has it answers", at);
    else
      log.write("info", "reads the log", {
        ...at,
        of: `${there.position}`,
        percent: percent(position, there.position),
      });
    wait(Math.min(2 * pause, LONGEST));
  };
  const wait = (pause: number): void => {
    timer = setTimeout(() => void tell(pause), pause);
    timer.unref();
  };
  wait(first);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

const percent = (part: bigint, whole: bigint): number => (whole === 0n ? 100 : Number((100n * part) / whole));

/** Counts what a node reads before it is ready. */
export class History {
  private readonly began = performance.now();
  private rounds = 0;
  private views = 0;
  private failed = 0;
  private removed = 0;
  private suspended = 0;

  readonly observer: Observer = {
    ...silent,
    applied: (_, events, isPast) => {
      if (!isPast) return;
      this.rounds++;
      for (const { type } of events) {
        if (type === "activated") this.views++;
        if (type === "restarted" || type === "dropped") this.failed++;
        if (type === "removed") this.removed++;
        if (type === "suspended") this.suspended++;
      }
    },
  };

  get summary(): LogFields {
    const { rounds, views, failed, removed, suspended } = this;
    const seconds = Math.round(performance.now() - this.began) / 1000;
    return { seconds, roundsRead: rounds, views, failedAttempts: failed, removed, suspended };
  }
}
