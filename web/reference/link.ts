// The documents' site (npm run docs) beside the page, and the links to it at the page's foot. Where it was not built
// there are no links. It is not kept for when there is no network: it is many times as large as the page.
import { cpSync, existsSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const PLACE = "<!-- reference -->";
/** Below the page's folder. */
const FOLDER = "docs";
const PAGES = [
  ["index.html", "Recipes and tutorials"],
  ["modules.html", "API reference"],
] as const;

/** `site`: the folder in which the documents' site is, if it was built. */
export function reference(site: string): Plugin {
  const pages = PAGES.filter(([file]) => existsSync(join(site, file)));
  const links = pages.map(([file, text]) => `<a href="./${FOLDER}/${file}">${text}</a>`);
  return {
    name: "reference",
    transformIndexHtml: {
      order: "pre",
      handler: (html, { server }) => {
        const isThere = server === undefined && links.length > 0;
        const nav = `<nav aria-label="Documents">${links.join(" · ")}</nav>`;
        return html.replace(PLACE, isThere ? nav : "");
      },
    },
    writeBundle({ dir = "" }) {
      if (links.length > 0) cpSync(site, join(dir, FOLDER), { recursive: true });
    },
  };
}
