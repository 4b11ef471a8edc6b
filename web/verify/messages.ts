// What the panel and its worker say to each other.
import type { FileProblem, FileVerdict, InputFile, TextFile } from "../../src/documents/index.js";

/** "make" asks for the chain of the examples. */
export type ToVerifier = ({ readonly type: "verify" } & VerifyRequest) | { readonly type: "make" };

export type FromVerifier =
  | ({ readonly type: "answer" } & VerifyAnswer)
  | { readonly type: "made"; readonly files: readonly TextFile[] };

export interface VerifyRequest {
  readonly number: number;
  readonly files: readonly InputFile[];
  /** Of the genesis: 64 hex digits, or empty. */
  readonly genesisHash: string;
  /** Of the first magic block: 64 hex digits, or empty. */
  readonly trust: string;
  /** Name of a public network of drand, or empty for any of them. */
  readonly network: string;
}

export type VerifyAnswer = { readonly number: number } & (
  | {
      readonly verdicts: readonly FileVerdict[];
      readonly problems: readonly FileProblem[];
      readonly valid: boolean;
      readonly milliseconds: number;
    }
  | { readonly problem: string }
);
