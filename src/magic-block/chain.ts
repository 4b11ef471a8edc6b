// The light client: follows the chain of magic blocks from one that it trusts by configuration, with two signature
// verifications per view and nothing else from the chain.
import { equalBytes, FeldsparError, toHex } from "../encoding/index.js";
import { MagicBlock, type Verdict } from "./magic-block.js";

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
  const first = blocks[0];
  if (first === undefined) throw new FeldsparError("EMPTY", "magic block chain: expected at least one block");
  const { trustedHash } = options;
  const verdicts: (Verdict & { number: number; hash: string })[] = [];
  let head: MagicBlock | null = null;
  for (const block of blocks) {
    let verdict =
      head === null && trustedHash !== undefined ? checkTrusted(block, trustedHash) : MagicBlock.verify(block, head);
    if (head === null && trustedHash !== undefined && verdict.valid) verdict = verifyFirst(block);
    let digest = "";
    try {
      digest = toHex(MagicBlock.hash(block));
    } catch {
      // a block that cannot be encoded has no hash; the verdict already says why
    }
    verdicts.push({ ...verdict, number: block.number, hash: digest });
    if (!verdict.valid) {
      return {
        ...verdict,
        reason: `magic block ${block.number}: ${verdict.reason}`,
        trusted: trustedHash !== undefined,
        blocks: verdicts,
        head,
      };
    }
    head = block;
  }
  return { valid: true, reason: "", trusted: trustedHash !== undefined, blocks: verdicts, head };
}

function checkTrusted(block: MagicBlock, trustedHash: Uint8Array): Verdict {
  try {
    if (equalBytes(MagicBlock.hash(block), trustedHash)) return { valid: true, reason: "" };
    return { valid: false, reason: `its hash is not the trusted ${toHex(trustedHash)}` };
  } catch (error) {
    if (error instanceof FeldsparError) return { valid: false, reason: error.message };
    throw error;
  }
}

/** A first block trusted by its hash may carry the hand-over of a view that the client has never seen. */
function verifyFirst(block: MagicBlock): Verdict {
  return MagicBlock.verify({ ...block, certificate: { ...block.certificate, handOver: null } }, null);
}
