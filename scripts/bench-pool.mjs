// `npm run bench:pool`: builds, then runs bench/pool.ts once per kernel in its own process. Options are handed on: --workers N  --rounds N
import { execFileSync, spawnSync } from "node:child_process";

execFileSync(process.execPath, ["scripts/build.mjs", "--if-needed", "--quiet"], { stdio: "inherit" });
execFileSync("npx", ["tsc", "-p", "tsconfig.bench.json"], { stdio: "inherit" });
for (const kernel of ["relaxed", "portable"]) {
  const { status } = spawnSync(process.execPath, ["build/js/bench/pool.js", ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, FELDSPAR_KERNEL: kernel },
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
