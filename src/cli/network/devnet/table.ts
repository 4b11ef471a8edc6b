// What a devnet shows: a table that is drawn again in place on a terminal, a line for each phase elsewhere.
import type { BeaconStanding } from "../../../node/beacon-standing.js";
import { printableLines } from "../../printable.js";
import { formatTable } from "../../text.js";
import { durationText } from "../../timelock/duration.js";
import { type PhaseSaid, phaseLines } from "../status-command.js";

export interface NodeRow {
  readonly name: string;
  readonly pid: number | null;
  readonly restarts: number;
  readonly state: string;
  readonly round: number | null;
  readonly view: number | null;
}

export interface Shown {
  readonly phase: PhaseSaid | null;
  readonly beacon: number | null;
  readonly standing: BeaconStanding | null;
  readonly rows: readonly NodeRow[];
  readonly footer: readonly string[];
}

export function tableText({ phase, beacon, standing, rows, footer }: Shown): string {
  const cell = (value: number | null) => (value === null ? "–" : `${value}`);
  const table = formatTable([
    ["node", "process", "restarts", "round", "view", "state"],
    ...rows.map(({ name, pid, restarts, round, view, state }) => [
      ...[name, cell(pid), `${restarts}`, cell(round), cell(view), state],
    ]),
  ]);
  const lines = phase === null ? ["nothing has begun yet"] : phaseLines(phase);
  const halted = standing?.halted ? `, HALTED for ${durationText(1000 * standing.seconds)}: who is down below?` : "";
  const round = `beacon    ${beacon === null ? "no round yet" : `round ${beacon}`}${halted}`;
  return [...lines, round, "", table, "", ...footer].join("\n");
}

export interface Screen {
  show(shown: Shown): void;
  /** Leaves what is there. */
  end(): void;
}

export function openScreen(stream: NodeJS.WriteStream): Screen {
  if (stream.isTTY !== true) return lineScreen(stream);
  let height = 0;
  return {
    show(shown) {
      // what wraps, or is higher than the terminal, could not be drawn over
      const lines = printableLines(tableText(shown))
        .split("\n")
        .slice(0, Math.max(1, (stream.rows || 24) - 1))
        .map((line) => line.slice(0, stream.columns || 80));
      const back = height === 0 ? "" : `\x1b[${height}A`;
      stream.write(`${back}\r\x1b[J${lines.join("\n")}\n`);
      height = lines.length;
    },
    end: () => {},
  };
}

function lineScreen(stream: NodeJS.WriteStream): Screen {
  let last = "";
  return {
    show({ phase, beacon }) {
      if (phase === null) return;
      const now = `view ${phase.inOffice.number} in office, view ${phase.number}.${phase.attempt} ${phase.phase}${phase.step == null ? "" : `, ${phase.step.name}`}`;
      if (now === last) return;
      last = now;
      stream.write(`round ${phase.round}: ${now}${beacon === null ? "" : `, beacon ${beacon}`}\n`);
    },
    end: () => {},
  };
}
