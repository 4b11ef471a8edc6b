// `npm run bench:scale`: the first view change of n miners, t = floor(2n/3) + 1, and the reshare among them that
// follows it, each computed for one miner and for the contract in a process of its own, on a transcript recorded
// before: time, bytes and memory of each phase, and the exponent with which they grow.
//   --n 10,30,100,300,1000      --kernel relaxed      --mode fresh: without the reshare
//   --threads 2: at the largest size also with a pool of so many threads; 1: not
//   --collect: only put together what earlier runs have measured
// Transcripts are kept in build/scale/<n>/<mode> (140 MB for 1000 miners) and recorded again only with --record.
// Results: build/bench/scale.json.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { exponent } from "../view/growth.mjs";
import { compile, OUT } from "./compile.mjs";

const { values: flags } = parseArgs({
  options: {
    n: { type: "string", default: "10,30,100,300,1000" },
    kernel: { type: "string", default: "relaxed" },
    mode: { type: "string", default: "fresh,reshare" },
    threads: { type: "string", default: "2" },
    record: { type: "boolean", default: false },
    collect: { type: "boolean", default: false },
  },
});

const PARTS = ["contract", "miner"];

function run(program, n, mode, threads = "1") {
  const t = String(Math.floor((2 * n) / 3) + 1);
  const { status } = spawnSync(
    process.execPath,
    [
      `build/js/bench/view/${program}.js`,
      ...["--n", String(n), "--t", t, "--mode", mode, "--folder", `build/scale/${n}`, "--threads", threads],
    ],
    { stdio: "inherit", env: { ...process.env, FELDSPAR_KERNEL: flags.kernel } },
  );
  if (status !== 0) process.exit(status ?? 1);
}

/** Both parts of one view change; with a pool where there are threads for one. */
function measure(n, mode, threads = "1") {
  const folder = `build/scale/${n}/${mode}`;
  const suffix = threads === "1" ? "" : `-${threads}`;
  console.log(`\n${n} miners, ${mode}${threads === "1" ? "" : `, a pool of ${threads} threads`}`);
  if (!flags.collect && (flags.record || !existsSync(`${folder}/recorded.json`))) run("record", n, mode);
  const parts = PARTS.map((program) => {
    if (!flags.collect) run(program, n, mode, threads);
    const { environment, phases, peakBytes } = JSON.parse(readFileSync(`${folder}/${program}${suffix}.json`, "utf8"));
    console.log(`${program}: peak ${(peakBytes / 2 ** 20).toFixed(0)} MiB`);
    for (const { name, milliseconds, bytesIn, bytesOut } of phases) {
      console.log(
        `  ${name.padEnd(62)} ${(milliseconds / 1000).toFixed(3).padStart(9)} s  ${bytesIn} bytes in, ${bytesOut} out`,
      );
    }
    return [program, { environment, phases, peakBytes }];
  });
  return { n, t: Math.floor((2 * n) / 3) + 1, ...Object.fromEntries(parts) };
}

function growthOf(sizes, part) {
  const series = (pick) => sizes.map((size) => [size.n, pick(size[part])]);
  return {
    total: exponent(series(({ phases }) => phases.reduce((sum, phase) => sum + phase.milliseconds, 0))),
    bytes: exponent(series(({ phases }) => phases.reduce((sum, phase) => sum + phase.bytesIn + phase.bytesOut, 0))),
    peak: exponent(series(({ peakBytes }) => peakBytes)),
    phases: Object.fromEntries(
      sizes[0][part].phases.map(({ name }, index) => [
        name,
        exponent(series(({ phases }) => phases[index].milliseconds)),
      ]),
    ),
  };
}

/** All sizes of a mode, with how they grow; the environment is told once. */
function collect(sizes) {
  const growth = Object.fromEntries(PARTS.map((part) => [part, growthOf(sizes, part)]));
  for (const size of sizes) for (const part of PARTS) delete size[part].environment;
  return { sizes, growth };
}

if (!flags.collect) await compile();
const modes = flags.mode.split(",");
const measured = Object.fromEntries(modes.map((mode) => [mode, []]));
// of each size the reshare comes after the fresh one, whose view it goes on from
for (const n of flags.n.split(",").map(Number)) for (const mode of modes) measured[mode].push(measure(n, mode));

/** The largest size with a pool. */
const { threads } = flags;
const largest = flags.n.split(",").map(Number).at(-1);
const withPool = threads === "1" ? undefined : { n: largest, threads: Number(threads) };
if (withPool !== undefined) {
  for (const mode of modes) {
    const { contract, miner } = measure(largest, mode, threads);
    delete contract.environment;
    delete miner.environment;
    withPool[mode] = { contract, miner };
  }
}

const [first] = measured[modes[0]];
const { environment } = first.contract;
const { fresh, reshare } = Object.fromEntries(modes.map((mode) => [mode, collect(measured[mode])]));
writeFileSync(`${OUT}/scale.json`, `${JSON.stringify({ environment, ...fresh, reshare, withPool }, null, 2)}\n`);
console.log(`\nwritten: ${OUT}/scale.json`);
