// The in-process driver.
import type { RunViewChangeOptions, ViewChangeResult } from "./report.js";

/** Runs a whole view change in this process. */
export declare function runViewChange(options: RunViewChangeOptions): Promise<ViewChangeResult>;
