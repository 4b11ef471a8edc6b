// What the kernel does for every public operation, counted: exact, so that an algorithm cannot get worse unnoticed.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";
import { describe, expect, it } from "vitest";

interface Row {
  readonly name: string;
  readonly counts: readonly number[];
}
interface Counting {
  measure(kernel: string): Promise<Row[]>;
  calls(counts: readonly number[]): number;
  products(counts: readonly number[]): number;
}
interface Text {
  parse(text: string, kernel: string): Map<string, number[]>;
  document(rows: Readonly<Record<string, readonly Row[]>>): string;
}

if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
const load = (name: string) => import(new URL(`../../../bench/counts/${name}.mjs`, import.meta.url).href);
const { measure, calls, products }: Counting = await load("counting");
const { parse, document }: Text = await load("document");
const { compileTarget } = await load("core");

const builds = ["relaxed", "portable"] as const;
const DOCUMENT = "docs/operation-counts.md";
const text = readFileSync(DOCUMENT, "utf8");
const rows = { relaxed: await measure("relaxed"), portable: await measure("portable") };

describe("operation counts", () => {
  it.each(builds)("no operation costs more than the committed table says (%s)", (build) => {
    const committed = parse(text, build);
    // what the time of the build is made of
    const cost = build === "relaxed" ? calls : products;
    const worse = rows[build]
      .map(({ name, counts }) => ({ name, now: cost(counts), before: cost(committed.get(name) ?? []) }))
      .filter(({ now, before }) => now > before)
      .map(({ name, now, before }) => `${name}: ${now}, was ${before}`);
    expect(worse, "an algorithm got worse").toEqual([]);
  });

  it(`${DOCUMENT} is what bench/counts/index.mjs writes (run it when something got better)`, () => {
    expect(document(rows)).toBe(text);
  });
});

describe("release builds", () => {
  it("are the same, byte for byte, as if there were no counters", async () => {
    const folder = mkdtempSync("build/without-counters.");
    try {
      cpSync("assembly", join(folder, "assembly"), { recursive: true });
      rmSync(join(folder, "assembly/kernel/count.ts"));
      let removed = 0;
      for (const name of readdirSync(join(folder, "assembly"), { recursive: true, encoding: "utf8" })) {
        const file = join(folder, "assembly", name);
        if (!name.endsWith(".ts")) continue;
        const source = readFileSync(file, "utf8");
        const without = source
          .replace(/^import \{[^}]*\} from "[./a-z]*\/count";\n/gm, "")
          .replace(/^ *if \(isDefined\(COUNT_OPERATIONS\)\) count\w+\(\);\n/gm, () => {
            removed++;
            return "";
          });
        if (without !== source) writeFileSync(file, without);
      }
      expect(removed).toBeGreaterThan(40);
      cpSync("asconfig.json", join(folder, "asconfig.json"));
      const without = Buffer.from(await compileTarget(join(folder, "asconfig.json"), "relaxed"));
      // the build adds a label at the end
      const released = readFileSync("build/core.relaxed.wasm").subarray(0, without.length);
      expect(released.equals(without)).toBe(true);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
