export interface Mutant {
  readonly layer: string;
  readonly id: string;
  readonly file: string;
  readonly operator: string;
  readonly from: string;
  readonly to: string;
  /** Test files, nearest first. */
  readonly tests: readonly string[];
  /** Why no test can see it. */
  readonly equivalent?: string;
}

export const MUTANTS: readonly Mutant[];
