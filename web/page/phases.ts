// The phases as steps with a bar each, and what ended them.
import { byId, make } from "./dom.js";

/** How far a step of a view change is. */
export interface PhaseProgress {
  readonly state: "waiting" | "running" | "done" | "failed";
  readonly done: number;
  readonly total: number;
  readonly rounds: { readonly from: number; readonly to: number } | null;
}

/** A step within a phase: what it says, and whether it is done. */
export interface Part {
  readonly text: string;
  readonly done: boolean;
}

/** What is shown. */
export interface PhasesModel {
  readonly stages: ReadonlyMap<string, PhaseProgress>;
  /** Of the wait phase. */
  readonly parts: readonly Part[];
}

const TITLES: Record<string, { readonly title: string; readonly about: string }> = {
  start: { title: "Start", about: "select by stake" },
  contribute: { title: "Contribute", about: "publish commitments" },
  share: { title: "Share", about: "seal and acknowledge" },
  publish: { title: "Publish", about: "signatures or shares" },
  wait: { title: "Wait", about: "confirm and hand over" },
  beacon: { title: "Beacon", about: "sign round by round" },
};

function note({ state, done, total, rounds }: PhaseProgress, about: string): string {
  if (state === "waiting") return about;
  if (state === "failed") return rounds ? `failed in round ${rounds.to}` : "failed";
  if (state === "done" && rounds)
    return rounds.from === rounds.to ? `round ${rounds.to}` : `rounds ${rounds.from}–${rounds.to}`;
  if (state === "done") return "done";
  return total > 0 ? `${done} of ${total}` : "running";
}

export class Phases {
  private readonly steps = new Map<
    string,
    { item: HTMLElement; bar: HTMLElement; note: HTMLElement; state: HTMLElement }
  >();
  private readonly parts = make("ul", { class: "phase-parts" });

  constructor(stages: readonly string[]) {
    for (const stage of stages) {
      const { title, about } = TITLES[stage] as { title: string; about: string };
      const bar = make("span", { class: "phase-bar" });
      const text = make("span", { class: "phase-note" }, about);
      const state = make("span", { class: "visually-hidden" }, "waiting");
      const item = make(
        "li",
        { class: "phase", "data-state": "waiting" },
        make("span", { class: "phase-title" }, title),
        make("span", { class: "phase-track", "aria-hidden": "true" }, bar),
        text,
        state,
        stage === "wait" && this.parts,
      );
      this.steps.set(stage, { item, bar, note: text, state });
      byId("phases").append(item);
    }
  }

  show(model: PhasesModel): void {
    for (const [stage, step] of this.steps) {
      const progress = model.stages.get(stage);
      if (progress === undefined) continue;
      const share = progress.state === "done" ? 1 : progress.total > 0 ? progress.done / progress.total : 0;
      step.item.dataset.state = progress.state;
      if (progress.state === "running") step.item.setAttribute("aria-current", "step");
      else step.item.removeAttribute("aria-current");
      step.bar.style.setProperty("transform", `scaleX(${share})`);
      step.note.textContent = note(progress, TITLES[stage]?.about ?? "");
      step.state.textContent = progress.state;
    }
    this.parts.replaceChildren(
      ...model.parts.map(({ text, done }) => {
        const said = done && make("span", { class: "visually-hidden" }, ", done");
        return make("li", { "data-done": String(done) }, text, said);
      }),
    );
  }
}
