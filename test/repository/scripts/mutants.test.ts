// The table of mutants: every place is there exactly once, every test file exists, and each layer has its share. The
// mutants themselves are run by `npm run test:mutants`.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { MUTANTS } from "../../mutants/table.mjs";
import { replaceOnce } from "../../support/replace-once.mjs";

describe("the table of mutants", () => {
  it.each(MUTANTS.map((mutant) => [mutant.id, mutant] as const))("%s has its place and its tests", (_, mutant) => {
    const source = readFileSync(mutant.file, "utf8");
    const changed = replaceOnce(source, mutant.from, mutant.to, mutant.id);
    expect(changed).not.toBe(source);
    expect(mutant.tests.length).toBeGreaterThan(0);
    expect(mutant.tests.filter((file) => !existsSync(file))).toEqual([]);
  });

  it("has at least ten for each layer, sixty in all, each name once", () => {
    const layers = new Map<string, number>();
    for (const { layer } of MUTANTS) layers.set(layer, (layers.get(layer) ?? 0) + 1);
    expect([...layers.keys()]).toEqual(["core", "bindings", "mathematics", "protocol", "node", "applications"]);
    for (const [layer, count] of layers) expect(count, layer).toBeGreaterThanOrEqual(10);
    expect(MUTANTS.length).toBeGreaterThanOrEqual(60);
    expect(new Set(MUTANTS.map(({ id }) => id)).size).toBe(MUTANTS.length);
  });

  it("a place that is gone, or there twice, is an error that names it", () => {
    expect(() => replaceOnce("a b", "c", "d", "mutant x")).toThrow(
      "mutant x: expected its place once, found it 0 times",
    );
    expect(() => replaceOnce("a b a", "a", "d", "mutant x")).toThrow("found it 2 times");
    // what stands for a group in a replacement is text here
    expect(replaceOnce("a b", "b", "$&$1", "mutant x")).toBe("a $&$1");
  });
});
