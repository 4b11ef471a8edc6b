import type { PlanResult } from "./play.js";

export interface Rule {
  readonly name: string;
  readonly file: string;
  readonly from: string;
  readonly to: string;
  readonly hint?: number;
}

export const RULES: readonly Rule[];
export function makePlayer(options?: { real?: boolean; rule?: Rule | null; name?: string }): Promise<string>;
export function findRule(
  rule: Rule,
  position: number,
  options?: { most?: number; threads?: number },
): Promise<{ found: PlanResult | null; played: number }>;
export function playMany(options: {
  player: string;
  transparent: boolean;
  threads: number;
  first: number;
  last: number;
  onResult: (result: PlanResult) => void;
  stop?: () => boolean;
}): Promise<void>;
