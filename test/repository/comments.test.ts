// Comments end by column 120, like the code that the formatters keep: a file is read in two windows side by side.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const WIDTH = 120;
const FOLDERS = ["assembly", "bench", "bindings", "contracts", "engines", "examples", "scripts", "src", "test", "web"];
/** A line that is a comment or ends in one; text in quotes before it is not. */
const COMMENT = /^\s*(\/\/|\/?\*)|^[^"'`]*\s\/\/ /;

it("comments are at most 120 columns wide", () => {
  const files = FOLDERS.flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: "utf8" }).map((name) => join(folder, name)),
  ).filter((name) => /\.(ts|mjs|cjs|js|css|c|sol)$/.test(name) && !/\.gen\.ts$|node_modules/.test(name));
  expect(files.length).toBeGreaterThan(300);
  const wide = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, index) => (line.length > WIDTH && COMMENT.test(line) ? [`${file}:${index + 1}`] : [])),
  );
  expect(wide).toEqual([]);
});
