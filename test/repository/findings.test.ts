// Each finding about the protocol has a test whose title names it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

/** A13 is a list of what was not there. */
const ROWS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 16];

it("every finding A1 to A16 but A13 stands in a test's title", () => {
  const files = readdirSync("test/protocol", { recursive: true, encoding: "utf8" });
  const tests = files.filter((name) => name.endsWith(".test.ts"));
  const titles = tests.flatMap((name) => {
    const text = readFileSync(join("test/protocol", name), "utf8");
    return [...text.matchAll(/\b(?:it|describe)(?:\.each)?\(\s*[`"](.*?)[`"],/g)].map(([, title]) => title!);
  });
  const missing = ROWS.filter((row) => !titles.some((title) => new RegExp(`(^|\\()A${row}(:|\\))`).test(title)));
  expect(missing).toEqual([]);
});

/** Rows of docs/testing.md: what others broke, the kind of it, the file that has its test. */
const [, section] = readFileSync("docs/testing.md", "utf8").split("## Findings");
const table = [...section!.split("\n## ")[0]!.matchAll(/^\| ([A-C]\d+) \| (.+) \| `(.+)` \|$/gm)];
const kinds = table.map(([, row, kind, file]) => ({ row: row!, kind: kind!, file: file! }));

it.each(kinds)("$row, $kind: has its test in $file, which names it", ({ row, file }) => {
  expect(readFileSync(file, "utf8")).toMatch(new RegExp(`\\b${row}\\b`));
});

it("the table has the rows about arguments and about what is outside the library", () => {
  const numbered = (letter: string, from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, step) => `${letter}${from + step}`);
  const rows = new Set(kinds.map(({ row }) => row));
  // B1 to B3 and B13 are about what is wiped and about engines, C18 about the pool
  const expected = [...numbered("B", 4, 12), ...numbered("B", 14, 16), ...numbered("C", 1, 17)];
  expect(expected.filter((row) => !rows.has(row))).toEqual([]);
});
