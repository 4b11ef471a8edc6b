// A run as it was told, and where its steps begin.
import type { SimulationEvent } from "../../src/entry/view-change.js";
import type { Step } from "./sentences.js";

/** A step begins with the event at this place. */
export interface Moment {
  readonly at: number;
  readonly step: Step;
  readonly number: number;
  readonly attempt: number;
}

export class Recording {
  readonly events: SimulationEvent[] = [];
  readonly moments: Moment[] = [];
  private view = { number: 1, attempt: 1 };

  add(event: SimulationEvent): void {
    if (event.type === "attempt-began") {
      this.view = { number: event.number, attempt: event.attempt };
      // the start phase ends with the list, and is told of afterwards
      this.begin("start");
    } else if (event.type === "phase-began" && event.phase !== "start") this.begin(event.phase);
    else if (event.type === "beacon-round" && this.moments.at(-1)?.step !== "beacon") this.begin("beacon");
    this.events.push(event);
  }

  private begin(step: Step): void {
    this.moments.push({ at: this.events.length, step, ...this.view });
  }

  /** Where the step after this one begins, or the run ends. */
  endOf(moment: number): number {
    return this.moments[moment + 1]?.at ?? this.events.length;
  }

  /** The step in which the event at this place is, the last one at the end. */
  momentAt(position: number): number {
    const after = this.moments.findIndex(({ at }) => at > position);
    return (after === -1 ? this.moments.length : after) - 1;
  }
}
