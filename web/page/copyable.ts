// Long names in short, with a button that copies the whole.
import { byId, make } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";

/** "8f3a6e01…c4d2". */
export const short = (text: string): string => (text.length > 16 ? `${text.slice(0, 8)}…${text.slice(-4)}` : text);

function glyph(): SVGElement {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", "M7 7h9v9H7zM13 7V4H4v9h3");
  drawing.append(path);
  return drawing;
}

/** The short form of a text beside a button that copies it; `what` says of what it is. */
export function copyable(text: string, what: string): HTMLElement {
  const button = make("button", { type: "button", class: "copy", "data-copy": text, title: `Copy ${what}` }, glyph());
  button.setAttribute("aria-label", `Copy ${what}, ${short(text)}`);
  return make("span", { class: "copyable" }, make("code", { title: text }, short(text)), button);
}

async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // without TLS a page has no clipboard of its own
    const area = make("textarea", { class: "visually-hidden", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** Makes all such buttons work, and the element with this id, or the one that a button names, say what was copied. */
export function setUpCopying(statusId: string): void {
  document.addEventListener("click", async (event) => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-copy]") : null;
    if (button === null) return;
    const done = await copy(button.dataset.copy ?? "");
    button.focus();
    button.dataset.done = String(done);
    byId(button.dataset.copied ?? statusId).textContent = done ? "Copied." : "This browser does not let the page copy.";
    setTimeout(() => delete button.dataset.done, 1500);
  });
}
