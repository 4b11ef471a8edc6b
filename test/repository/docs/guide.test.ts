// Tutorials of docs/guide that need no network of nodes: every file saved, every command typed, every output as shown.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { freePorts } from "../../network/support/ports.js";
import { hasBrowser, launchChromium, skipWithoutBrowser } from "../../support/browser.js";
import { followTutorial } from "../../support/tutorial.js";

it("Your first threshold key: five programs, any three of which sign alike", async () => {
  const learns = ["WORDS", "SIGNATURE"];
  await followTutorial("docs/guide/first-key.md", { learns });
});

it("Coming from other libraries: the programs run, and every name on our side is one", async () => {
  const file = "docs/guide/coming-from.md";
  await followTutorial(file);
  const { exports } = JSON.parse(readFileSync("package.json", "utf8"));
  const entries = Object.keys(exports).filter((name) => name === "." || name.endsWith(".js"));
  const modules: Record<string, object>[] = await Promise.all(
    entries.map((entry) => import(/* @vite-ignore */ `feldspar-dkg${entry.slice(1)}`)),
  );
  const isThere = (name: string) => {
    const [first, second] = name.split(".") as [string, string?];
    return modules.some((module) => first in module && (second === undefined || second in module[first]!));
  };
  const rows = [...readFileSync(file, "utf8").matchAll(/^\| .+ \| (.+) \|$/gm)];
  const names = rows.flatMap(([, ours]) => [...ours!.matchAll(/`([A-Za-z_][\w.]*)`/g)].map(([, name]) => name!));
  expect(names.length).toBeGreaterThan(50);
  expect(names.filter((name) => !isThere(name))).toEqual([]);
});

it("The protocol in pictures: its programs print what they say", () => followTutorial("docs/guide/pictures.md"));

if (!hasBrowser) skipWithoutBrowser("Verify in the browser");

it.runIf(hasBrowser)("Verify in the browser: a page that finds out who lies", async () => {
  const [port] = await freePorts(1);
  const browser = await launchChromium();
  const visit = async (address: string) => {
    const page = await browser.newPage();
    await page.goto(address);
    // it has said everything: rounds are fetched after the chain has its verdict, and not at all where that is refused
    await page.locator("#chain:text-matches('INVALID|REFUSED'), #rounds:text-matches('valid')").first().waitFor();
    const lines = await page.locator("p").allTextContents();
    await page.close();
    return `${lines.join("\n")}\n`;
  };
  try {
    const change = (code: string) => code.replaceAll("8000", String(port));
    await followTutorial("docs/guide/browser.md", { change, learns: ["HASH"], visit });
  } finally {
    await browser.close();
  }
});
