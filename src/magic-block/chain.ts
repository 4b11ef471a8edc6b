// The light client: follows the chain of magic blocks from one that it trusts by configuration, with two signature
// verifications per view and nothing else from the chain.
import { equalBytes, FeldsparError, toHex } from "../encoding/index.js";
import { type ExaminedBlock, examine } from "./examine.js";
import type { MagicBlock, Verdict } from "./magic-block.js";
import { type Predecessor, verifyFirst, verifySuccessor, verifyTrusted } from "./verify.js";

export interface ChainOptions {
  /**
   * Hash of the first block, known from configuration. Without it the first block is taken on trust, and `trusted`
   * says so.
   */
  readonly trustedHash?: Uint8Array;
}

export interface ChainVerdict extends Verdict {
  /** Was the first block's hash compared with one that the caller trusts? */
  readonly trusted: boolean;
  /** One verdict per block, up to and including the first bad one. */
  readonly blocks: readonly (Verdict & { readonly number: number; readonly hash: string })[];
  /** The last block of the valid part, or null. */
  readonly head: MagicBlock | null;
}

/**
 * Verifies magic blocks in ascending order. Throws EMPTY for no blocks; a bad block gives `valid: false` with its
 * reason.
 */
export function verifyMagicBlockChain(blocks: readonly MagicBlock[], options: ChainOptions = {}): ChainVerdict {
  if (blocks[0] === undefined) throw new FeldsparError("EMPTY", "magic block chain: expected at least one block");
  return verifyExaminedChain(examineEach(blocks), options);
}

/** One after the other, when it is asked for: what follows a bad block is not looked at. */
function* examineEach(blocks: readonly MagicBlock[]): Generator<ExaminedBlock> {
  for (const block of blocks) yield examine(block);
}

/** The same for at least one block that has been examined: nothing is hashed or checked again. */
export function verifyExaminedChain(blocks: Iterable<ExaminedBlock>, { trustedHash }: ChainOptions): ChainVerdict {
  const trusted = trustedHash !== undefined;
  const verdicts: (Verdict & { number: number; hash: string })[] = [];
  let previous: Predecessor | null = null;
  for (const examined of blocks) {
    const { block, hash } = examined;
    const verdict: Verdict = previous ? verifySuccessor(examined, previous) : verifyStart(examined, trustedHash);
    verdicts.push({ ...verdict, number: block.number, hash: hash === null ? "" : toHex(hash) });
    if (!verdict.valid || hash === null) {
      const reason = `magic block ${block.number}: ${verdict.reason}`;
      return { valid: false, reason, trusted, blocks: verdicts, head: previous?.block ?? null };
    }
    previous = { block, hash };
  }
  return { valid: true, reason: "", trusted, blocks: verdicts, head: previous?.block ?? null };
}

/** The block from which the chain is followed. */
function verifyStart(examined: ExaminedBlock, trustedHash: Uint8Array | undefined): Verdict {
  if (trustedHash === undefined) return verifyFirst(examined);
  if (examined.hash !== null && !equalBytes(examined.hash, trustedHash))
    return { valid: false, reason: `its hash is not the trusted ${toHex(trustedHash)}` };
  return verifyTrusted(examined);
}
