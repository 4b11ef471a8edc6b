// Before and after of the drop-ins in examples/drop-ins: calls what they replace and what they put in its place in
// turns, in one process per build, and writes the medians of the ratios into docs/drop-ins.md.
//
//   node bench/drop-ins/index.mjs [--rounds N]
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const FOLDER = "build/drop-ins";
const DOCUMENT = "docs/drop-ins.md";
const BEGIN = "<!-- measured:begin (written by bench/drop-ins/index.mjs, do not edit) -->";
const END = "<!-- measured:end -->";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), "../.."));
const { values } = parseArgs({ options: { rounds: { type: "string", default: "9" } } });

function table(relaxed, portable) {
  const time = (milliseconds) =>
    milliseconds < 1 ? `${(milliseconds * 1000).toFixed(0)} µs` : `${milliseconds.toFixed(2)} ms`;
  const times = (ratio) => `${ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(1)}×`;
  const rows = relaxed.map(({ library, title, before, after, ratio }, index) => {
    return `| ${library} | ${title} | ${time(before)} | ${time(after)} | ${times(ratio)} / ${times(portable[index].ratio)} |`;
  });
  return [
    `One thread, Node ${process.versions.node} on ${cpus()[0]?.model.trim()}. The last column is what counts: how many times as long the original takes, the median of`,
    `${values.rounds} rounds in which both took turns, with the relaxed / the portable build. Times are CPU times of one call, the least of the rounds.`,
    "",
    "| in place of | call | before | after | ratio |",
    "|---|---|---:|---:|---:|",
    ...rows,
  ].join("\n");
}

rmSync(FOLDER, { recursive: true, force: true });
cpSync("examples/drop-ins", FOLDER, { recursive: true });
mkdirSync(`${FOLDER}/node_modules`);
symlinkSync(resolve("."), `${FOLDER}/node_modules/feldspar-dkg`, "dir");
const [relaxed, portable] = ["relaxed", "portable"].map((kernel) => {
  const { status, stdout } = spawnSync(process.execPath, ["bench/drop-ins/measure.mjs", FOLDER, values.rounds], {
    env: { ...process.env, FELDSPAR_KERNEL: kernel },
    stdio: ["ignore", "pipe", "inherit"],
    encoding: "utf8",
  });
  if (status !== 0) process.exit(status ?? 1);
  return JSON.parse(stdout);
});
const text = table(relaxed, portable);
const document = readFileSync(DOCUMENT, "utf8");
const [head, rest] = document.split(BEGIN);
const [, tail] = rest.split(END);
writeFileSync(DOCUMENT, `${head}${BEGIN}\n${text}\n${END}${tail}`);
console.log(text);
