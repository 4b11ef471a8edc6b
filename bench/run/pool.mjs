// `npm run bench:pool`: programs/pool.ts once per kernel, each in a process of its own. Options are handed on:
// --workers N --rounds N
import { spawnSync } from "node:child_process";
import { compile, KERNELS } from "./compile.mjs";

await compile();
for (const kernel of KERNELS) {
  const { status } = spawnSync(process.execPath, ["build/js/bench/run/programs/pool.js", ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, FELDSPAR_KERNEL: kernel },
  });
  if (status !== 0) process.exitCode = status ?? 1;
}
