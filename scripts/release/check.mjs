// May this be published? Every step runs, each says how it went; the last line is "ready to publish", or what is
// missing (status 1).
//
//   npm run release:check
//   npm run release:check -- --only changelog,tree
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { judgeChangelog, judgeVersions } from "./judge.mjs";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), "../.."));
const read = (file) => readFileSync(file, "utf8");
const { name, version } = JSON.parse(read("package.json"));

/** Runs a program; what it said last, where it failed. */
function run(command, ...args) {
  const { status, stdout, stderr, error } = spawnSync(command, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
  if (status === 0) return [];
  const said = `${stdout ?? ""}${stderr ?? ""}`.trim().split("\n").slice(-12).join("\n");
  return [`${[command, ...args].join(" ")}: ${error?.message ?? said}`];
}
const node = (...args) => run(process.execPath, ...args);

function tree() {
  const { status, stdout } = spawnSync("git", ["status", "--porcelain"], { encoding: "utf8" });
  if (status !== 0) return ["git status failed: a release is made from a clone"];
  const files = stdout.trim().split("\n").filter(Boolean);
  return files.length === 0 ? [] : [`not committed: ${files.map((line) => line.trim()).join(", ")}`];
}

function changelog() {
  const lock = JSON.parse(read("package-lock.json"));
  const places = [
    ["package-lock.json", lock.version],
    ["package-lock.json (packages)", lock.packages[""].version],
    ["bindings/version.ts", /"(.+)"/.exec(read("bindings/version.ts"))?.[1]],
  ];
  const today = new Date().toISOString().slice(0, 10);
  return [...judgeVersions(version, places), ...judgeChangelog(read("CHANGELOG.md"), version, today)];
}

const ATTW = [
  "attw",
  "--pack",
  ".",
  "--profile",
  "esm-only",
  "--exclude-entrypoints",
  "./core.wasm",
  "./core.relaxed.wasm",
];
const STEPS = {
  tree: ["a clean tree", tree],
  changelog: ["version and changelog", changelog],
  build: ["the build, with the dashboard", () => node("scripts/build.mjs", "--if-needed", "--quiet", "--dashboard")],
  generated: ["generated files in step", () => node("scripts/generate.mjs", "--check")],
  wasm: ["reproducible WebAssembly", () => node("scripts/build.mjs", "--check")],
  publint: ["publint", () => run("npx", "publint", "--strict")],
  types: ["types of the package", () => run("npx", ...ATTW, "--format", "ascii", "--quiet")],
  content: [
    "packed contents",
    () => run("npx", "vitest", "run", "--project", "once", "test/repository/package/content.test.ts"),
  ],
  newcomer: ["the packed tarball, as somebody new would use it", () => node("scripts/newcomer.mjs")],
};

const at = process.argv.indexOf("--only");
const wanted = at === -1 ? Object.keys(STEPS) : (process.argv[at + 1] ?? "").split(",");
const unknown = wanted.filter((step) => !Object.hasOwn(STEPS, step));
if (unknown.length > 0) {
  console.error(`release: no step ${unknown.join(", ")}; there are ${Object.keys(STEPS).join(", ")}`);
  process.exit(2);
}

const missing = [];
for (const step of wanted) {
  const [title, judge] = STEPS[step];
  const began = performance.now();
  const problems = judge();
  console.log(
    `${problems.length === 0 ? "good" : "MISSING"}: ${title} (${Math.round((performance.now() - began) / 1000)} s)`,
  );
  for (const problem of problems) console.log(`  ${problem.replaceAll("\n", "\n  ")}`);
  if (problems.length > 0) missing.push(title);
}
if (missing.length > 0) {
  console.log(`not ready to publish: ${missing.join("; ")}`);
  process.exitCode = 1;
} else if (at === -1) console.log(`ready to publish: ${name} ${version}`);
else console.log("these steps are good; without --only all of them run");
