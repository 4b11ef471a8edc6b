// One process, one engine, one kernel (FELDSPAR_KERNEL): does the time of what is done with a secret tell about it?
// bench/run/timing.mjs starts it. Writes its report to the file that --out names.
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { allowRelaxedSimd, describeEnvironment } from "../../measure/environment.js";

allowRelaxedSimd();

import { coreInfo } from "../../../src/entry/index.js";
import { examine, examineLeaking } from "../../timing/experiment.js";
import { LEAKING, OPERATIONS } from "../../timing/operations.js";

const { values: flags } = parseArgs({
  options: {
    seconds: { type: "string", default: "20" },
    least: { type: "string", default: "2000" },
    plantings: { type: "string", default: "10" },
    only: { type: "string" },
    out: { type: "string" },
  },
});
const effort = { seconds: Number(flags.seconds), least: Number(flags.least), plantings: Number(flags.plantings) };
const tell = (what: string) => console.log(what);

coreInfo();
const environment = describeEnvironment(coreInfo());
tell(`Node ${environment.node}, ${environment.kernel} kernel, load ${environment.load}`);
const control = examineLeaking(LEAKING, effort);
tell(`${LEAKING.id}: t = ${control.first.t.toFixed(1)}${control.leaks ? ", found" : ", NOT FOUND"}`);
const chosen = OPERATIONS.filter(({ id }) => flags.only === undefined || flags.only.split(",").includes(id));
const operations = chosen.map((operation) => examine(operation, effort, tell));
const loadAtEnd = Math.round((loadavg()[0] ?? 0) * 10) / 10;
if (flags.out !== undefined) {
  writeFileSync(flags.out, JSON.stringify({ environment, loadAtEnd, effort, control, operations }, null, 1));
}
