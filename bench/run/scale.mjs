// `npm run bench:scale`: a view change of n miners, t = floor(2n/3) + 1, computed for one miner and for the contract,
// each in a process of its own, on a transcript recorded before: time, bytes and memory of each phase, and the exponent
// with which they grow.
//   --n 10,30,100,300,1000      --kernel relaxed      --collect: only put together what earlier runs have measured
// Transcripts are kept in build/scale/<n> (70 MB for 1000 miners) and recorded again only with --record. Results:
// build/bench/scale.json.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { exponent } from "../view/growth.mjs";
import { compile, OUT } from "./compile.mjs";

const { values: flags } = parseArgs({
  options: {
    n: { type: "string", default: "10,30,100,300,1000" },
    kernel: { type: "string", default: "relaxed" },
    record: { type: "boolean", default: false },
    collect: { type: "boolean", default: false },
  },
});

function run(program, n, folder) {
  const t = String(Math.floor((2 * n) / 3) + 1);
  const { status } = spawnSync(
    process.execPath,
    [`build/js/bench/view/${program}.js`, "--n", String(n), "--t", t, "--folder", folder],
    { stdio: "inherit", env: { ...process.env, FELDSPAR_KERNEL: flags.kernel } },
  );
  if (status !== 0) process.exit(status ?? 1);
}

if (!flags.collect) await compile();
const sizes = [];
for (const n of flags.n.split(",").map(Number)) {
  const folder = `build/scale/${n}`;
  console.log(`\n${n} miners`);
  if (!flags.collect && (flags.record || !existsSync(`${folder}/recorded.json`))) run("record", n, folder);
  const parts = ["contract", "miner"].map((program) => {
    if (!flags.collect) run(program, n, folder);
    const { environment, phases, peakBytes } = JSON.parse(readFileSync(`${folder}/${program}.json`, "utf8"));
    console.log(`${program}: peak ${(peakBytes / 2 ** 20).toFixed(0)} MiB`);
    for (const { name, milliseconds, bytesIn, bytesOut } of phases) {
      console.log(
        `  ${name.padEnd(62)} ${(milliseconds / 1000).toFixed(3).padStart(9)} s  ${bytesIn} bytes in, ${bytesOut} out`,
      );
    }
    return [program, { environment, phases, peakBytes }];
  });
  sizes.push({ n, t: Math.floor((2 * n) / 3) + 1, ...Object.fromEntries(parts) });
}

const growth = {};
for (const part of ["contract", "miner"]) {
  const series = (pick) => sizes.map((size) => [size.n, pick(size[part])]);
  growth[part] = {
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
const { environment } = sizes[0].contract;
for (const size of sizes) for (const part of ["contract", "miner"]) delete size[part].environment;
writeFileSync(`${OUT}/scale.json`, `${JSON.stringify({ environment, sizes, growth }, null, 2)}\n`);
console.log(`\nwritten: ${OUT}/scale.json`);
