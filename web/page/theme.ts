// Light, dark, or as the system says. The choice is kept where the browser lets a page keep anything.
import { byId } from "./dom.js";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const KEY = "feldspar-theme";

function kept(): Theme {
  try {
    const name = localStorage.getItem(KEY);
    return THEMES.find((theme) => theme === name) ?? "system";
  } catch {
    return "system"; // storage may be forbidden
  }
}

function keep(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // then it holds for this visit
  }
}

/** `onChange` is called when colours may have changed: by the button or by the system. */
export function setUpTheme(onChange: () => void): void {
  let theme = kept();
  const show = () => {
    document.documentElement.dataset.theme = theme;
    byId("theme-name").textContent = `Theme: ${theme}`;
    onChange();
  };
  byId("theme").addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] as Theme;
    keep(theme);
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onChange);
  show();
}
