// Every JavaScript block of the README and of docs/pool.md runs, through the package's own entries, and prints what its
// comments say.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";

const blocks = ["README.md", "docs/pool.md"].flatMap((file) =>
  [...readFileSync(file, "utf8").matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1]!),
);

it("has examples", () => expect(blocks.length).toBeGreaterThanOrEqual(4));

it.each(blocks.map((code, index) => [index + 1, code] as const))("example %i of the documents", (index, code) => {
  mkdirSync("build/readme", { recursive: true });
  const file = `build/readme/example-${index}.mjs`;
  writeFileSync(file, code);
  const expected = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]);
  expect(expected.length).toBeGreaterThan(0);
  const output = execFileSync(process.execPath, [file], { encoding: "utf8" });
  expect(output.trim().split("\n")).toEqual(expected);
});
