// What the panel and a benchmark worker say to each other. One worker holds one build of the core; the panel decides
// whose turn it is.
import type { CoreInfo, KernelName } from "../../src/entry/index.js";

export interface CaseName {
  readonly id: string;
  readonly title: string;
  /** Ours first. */
  readonly contestants: readonly string[];
}

export type ToWorker =
  | { readonly type: "prepare"; readonly kernel: KernelName | "auto" }
  /** Each of these contestants for about so many milliseconds. */
  | {
      readonly type: "measure";
      readonly id: string;
      readonly contestants: readonly string[];
      readonly milliseconds: number;
    };

export type FromWorker =
  | { readonly type: "prepared"; readonly core: CoreInfo; readonly cases: readonly CaseName[] }
  /** Milliseconds a call, by contestant; who could not do it, with what it said. */
  | { readonly type: "measured"; readonly times: Record<string, number>; readonly failures: Record<string, string> }
  | { readonly type: "failed"; readonly message: string };
