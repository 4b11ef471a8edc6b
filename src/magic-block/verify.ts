// One magic block as a light client sees it: consistent, confirmed by its own group key, handed over by the one before.
import { schemeByName } from "../bls/index.js";
import { equalBytes } from "../encoding/index.js";
import { confirmationMessage, handOverMessage } from "./certificate.js";
import { hash } from "./encode.js";
import { type ExaminedBlock, examine, reasonOf, type SoundBlock } from "./examine.js";
import type { MagicBlock, Verdict } from "./magic-block.js";

/** A block and its hash: what its successor is held against. */
export type Predecessor = Pick<SoundBlock, "block" | "hash">;

/** A verdict from the first reason against, which is empty where there is none; a refusal's message is one. */
function verdictOf(firstReason: () => string): Verdict {
  try {
    const reason = firstReason();
    return { valid: reason === "", reason };
  } catch (error) {
    return { valid: false, reason: reasonOf(error) };
  }
}

function againstHandOver({ block, hash }: SoundBlock, previous: Predecessor): string {
  if (block.number !== previous.block.number + 1)
    return `number ${block.number} does not follow ${previous.block.number}`;
  if (!equalBytes(block.previousHash, previous.hash)) return "the previous hash is another block's";
  if (block.startingRound <= previous.block.startingRound) return "it starts before its predecessor";
  const { handOver } = block.certificate;
  if (handOver === null) return "the hand-over signature of the previous view is missing";
  const { scheme, groupPublicKey } = previous.block;
  return schemeByName(scheme).verify(handOver, handOverMessage(hash), groupPublicKey)
    ? ""
    : "the hand-over signature is not valid under the previous view's group key";
}

function againstConfirmation({ block, hash }: SoundBlock): string {
  const { confirmation } = block.certificate;
  if (confirmation === null) return "the confirmation signature of the new view is missing";
  return schemeByName(block.scheme).verify(confirmation, confirmationMessage(hash), block.groupPublicKey)
    ? ""
    : "the confirmation signature is not valid under the block's own group key";
}

/** Verifies the block that follows another one. */
export function verifySuccessor(examined: ExaminedBlock, previous: Predecessor): Verdict {
  if (examined.fault !== null) return { valid: false, reason: examined.fault };
  return verdictOf(() => againstHandOver(examined, previous) || againstConfirmation(examined));
}

/** Verifies a block that nothing goes before, so nothing may have handed over to it. */
export function verifyFirst(examined: ExaminedBlock): Verdict {
  if (examined.fault !== null) return { valid: false, reason: examined.fault };
  if (examined.block.certificate.handOver !== null)
    return { valid: false, reason: "a hand-over signature is present, but the previous magic block is not given" };
  return verdictOf(() => againstConfirmation(examined));
}

/** Verifies a block on whose hash one relies. It may have been handed over by a view that one has never seen. */
export function verifyTrusted(examined: ExaminedBlock): Verdict {
  if (examined.fault !== null) return { valid: false, reason: examined.fault };
  return verdictOf(() => againstConfirmation(examined));
}

/**
 * Verifies one block as a light client would: consistent in itself, signed by its own group key, and, when it is not
 * the first of its chain, following `previous` and signed by that view's group key. `previous = null` accepts the
 * block as the first of a chain, which the caller must trust by configuration (compare its hash). Never throws for a
 * well-typed block.
 */
export function verify(block: MagicBlock, previous: MagicBlock | null): Verdict {
  const examined = examine(block);
  if (previous === null) return verifyFirst(examined);
  if (examined.fault !== null) return { valid: false, reason: examined.fault };
  let previousHash: Uint8Array;
  try {
    previousHash = hash(previous);
  } catch (error) {
    return { valid: false, reason: reasonOf(error) };
  }
  return verifySuccessor(examined, { block: previous, hash: previousHash });
}
