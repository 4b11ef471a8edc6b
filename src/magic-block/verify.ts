// One magic block as a light client sees it: consistent, confirmed by its own group key, handed over by the one before.
import { schemeByName } from "../bls/index.js";
import { equalBytes, FeldsparError } from "../encoding/index.js";
import { confirmationMessage, handOverMessage } from "./certificate.js";
import { check } from "./check.js";
import { hash } from "./encode.js";
import type { MagicBlock, Verdict } from "./magic-block.js";

const VALID: Verdict = { valid: true, reason: "" };

/**
 * Verifies one block as a light client would: consistent in itself, signed by its own group key, and, when it is not
 * the first of its chain, following `previous` and signed by that view's group key. `previous = null` accepts the
 * block as the first of a chain, which the caller must trust by configuration (compare its hash). Never throws for a
 * well-typed block.
 */
export function verify(block: MagicBlock, previous: MagicBlock | null): Verdict {
  try {
    check(block);
    const digest = hash(block);
    if (previous === null) {
      if (block.certificate.handOver !== null) {
        return { valid: false, reason: "a hand-over signature is present, but the previous magic block is not given" };
      }
    } else {
      if (block.number !== previous.number + 1)
        return { valid: false, reason: `number ${block.number} does not follow ${previous.number}` };
      if (!equalBytes(block.previousHash, hash(previous)))
        return { valid: false, reason: "the previous hash is another block's" };
      if (block.startingRound <= previous.startingRound)
        return { valid: false, reason: "it starts before its predecessor" };
      const handOver = block.certificate.handOver;
      if (handOver === null) return { valid: false, reason: "the hand-over signature of the previous view is missing" };
      if (!schemeByName(previous.scheme).verify(handOver, handOverMessage(digest), previous.groupPublicKey)) {
        return { valid: false, reason: "the hand-over signature is not valid under the previous view's group key" };
      }
    }
    const confirmation = block.certificate.confirmation;
    if (confirmation === null) return { valid: false, reason: "the confirmation signature of the new view is missing" };
    if (!schemeByName(block.scheme).verify(confirmation, confirmationMessage(digest), block.groupPublicKey)) {
      return { valid: false, reason: "the confirmation signature is not valid under the block's own group key" };
    }
    return VALID;
  } catch (error) {
    if (error instanceof FeldsparError) return { valid: false, reason: error.message };
    throw error;
  }
}
