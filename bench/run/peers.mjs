// `npm run bench:peers`: the cases beside the other libraries, interleaved and paired, on both kernels and on two
// engines, each in a process of its own.
//   --nodes current,26   engines (26 comes from the npm registry into build/peers)      --kernels relaxed,portable
//   --groups msm,pairing --only ID what to measure anew, beside what was measured last
//   --figures            only size, start-up and tier-up anew, beside the cases that were measured last
//   --quick              fewer and shorter rounds: about 12 minutes for everything
//   --check              goal, measured and verdict for every row of bench/goals; exit status 1 when one is missed
// Results: build/bench/<engine>.<kernel>.json, from which bench/report/index.mjs writes what is committed.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { fetchChia } from "../peers/fetch-chia.mjs";
import { buildNativeBlst } from "../peers/native/build.mjs";
import { sizeFigures } from "../startup/size.mjs";
import { startUpFigures } from "../startup/start-up.mjs";
import { tierUpFigure } from "../startup/tier-up.mjs";
import { compile, KERNELS, OUT } from "./compile.mjs";
import { nodes } from "./nodes.mjs";
import { onOneProcessor } from "./one-processor.mjs";

const { values: flags } = parseArgs({
  options: {
    nodes: { type: "string", default: "current,26" },
    kernels: { type: "string", default: KERNELS.join(",") },
    groups: { type: "string" },
    only: { type: "string" },
    figures: { type: "boolean", default: false },
    quick: { type: "boolean", default: false },
    check: { type: "boolean", default: false },
  },
});
const effort = flags.quick
  ? { measuring: ["--rounds", "3", "--time", "20", "--budget", "4000"], processes: 5 }
  : { measuring: [], processes: 15 };
const partly = flags.groups !== undefined || flags.only !== undefined;
const selection = ["groups", "only"].flatMap((name) => (flags[name] === undefined ? [] : [`--${name}`, flags[name]]));

await compile();
buildNativeBlst();
fetchChia();
const { verdicts } = await import(pathToFileURL(join(process.cwd(), "build/js/bench/goals/verdicts.js")).href);

function measureCases(binary, kernel, file) {
  const last = partly && existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  rmSync(file, { force: true });
  const program = ["build/js/bench/run/programs/peers.js", "--out", file, ...effort.measuring, ...selection];
  const [command, args] = onOneProcessor(binary, program);
  const { status } = spawnSync(command, args, {
    stdio: "inherit",
    env: { ...process.env, FELDSPAR_KERNEL: kernel },
  });
  if (status !== 0) process.exit(status ?? 1);
  if (last === undefined) return;
  const report = JSON.parse(readFileSync(file, "utf8"));
  if (report.environment.wasmSha256 !== last.environment.wasmSha256) {
    throw new Error(`${file}: measured on another build before: measure everything`);
  }
  const fresh = new Map(report.cases.map((entry) => [entry.id, entry]));
  const cases = last.cases.map((entry) => fresh.get(entry.id) ?? entry);
  writeFileSync(file, `${JSON.stringify({ ...last, cases }, null, 2)}\n`);
}

let [missed, unmeasured] = [0, 0];
for (const { label, binary } of nodes(flags.nodes)) {
  for (const kernel of flags.kernels.split(",")) {
    const file = `${OUT}/${label}.${kernel}.json`;
    if (!flags.figures) measureCases(binary, kernel, file);
    const report = JSON.parse(readFileSync(file, "utf8"));
    if (!partly) {
      report.figures = {
        ...(await startUpFigures(binary, kernel, effort.processes)),
        ...tierUpFigure(binary, kernel, effort.processes),
        ...(await sizeFigures(kernel)),
      };
      for (const [name, value] of Object.entries(report.figures)) console.log(`${name}: ${value.toFixed(1)}`);
    }
    report.verdicts = verdicts(report);
    writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
    if (flags.check) {
      console.log(`\ngoals, ${label}, ${kernel}`);
      for (const { row, goal, measured, verdict } of report.verdicts) {
        if (partly && verdict === "not measured") continue;
        console.log(`${verdict.padEnd(13)} ${row.padEnd(84)} ${goal.padEnd(34)} ${measured}`);
      }
    }
    missed += report.verdicts.filter(({ verdict }) => verdict === "MISSED").length;
    unmeasured += partly ? 0 : report.verdicts.filter(({ verdict }) => verdict === "not measured").length;
  }
}
if (flags.check) {
  console.log(`\n${missed} goals missed, ${unmeasured} not measured`);
  process.exitCode = missed === 0 ? 0 : 1;
}
