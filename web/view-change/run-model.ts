// What is known of a run so far, from the events told: plain data that the drawings read.
import {
  type AttemptReport,
  type BeaconRoundReport,
  type EvidenceReport,
  type MatrixCell,
  PHASES,
  type Phase,
  type Progress,
  type ProgressStage,
  type Refusal,
  type RemovedMiner,
  type SelectedMiner,
  type SimulationEvent,
} from "../../src/entry/view-change.js";

/** States of a matrix cell, from nothing to what is on the chain. */
export const CELL = { empty: 0, sent: 1, signed: 2, acknowledged: 3, revealed: 4, missing: 5 } as const;
export type Cell = (typeof CELL)[keyof typeof CELL];

const PUBLISHED: Record<MatrixCell, Cell> = {
  acknowledged: CELL.acknowledged,
  revealed: CELL.revealed,
  none: CELL.missing,
};

export type Happening =
  | { readonly kind: "attempt"; readonly number: number; readonly attempt: number }
  | { readonly kind: "removed"; readonly miner: RemovedMiner }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "noticed"; readonly evidence: EvidenceReport }
  | { readonly kind: "left-out"; readonly index: number }
  | { readonly kind: "exposed"; readonly count: number }
  | { readonly kind: "ended"; readonly report: AttemptReport };

export interface PhaseProgress {
  readonly state: "waiting" | "running" | "done" | "failed";
  readonly done: number;
  readonly total: number;
  readonly rounds: { readonly from: number; readonly to: number } | null;
}

const WAITING: PhaseProgress = { state: "waiting", done: 0, total: 0, rounds: null };

/** What the page shows as steps of a run. */
export const STAGES: readonly (Phase | "beacon")[] = [...PHASES, "beacon"];

export class RunModel {
  number = 0;
  attempt = 0;
  thresholds: { readonly t: number; readonly k: number; readonly n: number } | null = null;
  selected: readonly SelectedMiner[] = [];
  /** Row by row, size × size. */
  cells = new Uint8Array(0);
  size = 0;
  removed = new Set<number>();
  readonly happenings: Happening[] = [];
  readonly beacon: BeaconRoundReport[] = [];
  stages = new Map<string, PhaseProgress>(STAGES.map((stage) => [stage, WAITING]));

  /** An empty matrix of the size that a run would have. */
  constructor(size: number) {
    this.resize(size);
  }

  private resize(size: number): void {
    this.size = size;
    this.cells = new Uint8Array(size * size);
    this.removed = new Set();
  }

  cell(dealer: number, receiver: number): Cell {
    return (this.cells[(dealer - 1) * this.size + receiver - 1] ?? CELL.empty) as Cell;
  }

  nameOf(index: number): string {
    return this.selected[index - 1]?.name ?? `miner ${index}`;
  }

  private set(dealer: number, receiver: number, value: Cell, onlyUpwards = false): void {
    if (dealer < 1 || receiver < 1 || dealer > this.size || receiver > this.size) return;
    const position = (dealer - 1) * this.size + receiver - 1;
    if (!onlyUpwards || (this.cells[position] as number) < value) this.cells[position] = value;
  }

  private stage(name: string, change: Partial<PhaseProgress>): void {
    this.stages.set(name, { ...(this.stages.get(name) ?? WAITING), ...change });
  }

  /** How far the present stage is. */
  progress({ stage, done, total }: Progress): void {
    const name: ProgressStage = stage === "identities" ? "start" : stage;
    const known = this.stages.get(name);
    if (known?.state === "done" || known?.state === "failed") return;
    this.stage(name, { state: name === "beacon" && done === total ? "done" : "running", done, total });
  }

  take(event: SimulationEvent): void {
    switch (event.type) {
      case "attempt-began":
        this.begin(event);
        break;
      case "phase-began":
        this.stage(event.phase, { state: "running" });
        break;
      case "phase-ended":
        this.stage(event.phase, {
          state: event.endedBy === "failed" ? "failed" : "done",
          rounds: { from: event.startRound, to: event.endRound },
        });
        if (event.phase === "publish") this.fillMissing();
        break;
      case "share-sent":
        this.set(event.dealer, event.receiver, CELL.sent, true);
        break;
      case "share-acknowledged":
        this.set(event.dealer, event.receiver, CELL.signed, true);
        break;
      case "published":
        for (const [column, entry] of event.entries.entries()) this.set(event.dealer, column + 1, PUBLISHED[entry]);
        break;
      case "removed":
        this.removed.add(event.miner.index);
        this.happenings.push({ kind: "removed", miner: event.miner });
        break;
      case "refused":
        this.happenings.push({ kind: "refused", refusal: event.refusal });
        break;
      case "noticed":
        this.happenings.push({ kind: "noticed", evidence: event.evidence });
        break;
      case "attempt-ended":
        for (const index of event.report.disqualified) this.happenings.push({ kind: "left-out", index });
        if (event.report.exposed > 0) this.happenings.push({ kind: "exposed", count: event.report.exposed });
        this.happenings.push({ kind: "ended", report: event.report });
        break;
      case "beacon-round":
        this.beacon.push(event.round);
        break;
      default:
        break;
    }
  }

  private begin(event: Extract<SimulationEvent, { type: "attempt-began" }>): void {
    const { number, attempt, thresholds, selected } = event;
    const again = this.number !== 0;
    Object.assign(this, { number, attempt, thresholds, selected });
    this.resize(selected.length);
    if (again) {
      this.stages = new Map(STAGES.map((stage) => [stage, WAITING]));
      this.happenings.push({ kind: "attempt", number, attempt });
    }
  }

  /** Whoever has published nothing by the end of the phase never will. */
  private fillMissing(): void {
    for (let position = 0; position < this.cells.length; position++) {
      if ((this.cells[position] as number) < CELL.acknowledged) this.cells[position] = CELL.missing;
    }
  }

  /** How many cells are in each state. */
  counts(): number[] {
    const counts = Object.keys(CELL).map(() => 0);
    for (const cell of this.cells) counts[cell] = (counts[cell] ?? 0) + 1;
    return counts;
  }
}
