// A tick or a cross, drawn, with its meaning as text for whoever does not see it.
const SVG = "http://www.w3.org/2000/svg";

/** A mark to put before a verdict's text. */
export function verdictMark(valid: boolean): HTMLElement {
  const mark = document.createElement("span");
  mark.className = "mark";
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("viewBox", "0 0 20 20");
  drawing.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", valid ? "M4 10.5l4 4 8-9" : "M5 5l10 10M15 5L5 15");
  drawing.append(path);
  const text = document.createElement("span");
  text.className = "visually-hidden";
  text.textContent = valid ? "Valid: " : "Not valid: ";
  mark.append(drawing, text);
  return mark;
}
