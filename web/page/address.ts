// What stands in the address behind the #: the panel that is shown, and what it is about: "#view-change?n=7&t=5". None
// of it is sent to a server.

/** What each panel is about, as it was said last. */
const about = new Map<string, string>();

const hashOf = (panel: string, query: string) => `#${panel}${query === "" ? "" : `?${query}`}`;

/** The panel that the address names, and what it says of it. */
export function readAddress(): { readonly panel: string; readonly values: URLSearchParams } {
  const [panel = "", query = ""] = location.hash.slice(1).split(/\?(.*)/s);
  if (query !== "") about.set(panel, query);
  return { panel, values: new URLSearchParams(query) };
}

/** The panel is shown: the address says so, and what the panel is about. */
export function showAddress(panel: string): void {
  history.replaceState(null, "", hashOf(panel, about.get(panel) ?? ""));
}

/** The panel, which is shown, is about this from now on. */
export function setAddress(panel: string, values: URLSearchParams): void {
  about.set(panel, values.toString());
  showAddress(panel);
}

/** A link to the page with a panel and what it is about. */
export function linkTo(panel: string, values: URLSearchParams): string {
  return location.href.replace(/#.*$/s, "") + hashOf(panel, values.toString());
}
