// What is known of a run so far, from the events told: plain data that the drawings read.
import {
  type AttemptReport,
  type BeaconRoundReport,
  type EvidenceReport,
  type MagicBlock,
  type MatrixCell,
  type Mode,
  PHASES,
  type Phase,
  type Progress,
  type ProgressStage,
  type Refusal,
  type RemovedMiner,
  type SelectedMiner,
  type SimulationEvent,
  type TransactionKind,
} from "../../src/entry/view-change.js";
import type { CellKind } from "../page/matrix.js";
import type { Part, PhaseProgress } from "../page/phases.js";

/** States of a matrix cell, from nothing to what is on the chain. */
export const CELL = { empty: 0, sent: 1, signed: 2, acknowledged: 3, revealed: 4, missing: 5 } as const;
export type Cell = (typeof CELL)[keyof typeof CELL];

/** By the numbers above. */
export const KINDS: readonly CellKind[] = [
  { name: "empty", text: "nothing yet" },
  { name: "sent", text: "share on its way", word: "share" },
  { name: "signed", text: "receiver signed for it" },
  { name: "acknowledged", text: "acknowledgement published", word: "acknowledgement" },
  { name: "revealed", text: "share revealed instead", word: "reveal" },
  { name: "missing", text: "nothing published" },
];

const PUBLISHED: Record<MatrixCell, Cell> = {
  acknowledged: CELL.acknowledged,
  revealed: CELL.revealed,
  none: CELL.missing,
};

export type Happening =
  | {
      readonly kind: "attempt";
      readonly number: number;
      readonly attempt: number;
      readonly mode: Mode;
      readonly dealers: number;
      readonly receivers: number;
    }
  /** `both`: out as a dealer and off the list. */
  | { readonly kind: "removed"; readonly miner: RemovedMiner; readonly both: boolean }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  | { readonly kind: "noticed"; readonly evidence: EvidenceReport }
  | { readonly kind: "exposed"; readonly count: number }
  | { readonly kind: "decided"; readonly number: number }
  | { readonly kind: "ended"; readonly report: AttemptReport };

const WAITING: PhaseProgress = { state: "waiting", done: 0, total: 0, rounds: null };

/** What the page shows as steps of a run. */
export const STAGES: readonly (Phase | "beacon")[] = [...PHASES, "beacon"];

type Listed = Pick<SelectedMiner, "index" | "id" | "name"> & Partial<SelectedMiner>;

/** Those of a list by index: in a reshare the dealers' indices have gaps. */
class Places {
  private readonly places: ReadonlyMap<number, number>;

  constructor(readonly list: readonly Listed[]) {
    this.places = new Map(list.map(({ index }, place) => [index, place]));
  }

  get size(): number {
    return this.list.length;
  }

  /** Position in the list; undefined for nobody's index. */
  of(index: number): number | undefined {
    return this.places.get(index);
  }

  name(index: number): string {
    const place = this.of(index);
    return `${index} ${place === undefined ? "?" : this.list[place]!.name}`;
  }
}

/** A list as it may be before anybody is selected. */
const expected = (size: number): Listed[] =>
  Array.from({ length: size }, (_, place) => ({ index: place + 1, id: String(place), name: `miner ${place + 1}` }));

export class RunModel {
  number = 0;
  attempt = 0;
  mode: Mode = "fresh";
  thresholds: { readonly t: number; readonly k: number; readonly n: number } | null = null;
  dealers = new Places([]);
  receivers = new Places([]);
  /** Row by row: a row for each dealer, a column for each receiver. */
  cells = new Uint8Array(0);
  /** Indices of dealers that are out, and of receivers that are off the list. */
  out = new Set<number>();
  off = new Set<number>();
  /** By kind of transaction: indices of those of whom one was accepted. */
  readonly accepted = new Map<TransactionKind, Set<number>>();
  /** As it was made, before anybody confirmed it. */
  block: MagicBlock | null = null;
  readonly happenings: Happening[] = [];
  readonly beacon: BeaconRoundReport[] = [];
  stages = new Map<string, PhaseProgress>(STAGES.map((stage) => [stage, WAITING]));
  /** Of the wait phase. */
  private confirmed = 0;
  private decided = false;
  private ended: AttemptReport | null = null;
  private told = new Set<string>();

  /** An empty matrix of the size that a run would have. */
  constructor(size: number) {
    this.resize(expected(size), expected(size));
  }

  private resize(dealers: readonly Listed[], receivers: readonly Listed[]): void {
    this.dealers = new Places(dealers);
    this.receivers = new Places(receivers);
    this.cells = new Uint8Array(dealers.length * receivers.length);
    this.out = new Set();
    this.off = new Set();
    this.told = new Set();
    this.accepted.clear();
    this.block = null;
    this.confirmed = 0;
    this.decided = false;
    this.ended = null;
  }

  /** By positions in the two lists. */
  cell(row: number, column: number): Cell {
    return (this.cells[row * this.receivers.size + column] ?? CELL.empty) as Cell;
  }

  private set(dealer: number, receiver: number, value: Cell, onlyUpwards = false): void {
    const [row, column] = [this.dealers.of(dealer), this.receivers.of(receiver)];
    if (row === undefined || column === undefined) return;
    const position = row * this.receivers.size + column;
    if (!onlyUpwards || (this.cells[position] as number) < value) this.cells[position] = value;
  }

  private stage(name: string, change: Partial<PhaseProgress>): void {
    this.stages.set(name, { ...(this.stages.get(name) ?? WAITING), ...change });
  }

  private restage(): void {
    this.stages = new Map(STAGES.map((stage) => [stage, WAITING]));
  }

  /** How far the present stage is. */
  progress({ stage, done, total }: Progress): void {
    const name: ProgressStage = stage === "identities" ? "start" : stage;
    const known = this.stages.get(name);
    if (known?.state === "done" || known?.state === "failed") return;
    this.stage(name, { state: name === "beacon" && done === total ? "done" : "running", done, total });
  }

  /** Steps within the wait phase, which is more than one thing. */
  get parts(): readonly Part[] {
    const { confirmed, decided, ended } = this;
    const activated = ended?.outcome === "activated";
    return [
      { text: confirmed > 0 ? `${confirmed} confirmed` : "confirm", done: decided },
      { text: decided ? "decided" : "decide", done: decided },
      { text: this.handOver(activated ? ended : null), done: activated },
      { text: activated ? "in office" : "take office", done: activated },
    ];
  }

  /** There is no set of miners before the first: sharders sign its block. */
  private handOver(report: AttemptReport | null): string {
    if (this.number <= 1) return report === null ? "sharders sign" : `${report.firsts.length} sharders signed`;
    return report === null ? "hand over" : `${report.handedOver.length} handed over`;
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
        // without a list, nothing says that an attempt has begun
        if (event.phase === "start" && event.endedBy === "failed") this.restage();
        this.stage(event.phase, {
          state: event.endedBy === "failed" ? "failed" : "done",
          rounds: { from: event.startRound, to: event.endRound },
        });
        if (event.phase === "publish") this.fillMissing();
        break;
      case "accepted":
        if (event.kind === "confirm") this.confirmed++;
        this.accepted.set(event.kind, (this.accepted.get(event.kind) ?? new Set()).add(event.index));
        break;
      case "magic-block-made":
        this.block = event.magicBlock;
        break;
      case "share-sent":
        this.set(event.dealer, event.receiver, CELL.sent, true);
        break;
      case "share-acknowledged":
        this.set(event.dealer, event.receiver, CELL.signed, true);
        break;
      case "published":
        for (const [column, entry] of event.entries.entries()) {
          this.set(event.dealer, this.receivers.list[column]?.index ?? 0, PUBLISHED[entry]);
        }
        break;
      case "removed":
        this.remove(event.miner);
        break;
      case "refused":
        this.happenings.push({ kind: "refused", refusal: event.refusal });
        break;
      case "noticed":
        this.happenings.push({ kind: "noticed", evidence: event.evidence });
        break;
      case "magic-block-decided":
        this.decided = true;
        this.happenings.push({ kind: "decided", number: event.magicBlock.number });
        break;
      case "attempt-ended":
        this.end(event.report);
        break;
      case "beacon-round":
        this.beacon.push(event.round);
        break;
      default:
        break;
    }
  }

  private begin(event: Extract<SimulationEvent, { type: "attempt-began" }>): void {
    const { number, attempt, mode, thresholds, selected, dealers } = event;
    const again = this.number !== 0;
    Object.assign(this, { number, attempt, mode, thresholds });
    this.resize(dealers, selected);
    if (!again) return;
    this.restage();
    const sizes = { dealers: dealers.length, receivers: selected.length };
    this.happenings.push({ kind: "attempt", number, attempt, mode, ...sizes });
  }

  /** Where both lists are one, most reasons take somebody off both: that is one thing to tell. */
  private remove(miner: RemovedMiner): void {
    const { role, index, phase, code } = miner;
    const both = this.mode === "fresh" && code !== "dealer-rule" && !this.out.has(index);
    (role === "dealer" ? this.out : this.off).add(index);
    const name = `${index} ${phase} ${code}`;
    if (this.mode === "fresh" && this.told.has(name)) return;
    this.told.add(name);
    this.happenings.push({ kind: "removed", miner, both });
  }

  private end(report: AttemptReport): void {
    this.ended = report;
    if (report.exposed > 0) this.happenings.push({ kind: "exposed", count: report.exposed });
    this.happenings.push({ kind: "ended", report });
  }

  /** Whoever has published nothing by the end of the phase never will. */
  private fillMissing(): void {
    for (let position = 0; position < this.cells.length; position++) {
      if ((this.cells[position] as number) < CELL.acknowledged) this.cells[position] = CELL.missing;
    }
  }
}
