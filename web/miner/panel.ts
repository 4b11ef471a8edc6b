// "A miner's view": somebody chosen from the list, or by a click on the matrix.
import type { SchemeName } from "../../src/entry/view-change.js";
import { byId, make, redrawn, setText } from "../page/dom.js";
import type { RunModel } from "../view-change/run-model.js";
import { factsOf, type MinerFacts, minersOf } from "./facts.js";

const PARTS = [
  ["sent", "Has sent", "nothing yet"],
  ["got", "Has got", "nothing yet"],
  ["holds", "Holds", "nothing of the key yet"],
  ["why", "Why", "nothing has happened to it yet"],
] as const;

export class MinerPanel {
  private model: RunModel | null = null;
  private readonly picker = byId("miner", HTMLSelectElement);

  /** `scheme`: of the run that is shown. */
  constructor(private readonly scheme: () => SchemeName) {
    this.picker.addEventListener("change", () => this.write());
  }

  /** By its id; brings the view into sight. */
  choose(id: string): void {
    if (byId("miner-view").hidden) return;
    this.picker.value = id;
    this.write();
  }

  show(model: RunModel): void {
    this.model = model;
    byId("miner-view").hidden = model.number === 0;
    if (model.number === 0) return;
    const miners = minersOf(model);
    const chosen = this.picker.value;
    redrawn(this.picker, miners, () => miners.map(({ id, name }) => make("option", { value: id }, name)));
    // at first somebody of whom there is something to tell
    const faulty = model.receivers.list.find(({ faults = [] }) => faults.length > 0);
    const wanted = miners.find(({ id }) => id === chosen) ?? faulty;
    if (wanted !== undefined) this.picker.value = wanted.id;
    this.write();
  }

  private write(): void {
    const { model, picker } = this;
    const facts = model === null ? null : factsOf(model, picker.value, this.scheme());
    const place = byId("miner-facts");
    if (facts === null) return;
    setText(byId("miner-status"), facts.title);
    redrawn(place, facts, () => PARTS.map((part) => partOf(facts, part)));
  }
}

function partOf(facts: MinerFacts, [name, title, nothing]: (typeof PARTS)[number]): HTMLElement {
  const lines = facts[name];
  const content =
    lines.length > 0 ? lines.map((line) => make("li", {}, line)) : [make("li", { class: "quiet" }, nothing)];
  return make("div", {}, make("dt", {}, title), make("dd", {}, make("ul", {}, ...content)));
}
