// Composes a fault plan (docs/faults.md) from pickers. The plan's text is the truth: pickers add to it, chips take from
// it, and it can be written by hand.
import { FAULT_KINDS, type FaultName, PHASES, parseFaults } from "../../src/entry/view-change.js";
import { byId, make } from "../page/dom.js";
import type { Needs } from "./set-controls.js";

const GROUPS: Record<string, string> = {
  start: "Start",
  contribute: "Contribute",
  share: "Share",
  publish: "Publish",
  wait: "Wait",
  any: "Any phase",
  beacon: "After activation",
};

interface Preset {
  readonly name: string;
  readonly plan: string;
  readonly needs?: Needs;
}

const PRESETS: readonly Preset[] = [
  { name: "One dealer lies", plan: "bad-share:2>3" },
  { name: "Nobody is faulty", plan: "" },
  { name: "A crash and a bad share", plan: "crash:3@share,bad-share:1>2" },
  {
    name: "Liars in every phase",
    plan: "bad-proof:2,two-roots:1>3,false-ack:4>1,bad-confirm:3,bad-partial:1",
    needs: { rounds: 3 },
  },
  { name: "Forgery and noise", plan: "forged-mpk:2>4,forged-frames:1,spam:3@publish" },
  { name: "A restart in the middle", plan: "restart:2@share,restart:4@publish" },
  { name: "First attempt fails", plan: "no-mpk:*#1" },
  {
    name: "A dealer cheats in a reshare",
    // by name: a number on the new list may be a newcomer's, who deals nothing
    plan: "wrong-constant:Albite North",
    needs: { mode: "reshare", views: 2 },
  },
  { name: "A hand-over without two of the set", plan: "no-hand-over:1,bad-hand-over:2", needs: { views: 2 } },
];
const OWN = "own";

const picker = (id: string) => byId(id, HTMLSelectElement);
const input = () => byId("plan", HTMLInputElement);

function fill(select: HTMLSelectElement, options: readonly (readonly [value: string, text: string])[]): void {
  const before = select.value;
  select.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
  if (options.some(([value]) => value === before)) select.value = before;
}

export class FaultComposer {
  /** `provide` sets what a preset cannot do without; `changed` is told that there is another plan. */
  constructor(
    size: number,
    provide: (needs: Needs) => void,
    private readonly changed: () => void,
  ) {
    this.offerKinds();
    fill(picker("preset"), [...PRESETS.map(({ name, plan }) => [plan, name] as const), [OWN, "A plan of your own"]]);
    this.resize(size);
    picker("fault-kind").addEventListener("change", () => this.explain());
    picker("preset").addEventListener("change", () => {
      const preset = PRESETS.find(({ plan }) => plan === picker("preset").value);
      if (preset === undefined) return;
      provide(preset.needs ?? {});
      this.setPlan(preset.plan);
    });
    byId("fault-add").addEventListener("click", () => this.add());
    input().addEventListener("input", () => this.show()); // the form tells of it
    this.explain();
    this.show();
  }

  /** Offers the miners 1 .. size. */
  resize(size: number): void {
    const miners = Array.from({ length: size }, (_, index) => [String(index + 1), String(index + 1)] as const);
    fill(picker("fault-who"), miners);
    fill(picker("fault-whom"), [["", "everybody"], ...miners]);
  }

  get plan(): string {
    return input().value.trim();
  }

  /** Says what is wrong with the plan beside it; null when nothing is. */
  check(): string | null {
    try {
      parseFaults(this.plan);
      return null;
    } catch (error) {
      return (error as Error).message;
    }
  }

  /** Shows a problem that only the run could find, such as a miner that does not exist. */
  complain(message: string): void {
    byId("plan-error").textContent = message;
    input().setAttribute("aria-invalid", "true");
  }

  setPlan(plan: string): void {
    input().value = plan;
    this.show();
    this.changed();
  }

  private get kind(): FaultName {
    return picker("fault-kind").value as FaultName;
  }

  private offerKinds(): void {
    const kinds = Object.keys(FAULT_KINDS) as FaultName[];
    const groups = Object.entries(GROUPS).map(([when, label]) =>
      make(
        "optgroup",
        { label },
        ...kinds
          .filter((kind) => FAULT_KINDS[kind].when === when)
          .map((kind) => make("option", { value: kind, selected: kind === "bad-share" }, kind)),
      ),
    );
    picker("fault-kind").replaceChildren(...groups);
  }

  private explain(): void {
    const { about, target, phase } = FAULT_KINDS[this.kind];
    byId("fault-about").textContent = about;
    byId("fault-whom-field").hidden = target === "none";
    byId("fault-phase-field").hidden = phase === "none";
    // nothing else can happen to a miner in the start phase
    const phases = PHASES.filter((name) => name !== "start" || this.kind === "crash");
    fill(
      picker("fault-phase"),
      phases.map((name) => [name, name] as const),
    );
    const everybody = picker("fault-whom").options[0];
    if (everybody !== undefined) everybody.disabled = target === "required";
    if (target === "required" && picker("fault-whom").value === "") picker("fault-whom").value = "2";
  }

  private add(): void {
    const { target, phase } = FAULT_KINDS[this.kind];
    const whom = target !== "none" && picker("fault-whom").value !== "" ? `>${picker("fault-whom").value}` : "";
    const when = phase === "required" ? `@${picker("fault-phase").value}` : "";
    const text = `${this.kind}:${picker("fault-who").value}${whom}${when}`;
    this.setPlan([...this.parts(), text].join(","));
  }

  private parts(): string[] {
    return this.plan
      .split(",")
      .map((part) => part.trim())
      .filter((part) => part !== "");
  }

  private show(): void {
    const problem = this.check();
    byId("plan-error").textContent = problem ?? "";
    if (problem === null) input().removeAttribute("aria-invalid");
    else input().setAttribute("aria-invalid", "true");
    const known = PRESETS.some(({ plan }) => plan === this.plan);
    picker("preset").value = known ? this.plan : OWN;
    const chips = this.parts().map((part, position) => {
      const remove = make("button", { type: "button", class: "chip-remove", "aria-label": `Remove ${part}` }, "×");
      remove.addEventListener("click", () => {
        this.setPlan(
          this.parts()
            .filter((_, other) => other !== position)
            .join(","),
        );
        byId("fault-add").focus();
      });
      return make("li", { class: "chip" }, make("code", {}, part), remove);
    });
    byId("fault-list").replaceChildren(...chips);
  }
}
