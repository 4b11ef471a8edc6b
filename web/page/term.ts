// A word that explains itself: a button that shows what the glossary says of it (web/glossary).
import { make } from "./dom.js";

/** A word in a text, with the glossary's name for it where that is another one. */
export function term(text: string, word: string = text): HTMLElement {
  return make("button", { type: "button", class: "term", "data-term": word, "aria-expanded": "false" }, text);
}

/** A mark beside a label, which cannot hold a button itself. */
export function termMark(word: string): HTMLElement {
  const about = { type: "button", class: "term-mark", "data-term": word, "aria-expanded": "false" };
  return make("button", { ...about, "aria-label": `What “${word}” means` }, "?");
}
