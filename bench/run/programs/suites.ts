// One process, one kernel: every case as a benny suite, operations a second with margins. bench/run/suites.mjs
// starts it once per kernel.
import { parseArgs } from "node:util";
import { allowRelaxedSimd } from "../../measure/environment.js";

allowRelaxedSimd();

import benny from "benny";
import { coreInfo } from "../../../src/entry/index.js";
import { GROUPS, type Kernel } from "../../cases/case.js";
import { casesOf, groupsOf } from "../../cases/index.js";

/** A peer that takes longer than this for one call is left to `npm run bench:peers`, which needs fewer calls. */
const MOST_MILLISECONDS = 300;

const { values: flags } = parseArgs({
  options: {
    out: { type: "string", default: "build/bench/suites" },
    groups: { type: "string", default: GROUPS.join(",") },
    only: { type: "string" },
    time: { type: "string", default: "0.2" },
  },
});
const kernel = coreInfo().kernel as Kernel;

function isQuick(name: string, run: () => unknown): boolean {
  const begun = performance.now();
  try {
    run();
  } catch (error) {
    console.log(`  ${name} fails: ${String((error as Error)?.message ?? error)}`);
    return false;
  }
  const took = performance.now() - begun;
  if (took > MOST_MILLISECONDS && name !== "feldspar") {
    console.log(`  ${name} takes ${(took / 1000).toFixed(1)} s for one call: left to bench:peers`);
    return false;
  }
  return true;
}

for await (const cases of casesOf(groupsOf(flags.groups), kernel)) {
  for (const { id, title, contestants } of cases) {
    if (flags.only !== undefined && !id.includes(flags.only)) continue;
    const taking = Object.entries(contestants).filter(([name, run]) => isQuick(name, run));
    await benny.suite(
      `${title} [${kernel}]`,
      ...taking.map(([name, run]) =>
        benny.add(name, () => void run(), { minSamples: 3, initCount: 1, maxTime: Number(flags.time) }),
      ),
      benny.cycle(),
      benny.complete(),
      benny.save({ file: `${id}.${kernel}`, folder: flags.out, format: "json" }),
    );
  }
}
