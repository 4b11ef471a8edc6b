// No folder of vectors may go unread: each one has its test here, and each of those tests reads every file of its
// folder.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { vectorsRoot } from "../support/vector-files.js";
import { vectorFolders } from "../support/vector-folders.js";

describe("the conformance suite", () => {
  it("has a test for every folder of vectors", () => {
    const sources = readdirSync("test/conformance")
      .filter((name) => name !== "complete.test.ts")
      .map((name) => readFileSync(join("test/conformance", name), "utf8"))
      .join("\n");
    const covered = [...sources.matchAll(/describeWithVectors\("([^"]+)"/g)].map(([, folder]) => folder);
    expect([...new Set(covered)].sort()).toEqual([...vectorFolders]);
    expect(sources).not.toContain("allFiles: false");
  });

  it.skipIf(vectorsRoot === undefined)("knows every folder there is", () => {
    const folders = readdirSync(vectorsRoot!, { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(folders.map(({ name }) => name).sort()).toEqual([...vectorFolders]);
  });
});
