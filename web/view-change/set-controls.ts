// n, t and k on sliders that cannot leave the room in which 2t > n and t <= k <= n, and the rest of a run's numbers.
import type { Mode, SchemeName } from "../../src/entry/view-change.js";
import { byId } from "../page/dom.js";
import { mostReplaced } from "./candidates.js";
import type { RunRequest } from "./messages.js";
import type { Settings } from "./run-settings.js";

/** What a fault plan cannot do without. */
export interface Needs {
  readonly mode?: Mode;
  readonly views?: number;
  readonly rounds?: number;
}

const slider = (id: string) => byId(id, HTMLInputElement);
const chosen = (name: string) => document.querySelector<HTMLInputElement>(`input[name="${name}"]:checked`)?.value;

/** Two thirds sign, three quarters must be there: the usual choice. */
const usualThreshold = (n: number) => Math.max(least(n), Math.ceil((2 * n) / 3));
const usualQuorum = (n: number) => Math.min(n, Math.max(usualThreshold(n), Math.ceil((3 * n) / 4)));

/** Least t with 2t > n. */
const least = (n: number) => Math.floor(n / 2) + 1;

export class SetControls {
  private readonly n = slider("n");
  private readonly t = slider("t");
  private readonly k = slider("k");

  /** `onSize` is called when n changes. */
  constructor(onSize: (n: number) => void) {
    this.n.addEventListener("input", () => {
      this.fit(usualThreshold(this.size), usualQuorum(this.size));
      onSize(this.size);
    });
    this.t.addEventListener("input", () => this.fit(this.t.valueAsNumber, this.k.valueAsNumber));
    this.k.addEventListener("input", () =>
      this.fit(Math.min(this.t.valueAsNumber, this.k.valueAsNumber), this.k.valueAsNumber),
    );
    for (const id of ["rounds", "views", "sharders", "replaced"])
      slider(id).addEventListener("input", () => this.show());
    this.fit(usualThreshold(this.size), usualQuorum(this.size));
  }

  get size(): number {
    return this.n.valueAsNumber;
  }

  private fit(t: number, k: number): void {
    const { size } = this;
    for (const input of [this.t, this.k]) {
      input.min = String(least(size));
      input.max = String(size);
    }
    this.t.value = String(t);
    this.k.value = String(Math.max(k, t));
    slider("replaced").max = String(mostReplaced(size));
    this.show();
  }

  /** Sets what is less than it must be. */
  provide({ mode, views = 1, rounds = 0 }: Needs): void {
    if (mode !== undefined) byId(`mode-${mode}`, HTMLInputElement).checked = true;
    for (const [id, least] of [
      ["views", views],
      ["rounds", rounds],
    ] as const) {
      if (slider(id).valueAsNumber < least) slider(id).value = String(least);
    }
    this.show();
  }

  /** Takes over what is given, as far as the sliders' limits let it. */
  write(settings: Settings): void {
    const { miners = this.size, mode, scheme, seed } = settings;
    this.n.value = String(miners);
    const { threshold = usualThreshold(this.size), quorum = usualQuorum(this.size) } = settings;
    this.fit(threshold, quorum);
    for (const id of ["sharders", "views", "rounds", "replaced"] as const) {
      const value = settings[id];
      if (value !== undefined) slider(id).value = String(value);
    }
    if (mode !== undefined) byId(`mode-${mode}`, HTMLInputElement).checked = true;
    if (scheme !== undefined) byId(`scheme-${scheme}`, HTMLInputElement).checked = true;
    if (seed !== undefined) slider("seed").value = seed;
    this.show();
  }

  private show(): void {
    // with one view, nobody comes or goes
    byId("replaced-field").hidden = slider("views").valueAsNumber === 1;
    for (const id of ["n", "t", "k", "rounds", "views", "sharders", "replaced"])
      byId(`${id}-value`).textContent = slider(id).value;
  }

  read(): Omit<RunRequest, "faults"> {
    return {
      miners: this.size,
      threshold: this.t.valueAsNumber,
      quorum: this.k.valueAsNumber,
      scheme: (chosen("scheme") ?? "min-sig") as SchemeName,
      mode: (chosen("mode") ?? "fresh") as Mode,
      sharders: slider("sharders").valueAsNumber,
      rounds: slider("rounds").valueAsNumber,
      views: slider("views").valueAsNumber,
      replaced: byId("replaced-field").hidden ? 0 : slider("replaced").valueAsNumber,
      seed: slider("seed").value.trim(),
    };
  }
}
