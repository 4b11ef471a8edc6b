// `npm run bench`: builds, then runs bench/run.ts once per kernel in its own process, and says which goals were met.
// Options are handed on: --groups msm,pairing  --suites (benny's own statistics too)  --rounds N  --time MS
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import asc from "assemblyscript/asc";

const OUT = "build/bench";
const KERNELS = { relaxed: ["-O2", "--enable", "relaxed-simd"], portable: ["-O3"] };

execFileSync(process.execPath, ["scripts/build.mjs", "--if-needed", "--quiet"], { stdio: "inherit" });
mkdirSync(OUT, { recursive: true });
for (const [kernel, options] of Object.entries(KERNELS)) {
  rmSync(`${OUT}/${kernel}.json`, { force: true });
  const common = [
    "--runtime",
    "stub",
    "--use",
    "abort=",
    "--memoryBase",
    "1024",
    "--initialMemory",
    "16",
    "--noAssert",
  ];
  const outFile = `${OUT}/field.${kernel}.wasm`;
  const { error, stderr } = await asc.main([
    "bench/assembly/field.entry.ts",
    "-o",
    outFile,
    "--config",
    "none",
    "--enable",
    "simd",
    ...options,
    ...common,
  ]);
  if (error) throw new Error(`${error.message}\n${stderr}`);
}
execFileSync("npx", ["tsc", "-p", "tsconfig.bench.json"], { stdio: "inherit" });

let missed = 0;
for (const kernel of Object.keys(KERNELS)) {
  const environment = { ...process.env, FELDSPAR_KERNEL: kernel };
  const { status } = spawnSync(process.execPath, ["build/js/bench/run.js", ...process.argv.slice(2)], {
    stdio: "inherit",
    env: environment,
  });
  if (status !== 0) process.exit(status ?? 1);
  const { cases } = JSON.parse(readFileSync(`${OUT}/${kernel}.json`, "utf8"));
  for (const { title, goals } of cases) {
    for (const { peer, ratio, measured, met } of goals) {
      console.log(
        `${met ? "met   " : "MISSED"}  ${kernel.padEnd(8)}  ${title}: goal ${ratio}× ${peer}, measured ${measured.toFixed(2)}×`,
      );
      if (!met) missed++;
    }
  }
}
process.exitCode = missed > 0 ? 1 : 0;
