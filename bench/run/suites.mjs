// `npm run bench`: every case as a benny suite, on both kernels, each in a process of its own. Options are handed on:
// --groups msm,pairing
// --only ID  --time SECONDS per contestant. Results: build/bench/suites/*.json.
import { spawnSync } from "node:child_process";
import { fetchChia } from "../peers/fetch-chia.mjs";
import { buildNativeBlst } from "../peers/native/build.mjs";
import { compile, KERNELS } from "./compile.mjs";

await compile();
buildNativeBlst();
fetchChia();
for (const kernel of KERNELS) {
  const { status } = spawnSync(process.execPath, ["build/js/bench/run/programs/suites.js", ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, FELDSPAR_KERNEL: kernel },
  });
  if (status !== 0) process.exit(status ?? 1);
}
