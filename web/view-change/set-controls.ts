// n, t and k on sliders that cannot leave the room in which 2t > n and t <= k <= n, and the rest of a run's numbers.
import type { SchemeName } from "../../src/entry/view-change.js";
import { byId } from "../page/dom.js";
import type { RunRequest } from "./messages.js";

const slider = (id: string) => byId(id, HTMLInputElement);

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
    for (const id of ["rounds", "views"]) slider(id).addEventListener("input", () => this.show());
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
    this.show();
  }

  private show(): void {
    for (const id of ["n", "t", "k", "rounds", "views"]) byId(`${id}-value`).textContent = slider(id).value;
  }

  read(): Omit<RunRequest, "faults"> {
    const chosen = document.querySelector<HTMLInputElement>('input[name="scheme"]:checked');
    return {
      miners: this.size,
      threshold: this.t.valueAsNumber,
      quorum: this.k.valueAsNumber,
      scheme: (chosen?.value ?? "min-sig") as SchemeName,
      rounds: slider("rounds").valueAsNumber,
      views: slider("views").valueAsNumber,
      seed: slider("seed").value.trim(),
    };
  }
}
