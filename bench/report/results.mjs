// The results that are committed: docs/benchmarks/<engine>.<kernel>.json and scale.json, and the operation counts at
// the time. A run in build/bench is copied over them first, unless it is of a day before theirs.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const FRESH = "build/bench";
const KEPT = "docs/benchmarks";
export const KERNELS = ["relaxed", "portable"];

const isResult = (name) => /^node\d+\.(relaxed|portable)\.json$/.test(name) || name === "scale.json";

/** When it was measured, as text that sorts; "" where there is nothing. */
const dayOf = (file) => (existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).environment.date : "");

const COUNTS = `${KEPT}/operation-counts.json`;

/** Counts by operation for each build: [single mul, single sqr, lanes mul, lanes sqr, Fp2 mul, Fp2 sqr, linear]. */
function readCounts() {
  const [relaxed, portable] = readFileSync("docs/operation-counts.md", "utf8").split("## Portable build");
  const parse = (text) =>
    Object.fromEntries(
      text
        .split("\n")
        .filter((line) => /^\| [A-Za-z].*\| \d/.test(line))
        .map((line) => line.split("|").map((cell) => cell.trim()))
        .map(([, name, , ...counts]) => [name, counts.slice(0, 7).map(Number)]),
    );
  const first = parse(relaxed);
  return { relaxed: first, portable: { ...first, ...parse(portable) } };
}

/** { engines: [{ label, relaxed, portable }], scale, operationCounts }; `refresh` takes a fresh run over first. */
export function results(refresh) {
  mkdirSync(KEPT, { recursive: true });
  if (refresh) writeFileSync(COUNTS, `${JSON.stringify(readCounts(), null, 2)}\n`);
  if (refresh && existsSync(FRESH)) {
    for (const name of readdirSync(FRESH).filter(isResult)) {
      if (dayOf(`${FRESH}/${name}`) >= dayOf(`${KEPT}/${name}`)) copyFileSync(`${FRESH}/${name}`, `${KEPT}/${name}`);
    }
  }
  const read = (name) =>
    existsSync(`${KEPT}/${name}`) ? JSON.parse(readFileSync(`${KEPT}/${name}`, "utf8")) : undefined;
  const labels = [
    ...new Set(
      readdirSync(KEPT)
        .filter(isResult)
        .map((name) => name.split(".")[0]),
    ),
  ];
  const engines = labels
    .filter((label) => label.startsWith("node"))
    .map((label) => ({ label, relaxed: read(`${label}.relaxed.json`), portable: read(`${label}.portable.json`) }))
    .filter(({ relaxed, portable }) => relaxed && portable)
    .sort((a, b) => Number(a.label.slice(4)) - Number(b.label.slice(4)));
  return { engines, scale: read("scale.json"), operationCounts: read("operation-counts.json") };
}
