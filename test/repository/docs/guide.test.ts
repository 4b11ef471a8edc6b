// Tutorials of docs/guide that need no network of nodes: every file saved, every command typed, every output as shown.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { followTutorial } from "../../support/tutorial.js";

it("Your first threshold key: five programs, any three of which sign alike", async () => {
  const learns = ["ONE", "TWO", "THREE", "FOUR", "SIGNATURE"];
  await followTutorial("docs/guide/first-key.md", { learns });
});

it("Coming from other libraries: the programs run, and every name on our side is one", async () => {
  const file = "docs/guide/coming-from.md";
  await followTutorial(file);
  const entries = Object.keys(JSON.parse(readFileSync("package.json", "utf8")).exports).filter((name) =>
    name.endsWith(".js"),
  );
  const modules: Record<string, object>[] = await Promise.all(
    entries.map((entry) => import(/* @vite-ignore */ `feldspar-dkg/${entry.slice(2)}`)),
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
