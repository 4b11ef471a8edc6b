// What is found out about a magic block once and then goes where the block goes: whether it is consistent in itself,
// and its hash. Values that are passed on, not a memory beside the blocks: a block that was changed has nothing to go
// by.
import { FeldsparError } from "../encoding/index.js";
import { check } from "./check.js";
import { hash } from "./encode.js";
import type { MagicBlock } from "./magic-block.js";

/** A block that is consistent in itself, with its hash. Its signatures are another matter. */
export interface SoundBlock {
  readonly block: MagicBlock;
  readonly hash: Uint8Array;
  readonly fault: null;
}

/** A block that is not consistent, or cannot be encoded (then it has no hash). */
export interface FaultyBlock {
  readonly block: MagicBlock;
  readonly hash: Uint8Array | null;
  readonly fault: string;
}

export type ExaminedBlock = SoundBlock | FaultyBlock;

/** What a refusal says; other errors are faults of the program, and thrown. */
export function reasonOf(error: unknown): string {
  if (error instanceof FeldsparError) return error.message;
  throw error;
}

/** One check and one hash. Never throws for a well-typed block. */
export function examine(block: MagicBlock): ExaminedBlock {
  let fault: string | null = null;
  try {
    check(block);
  } catch (error) {
    fault = reasonOf(error);
  }
  try {
    const digest = hash(block);
    return fault === null ? { block, hash: digest, fault } : { block, hash: digest, fault };
  } catch (error) {
    return { block, hash: null, fault: fault ?? reasonOf(error) };
  }
}
