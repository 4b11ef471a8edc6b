// What the contracts are given: real runs of the product, the same bytes every time.
import type { Mode, SchemeName } from "../../../src/magic-block/index.js";
import type { ViewChangeResult } from "../../../src/simulation/report/report.js";
import { runViewChange } from "../../../src/simulation/run.js";

/** Four miners and three sharders; some rounds of the last view. Those of earlier views are of shorter runs. */
export async function productRun(mode: Mode, views: number, scheme: SchemeName = "min-sig"): Promise<ViewChangeResult> {
  const candidates = ["a", "b", "c", "d"].map((name, index) => ({ name, stake: 10 + index }));
  const sharders = [{ stake: 3 }, { stake: 2 }, { stake: 1 }];
  const names = { seed: `evm ${mode}`, chainId: "feldspar-evm" };
  const sizes = { miners: 4, threshold: 3, quorum: 3, views, rounds: 3 };
  const result = await runViewChange({ candidates, sharders, scheme, mode, ...names, ...sizes });
  if (!result.activated) throw new Error(`the run failed: ${result.failure?.message}`);
  return result;
}
