// Every JavaScript block of the README runs, through the package's own entries, and prints what its comments say.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";

const blocks = [...readFileSync("README.md", "utf8").matchAll(/```js\n([\s\S]*?)```/g)].map((match) => match[1]!);

it("has examples", () => expect(blocks.length).toBeGreaterThanOrEqual(3));

it.each(blocks.map((code, index) => [index + 1, code] as const))("README example %i", (index, code) => {
  mkdirSync("build/readme", { recursive: true });
  const file = `build/readme/example-${index}.mjs`;
  writeFileSync(file, code);
  const expected = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]);
  expect(expected.length).toBeGreaterThan(0);
  const output = execFileSync(process.execPath, [file], { encoding: "utf8" });
  expect(output.trim().split("\n")).toEqual(expected);
});
