// The words that the page explains are in the glossary, whose text the page's build takes over.
import { readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { glossaryOf } from "../../web/glossary/parse.js";

const glossary = glossaryOf(readFileSync("docs/glossary.md", "utf8"));
const words = new Set(glossary.flatMap((entry) => entry.words));
const texts = readdirSync("web", { recursive: true, encoding: "utf8" })
  .filter((name) => /\.(html|ts)$/.test(name))
  .map((name) => readFileSync(`web/${name}`, "utf8"));
const PLACES = [
  /data-(?:term|explains)="([^"]+)"/g,
  /\bterm\("([^"]+)"\)/g,
  /\bterm\([^()]*?, "([^"]+)"\)/g,
  /\bword: "([^"]+)"/g,
];

it("reads every row of the glossary, with its other names and without marks", () => {
  const rows = readFileSync("docs/glossary.md", "utf8").match(/^\| \*\*/gm) ?? [];
  expect(glossary.length).toBe(rows.length);
  expect(glossary.find((entry) => entry.words.includes("MPK"))?.words).toEqual(["commitments", "MPK"]);
  expect(words.has("t")).toBe(true);
  expect(JSON.stringify(glossary)).not.toMatch(/\]\(|\*|`/);
  expect(words.size).toBe(glossary.flatMap((entry) => entry.words).length);
});

it("has every word that the page explains", () => {
  const used = texts.flatMap((text) => PLACES.flatMap((place) => [...text.matchAll(place)].map((found) => found[1]!)));
  expect(used.length).toBeGreaterThan(30);
  expect([...new Set(used)].filter((word) => !words.has(word))).toEqual([]);
});
