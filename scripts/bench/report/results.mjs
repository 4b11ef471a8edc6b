// The results that are committed: docs/benchmarks/<engine>.<kernel>.json and scale.json. A fresh run in build/bench is copied over them first.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";

const FRESH = "build/bench";
const KEPT = "docs/benchmarks";
export const KERNELS = ["relaxed", "portable"];

const isResult = (name) => /^node\d+\.(relaxed|portable)\.json$/.test(name) || name === "scale.json";

/** { engines: [{ label, relaxed, portable }], scale }; `refresh` takes a fresh run over first. */
export function results(refresh) {
  mkdirSync(KEPT, { recursive: true });
  if (refresh && existsSync(FRESH)) {
    for (const name of readdirSync(FRESH).filter(isResult)) copyFileSync(`${FRESH}/${name}`, `${KEPT}/${name}`);
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
  return { engines, scale: read("scale.json") };
}
