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
