// Light, dark, or as the system says. The choice is kept where the browser lets a page keep anything.
import { byId } from "./dom.js";
import { keep, kept } from "./kept.js";

const THEMES = ["system", "light", "dark"] as const;
type Theme = (typeof THEMES)[number];
const KEY = "feldspar-theme";

const chosen = (): Theme => THEMES.find((theme) => theme === kept(KEY)) ?? "system";

/** `onChange` is called when colours may have changed: by the button or by the system. */
export function setUpTheme(onChange: () => void): void {
  let theme = chosen();
  const show = () => {
    document.documentElement.dataset.theme = theme;
    byId("theme-name").textContent = `Theme: ${theme}`;
    onChange();
  };
  byId("theme").addEventListener("click", () => {
    theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] as Theme;
    keep(KEY, theme);
    show();
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", onChange);
  show();
}
