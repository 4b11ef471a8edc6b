// What words mean, beside them and as a list: the entries of docs/glossary.md, loaded when the first is asked for.
import { byId, make } from "../page/dom.js";
import { termMark } from "../page/term.js";
import type { GlossaryEntry } from "./parse.js";

const GAP = 8;

let loaded: Promise<ReadonlyMap<string, GlossaryEntry>> | null = null;

function entries(): Promise<ReadonlyMap<string, GlossaryEntry>> {
  loaded ??= import("virtual:glossary").then(
    ({ glossary }) => new Map(glossary.flatMap((entry) => entry.words.map((word) => [word, entry] as const))),
  );
  return loaded;
}

const buttons = () => [...document.querySelectorAll<HTMLElement>("[data-term]")];

class Explanation {
  private readonly box = byId("explanation");
  private by: HTMLElement | null = null;

  constructor() {
    document.addEventListener("click", (event) => {
      const target = event.target instanceof Element ? event.target : null;
      const button = target?.closest<HTMLElement>("[data-term]") ?? null;
      if (button !== null && button !== this.by) void this.show(button);
      else if (target?.closest("#explanation") == null) this.hide();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.hide();
    });
    addEventListener("resize", () => this.hide());
  }

  private async show(button: HTMLElement): Promise<void> {
    this.hide();
    this.by = button;
    const word = button.dataset.term ?? "";
    const entry = (await entries()).get(word);
    if (entry === undefined || this.by !== button) return;
    const [name = "", ...others] = entry.words;
    const also = others.length > 0 && make("span", { class: "quiet" }, ` ${others.join(", ")}`);
    this.box.replaceChildren(make("p", {}, make("strong", {}, name), also), make("p", {}, `${entry.meaning}.`));
    this.box.hidden = false;
    button.setAttribute("aria-expanded", "true");
    this.place(button);
  }

  /** Below the word, or above it where there is no room; on a phone the sheet lies at the bottom, by its style. */
  private place(button: HTMLElement): void {
    const { style, offsetWidth: width, offsetHeight: height } = this.box;
    const { left, top, bottom } = button.getBoundingClientRect();
    const fits = bottom + GAP + height <= innerHeight;
    const space = document.documentElement.clientWidth;
    style.setProperty("--left", `${Math.max(GAP, Math.min(left, space - width - GAP)) + scrollX}px`);
    style.setProperty("--top", `${(fits ? bottom + GAP : top - GAP - height) + scrollY}px`);
  }

  private hide(): void {
    this.by?.setAttribute("aria-expanded", "false");
    this.by = null;
    this.box.hidden = true;
  }
}

/** All words that the page uses, once its list is opened. */
async function list(): Promise<void> {
  const known = await entries();
  const used = new Set(buttons().flatMap(({ dataset }) => known.get(dataset.term ?? "") ?? []));
  const sorted = [...used].sort((a, b) => (a.words[0] ?? "").localeCompare(b.words[0] ?? "", "en"));
  byId("words").replaceChildren(
    ...sorted.flatMap(({ words, meaning }) => [make("dt", {}, words.join(", ")), make("dd", {}, `${meaning}.`)]),
  );
}

/** Puts a mark beside each label that names a word, and makes all words explain themselves. */
export function setUpGlossary(): void {
  for (const label of document.querySelectorAll<HTMLElement>("[data-explains]")) {
    const mark = termMark(label.dataset.explains ?? "");
    if (label instanceof HTMLLegendElement) label.append(mark);
    else label.after(mark);
  }
  new Explanation();
  const fold = byId("words").closest("details");
  fold?.addEventListener("toggle", () => {
    if (fold.open) void list();
  });
}
