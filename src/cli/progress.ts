// One progress bar per phase, on standard error: redrawn in place on a terminal, one line per phase elsewhere.
import { printable } from "./printable.js";
import { formatMilliseconds } from "./text.js";

const WIDTH = 28;
const REDRAW_MILLISECONDS = 50;

export interface ProgressBars {
  /** Reports that `done` of `total` units of `phase` are finished. */
  update(phase: string, done: number, total: number): void;
  /** Ends the last bar. */
  finish(): void;
}

export const noProgress: ProgressBars = { update() {}, finish() {} };

export function progressBars(stream: NodeJS.WriteStream = process.stderr): ProgressBars {
  const terminal = stream.isTTY === true;
  let phase: string | undefined;
  let started = 0;
  let drawn = 0;
  let last = { done: 0, total: 1 };

  const bar = () => {
    const share = last.total > 0 ? Math.min(1, last.done / last.total) : 1;
    const full = Math.round(share * WIDTH);
    const time = formatMilliseconds(performance.now() - started);
    return `${printable(phase ?? "").padEnd(12)} ${"█".repeat(full)}${"░".repeat(WIDTH - full)} ${last.done}/${last.total}  ${time}`;
  };
  const close = () => {
    if (phase === undefined) return;
    stream.write(terminal ? `\r\x1b[2K${bar()}\n` : `${bar()}\n`);
    phase = undefined;
  };
  return {
    update(name, done, total) {
      if (name !== phase) {
        close();
        phase = name;
        started = performance.now();
        drawn = 0;
      }
      last = { done, total };
      const now = performance.now();
      if (terminal && now - drawn >= REDRAW_MILLISECONDS) {
        drawn = now;
        stream.write(`\r\x1b[2K${bar()}`);
      }
    },
    finish: close,
  };
}
