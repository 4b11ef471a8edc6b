// Tabs as the ARIA Authoring Practices describe them: arrow keys move, Home and End jump, the chosen panel is in the
// address.
import { readAddress, showAddress } from "./address.js";
import { byId } from "./dom.js";

const tabs = () => [...document.querySelectorAll<HTMLButtonElement>('[role="tab"]')];

/** Shows the panel with this id; with `focus`, its tab has the focus then. */
export function showTab(id: string, focus = false): void {
  for (const tab of tabs()) {
    const chosen = tab.getAttribute("aria-controls") === id;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
    byId(tab.getAttribute("aria-controls") ?? "").hidden = !chosen;
    if (chosen && focus) tab.focus();
  }
  showAddress(id);
}

function move(event: KeyboardEvent): void {
  const all = tabs();
  const position = all.indexOf(event.currentTarget as HTMLButtonElement);
  const last = all.length - 1;
  const next: Record<string, number> = {
    ArrowRight: position === last ? 0 : position + 1,
    ArrowLeft: position === 0 ? last : position - 1,
    Home: 0,
    End: last,
  };
  const target = all[next[event.key] ?? -1];
  if (target === undefined) return;
  event.preventDefault();
  showTab(target.getAttribute("aria-controls") ?? "", true);
}

export function setUpTabs(): void {
  for (const tab of tabs()) {
    tab.addEventListener("click", () => showTab(tab.getAttribute("aria-controls") ?? ""));
    tab.addEventListener("keydown", move);
  }
  const follow = () => {
    const { panel } = readAddress();
    if (tabs().some((tab) => tab.getAttribute("aria-controls") === panel)) showTab(panel);
  };
  addEventListener("hashchange", follow);
  follow();
}
