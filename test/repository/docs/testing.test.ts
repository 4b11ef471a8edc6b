// docs/testing.md lists exactly the test files that do not run in the browser.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { allTests, browserTests } from "../../support/browser-tests.js";

const [, table] = readFileSync("docs/testing.md", "utf8").split("## What does not run in the browser");
const rows = [...table!.matchAll(/^\| (.*) \| .* \|$/gm)].map((match) => match[1]!).slice(1);

/** The row of the table that a test file belongs to. */
function rowOf(name: string): string | undefined {
  return rows.find((row) =>
    [...row.matchAll(/`test\/([^`]+)`/g)].some(([, path]) => {
      return name === path || name.startsWith(`${path}/`);
    }),
  );
}

it("names every test file that does not run in the browser, and no other", () => {
  expect(rows).toHaveLength(9);
  expect(browserTests.length).toBeGreaterThan(50);
  expect(allTests.filter((name) => (rowOf(name) === undefined) !== browserTests.includes(name))).toEqual([]);
});
