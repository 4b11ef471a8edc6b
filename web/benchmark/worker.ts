// One build of the core beside the other libraries, timed when the panel says so.

import { init } from "../../src/entry/index.js";
import { allCases, type Case } from "./cases.js";
import { loadMcl } from "./mcl.js";
import type { FromWorker, ToWorker } from "./messages.js";

let cases = new Map<string, Case>();

async function prepare(kernel: Extract<ToWorker, { type: "prepare" }>["kernel"]): Promise<FromWorker> {
  const core = await init({ kernel });
  const list = allCases(await loadMcl());
  cases = new Map(list.map((entry) => [entry.id, entry]));
  return {
    type: "prepared",
    core,
    cases: list.map(({ id, title, contestants }) => ({ id, title, contestants: Object.keys(contestants) })),
  };
}

/** Milliseconds a call, over about `milliseconds`: a browser's clock is too coarse for single calls. */
function timeOf(run: () => unknown, milliseconds: number): number {
  const begun = performance.now();
  for (let calls = 1; ; calls++) {
    run();
    const passed = performance.now() - begun;
    if (passed >= milliseconds) return passed / calls;
  }
}

function measure({ id, contestants, milliseconds }: Extract<ToWorker, { type: "measure" }>): FromWorker {
  const times: Record<string, number> = {};
  const failures: Record<string, string> = {};
  for (const name of contestants) {
    const run = cases.get(id)?.contestants[name];
    if (run === undefined) continue;
    try {
      times[name] = timeOf(run, milliseconds);
    } catch (error) {
      failures[name] = String((error as Error | undefined)?.message ?? error);
    }
  }
  return { type: "measured", times, failures };
}

async function answer(message: ToWorker): Promise<FromWorker> {
  try {
    return message.type === "prepare" ? await prepare(message.kernel) : measure(message);
  } catch (error) {
    return { type: "failed", message: String((error as Error | undefined)?.message ?? error) };
  }
}

addEventListener(
  "message",
  ({ data }: MessageEvent<ToWorker>) => void answer(data).then((message) => postMessage(message)),
);
