// Writes the table of engines in docs/testing.md from docs/engines.json, which `npm run test:engines` keeps.
//
//   node scripts/engines/index.mjs
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeSection } from "../diagrams/documents.mjs";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), "../.."));

const WHAT = {
  firefox: "the suite of `npm run test:browser`",
  webkit: "the suite of `npm run test:browser`",
  "page-firefox": "the page",
  "page-webkit": "the page",
  arm64: "known answers, and the whole memory of the core hashed five times on the way: byte by byte that of x64",
};
const PACKED = "the package as packed: known answers, and a transcript of every public layer";

const others = ({ failed, skipped }) =>
  `${failed > 0 ? `, ${failed} failed` : ""}${skipped > 0 ? `, ${skipped} skipped` : ""}`;
const kernelsOf = ({ kernels, chosen }) =>
  kernels.map((kernel) => (kernel === chosen ? `**${kernel}**` : kernel)).join(", ");

const rows = Object.entries(JSON.parse(readFileSync("docs/engines.json", "utf8"))).map(([job, run]) => [
  job,
  `${run.engine} ${run.version}`,
  WHAT[job] ?? PACKED,
  kernelsOf(run),
  `${run.passed} passed${others(run)}`,
  `${run.seconds} s`,
  run.date,
]);
const header = ["job", "engine", "what", "kernels", "tests", "time", "date"];
const lines = [header, header.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`);
writeSection("docs/testing.md", "engines", lines.join("\n"));
