// What has happened in a plan, by kind: what makes plans cheaper must not make them dull.
import type { ContractEvent } from "../../src/view-change/contract/state.js";

export type Counts = Readonly<Record<string, number>>;

export class Tally {
  private readonly counts: Record<string, number> = {};

  add(kind: string, times = 1): void {
    if (times > 0) this.counts[kind] = (this.counts[kind] ?? 0) + times;
  }

  block(events: readonly ContractEvent[]): void {
    for (const event of events) {
      if (event.type === "phase-began" || event.type === "phase-ended") continue;
      this.add(event.type === "accepted" || event.type === "refused" ? `${event.type} ${event.kind}` : event.type);
      if (event.type === "activated") this.add(`view ${event.session.mode}`);
      if (event.type !== "made") continue;
      for (const { reveals } of event.magicBlock.body.dealings) this.add("revealed share", reveals.length);
    }
  }

  get all(): Counts {
    return this.counts;
  }
}
