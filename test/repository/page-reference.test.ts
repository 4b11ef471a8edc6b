// The documents' site beside the page: linked from its foot where it was built, and no dead link where it was not.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { build } from "vite";
import { afterAll, expect, it } from "vitest";
import { reference } from "../../web/reference/link.js";

mkdirSync("build", { recursive: true });
const folder = resolve(mkdtempSync("build/reference-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string) {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), text);
}

/** The links of a page that was built beside such a site. */
async function linksBeside(site: string) {
  write("page/index.html", '<!doctype html><html lang="en"><body><!-- reference --></body></html>');
  const settings = { root: join(folder, "page"), configFile: false, logLevel: "silent", base: "./" } as const;
  const outDir = join(folder, `built-${site}`);
  await build({ ...settings, plugins: [reference(join(folder, site))], build: { outDir } });
  const html = readFileSync(join(outDir, "index.html"), "utf8");
  const links = [...html.matchAll(/href="([^"]+)"/g)].map(([, link]) => link!);
  return { html, links, dead: links.filter((link) => !existsSync(join(outDir, link))) };
}

it("has links to the documents' site where it was built", async () => {
  write("site/index.html", "recipes");
  write("site/modules.html", "names");
  const { links, dead } = await linksBeside("site");
  expect(links).toEqual(["./docs/index.html", "./docs/modules.html"]);
  expect(dead).toEqual([]);
});

it("has none where it was not, nor to a page that it lacks", async () => {
  const { html, links } = await linksBeside("nothing");
  expect(links).toEqual([]);
  expect(html).not.toContain("reference");
  write("old/index.html", "recipes");
  expect((await linksBeside("old")).links).toEqual(["./docs/index.html"]);
});

it("has its place at the page's foot", () => {
  expect(readFileSync("web/index.html", "utf8")).toContain("<!-- reference -->");
});
