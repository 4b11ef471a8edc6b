// How far a run is, for whoever shows it.
import type { Phase } from "../magic-block/index.js";
import type { ContractState } from "../view-change/contract/state.js";
import type { Progress, ProgressStage } from "./report/report.js";

export class ProgressReports {
  private steps = { name: "", done: 0 };

  constructor(
    private readonly tell: ((progress: Progress) => void) | undefined,
    private readonly chain: () => ContractState | undefined,
  ) {}

  /** One more message or transaction of the running phase, of `total` that are expected. */
  step(what: "messages" | "submitted", phase: Phase, total: number): void {
    if (this.tell === undefined) return;
    const name = `${what} ${phase} ${this.chain()?.attempt}`;
    if (this.steps.name !== name) this.steps = { name, done: 0 };
    this.steps.done++;
    const shown = what === "messages" ? phase === "share" : phase !== "share";
    if (shown) this.report(phase, Math.min(this.steps.done, total), total);
  }

  report(stage: ProgressStage, done: number, total: number): void {
    const state = this.chain();
    this.tell?.({
      view: (state?.current.number ?? 0) + 1,
      attempt: state?.attempt ?? 0,
      stage,
      done,
      total,
      round: state?.round ?? 0,
    });
  }
}
