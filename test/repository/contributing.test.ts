// CONTRIBUTING.md names files, folders and commands: all of them exist.
import { existsSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";

const text = readFileSync("CONTRIBUTING.md", "utf8");
const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };

/** Everything set as code, in blocks and in lines. */
const blocks = [...text.matchAll(/^```\w*\n([\s\S]*?)^```/gm)].map((match) => match[1]!);
const code = [...blocks, ...[...text.replace(/^```[\s\S]*?^```/gm, "").matchAll(/`([^`\n]+)`/g)].map(([, it]) => it!)];

/** Words that look like a path of this repository: with a slash, or a file of its root. */
const PATH = /^(\.?[\w-]+(\/[\w.-]+)+\/?|[\w-]+\/|[\w-]+\.(md|json|ts))$/;
/** Made by the build. */
const BUILT = /^(dist|build|out)\//;

const words = [...new Set(code.flatMap((part) => part.split(/[\s"]+/)))];
const paths = words.filter((word) => PATH.test(word) && !BUILT.test(word));
/** A file name in the folder of a file named before it: "(or `contribute.ts` beside it)". */
const beside = new Set(paths.map((path) => dirname(path)));

/** Is it there? NAME stands for a file's name that the reader chooses: then its folder counts. */
function exists(path: string): boolean {
  if (path.includes("NAME")) return existsSync(dirname(path));
  if (existsSync(path)) return true;
  return !path.includes("/") && [...beside].some((folder) => existsSync(`${folder}/${path}`));
}

describe("CONTRIBUTING.md", () => {
  it("names paths that exist", () => {
    expect(paths.length).toBeGreaterThan(80);
    expect(paths.filter((path) => !exists(path))).toEqual([]);
  });

  it("names scripts of package.json", () => {
    const named = [...text.matchAll(/\bnpm (?:run ([\w:-]+)|(test|start)\b)/g)].map(([, run, own]) => run ?? own!);
    expect(new Set(named).size).toBeGreaterThan(6);
    expect([...new Set(named)].filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it("names functions and types in the file that it says has them", () => {
    // `name` (`file`) and `name` in `file`
    const pairs = [...text.matchAll(/`([A-Za-z]\w*)(?:\.\w+)?` (?:and `\w+` )?(?:\(|in |of )`([\w./-]+\.ts)`/g)];
    expect(pairs.length).toBeGreaterThan(15);
    const missing = pairs.filter(([, name, file]) => !new RegExp(`\\b${name}\\b`).test(readFileSync(file!, "utf8")));
    expect(missing.map(([all]) => all)).toEqual([]);
  });
});
