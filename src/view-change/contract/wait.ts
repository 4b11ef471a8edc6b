// The wait phase: members of the new set confirm the magic block, members of the current set hand over; at its end both
// signatures certify the block.
import { schemeByName } from "../../bls/index.js";
import { FeldsparError } from "../../encoding/index.js";
import { confirmationMessage, handOverMessage, type MagicBlock } from "../../magic-block/index.js";
import { decodeWait, type WaitSignatures } from "../payloads.js";
import { certify } from "./certificate.js";
import type { EndOfPhase, Failure } from "./events.js";
import { minersById } from "./look-ups.js";
import type { BlockRun } from "./run.js";
import { type CheckContext, type Checked, inOffice, type Submission, sift, wrongSignatures } from "./screen.js";

/** Wait: members of the new set sign with their new share, members of the current set with their current one. */
export function checkWaits(context: CheckContext, submissions: readonly Submission[]): Checked<WaitSignatures> {
  const { session, scheme, state } = context;
  const block = session.magicBlock!;
  const hash = session.magicBlockHash!;
  const old = state.current.magicBlock;
  const oldScheme = old === null ? scheme : schemeByName(old.scheme);
  const shaped = sift(submissions, ({ transaction, member }) => {
    const signatures = decodeWait(transaction.payload, scheme.signatureLength, oldScheme.signatureLength);
    const isMember = member !== null && minersById(block.miners).has(transaction.sender);
    if (signatures.confirmation !== null && !isMember) {
      throw new FeldsparError("NOT_A_MEMBER", "the sender is not a member of the new set and has nothing to confirm");
    }
    if (signatures.handOver !== null && !inOffice(state, transaction.sender)) {
      throw new FeldsparError("NOT_A_MEMBER", "the sender is not a member of the current set and cannot hand over");
    }
    return signatures;
  });
  const entries = shaped.accepted;
  const confirming = entries.filter((entry) => entry.value.confirmation !== null);
  const handing = entries.filter((entry) => entry.value.handOver !== null);
  const badConfirmations = wrongSignatures(
    context,
    "confirmations",
    confirming.map(({ transaction, value }) => ({
      signature: value.confirmation!,
      message: confirmationMessage(hash),
      publicKey: publicShareOf(block, transaction.sender),
    })),
    scheme,
    scheme.DST,
  );
  const badHandOvers = wrongSignatures(
    context,
    "hand-overs",
    handing.map(({ transaction, value }) => ({
      signature: value.handOver!,
      message: handOverMessage(hash),
      publicKey: publicShareOf(old!, transaction.sender),
    })),
    oldScheme,
    oldScheme.DST,
  );
  const wronglyConfirmed = new Set([...badConfirmations].map((position) => confirming[position]));
  const wronglyHanded = new Set([...badHandOvers].map((position) => handing[position]));
  const verified = sift(entries, ({ transaction: { sender } }, position) => {
    const entry = entries[position]!;
    if (wronglyConfirmed.has(entry)) {
      throw new FeldsparError(
        "BAD_CONFIRMATION",
        "the partial signature does not verify under the member's public share",
        [sender],
      );
    }
    if (wronglyHanded.has(entry)) {
      throw new FeldsparError(
        "BAD_HAND_OVER",
        "the partial signature does not verify under the current view's public share",
        [sender],
      );
    }
    return entry.value;
  });
  return { accepted: verified.accepted, refused: [...shaped.refused, ...verified.refused] };
}

function publicShareOf(block: MagicBlock, id: string): Uint8Array {
  return minersById(block.miners).get(id)!.publicShare;
}

/** Certifies the magic block. */
export function endWait(run: BlockRun, why: EndOfPhase): Failure | null {
  const certificate = certify(run.context);
  if ("code" in certificate) return certificate;
  const magicBlock = { ...run.session.magicBlock!, certificate };
  run.updateSession({ magicBlock, certified: true });
  run.events.push({ type: "phase-ended", phase: "wait", why }, { type: "certified", magicBlock });
  return null;
}
