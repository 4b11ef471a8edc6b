// The contribute phase: commitments and proofs of knowledge, decoded and checked before they are stored, and receivers
// that say they are there; who was silent is out, or off the list, at its end.
import { verifyCommitments, verifyReshareCommitments } from "../../dkg/index.js";
import { FeldsparError } from "../../encoding/index.js";
import { decodeContribution, decodePresent } from "../payloads.js";
import { commitmentsHash } from "../session.js";
import type { EndOfPhase, Failure } from "./events.js";
import { positionsById } from "./look-ups.js";
import { removalOf } from "./removal.js";
import type { BlockRun } from "./run.js";
import { type CheckContext, type Checked, type Submission, sift, transcriptOf } from "./screen.js";
import { type AcceptedContribution, acceptedContribution, memberAt, remaining } from "./state.js";

/**
 * Exactly t commitments, all of them points of the group in the chain's encoding, the first not the identity (in a
 * reshare: the dealer's public share), and a proof for this sender.
 */
export function checkContributions(
  context: CheckContext,
  submissions: readonly Submission[],
): Checked<AcceptedContribution> {
  const { session, scheme, cache, state } = context;
  const { t } = session.thresholds;
  const { commitmentEncoding, scheme: name } = state.genesis;
  const length = (commitmentEncoding === "uncompressed" ? 2 : 1) * scheme.publicKeyLength;
  const shaped = sift(submissions, ({ transaction }) => {
    const contribution = decodeContribution(transaction.payload, t, length);
    return acceptedContribution(contribution, commitmentsHash(contribution.commitments));
  });
  const decoded = cache.tryDecodeAll(
    name,
    shaped.accepted.map(({ value }) => value),
    transcriptOf(context, "commitments"),
  );
  const verified = sift(shaped.accepted, ({ transaction, place }, position) => {
    const { value } = shaped.accepted[position]!;
    const commitments = decoded[position]!;
    if (commitments instanceof FeldsparError) throw commitments;
    const dealer = memberAt(session.dealers, place)!.partyId;
    const claim = { scheme, threshold: t, session: session.id, dealer, commitments, proof: value.proof };
    const proven =
      session.mode === "fresh"
        ? verifyCommitments(claim)
        : verifyReshareCommitments({ ...claim, currentPublicShare: publicShareOf(context, transaction.sender) });
    if (!proven) {
      const what = session.mode === "fresh" ? "" : ", or its constant term is not its public share";
      throw new FeldsparError("BAD_PROOF", `the proof does not verify for this sender and session${what}`);
    }
    return value;
  });
  return { accepted: verified.accepted, refused: [...shaped.refused, ...verified.refused] };
}

function publicShareOf({ state }: CheckContext, id: string): Uint8Array {
  const { members } = state.current.magicBlock!;
  return members[positionsById(members).get(id)!]!.publicShare;
}

/** A receiver's key for this session; `isLate`: its MPK, which brought one, stands before it in the block. */
export function checkPresent(
  _: CheckContext,
  submissions: readonly Submission[],
  isLate: (submission: Submission) => boolean,
): Checked<Uint8Array> {
  return sift(submissions, (submission) => {
    if (isLate(submission)) throw new FeldsparError("REPEATED", "the sender's MPK says that it is present");
    return decodePresent(submission.transaction.payload);
  });
}

/** Goes on with whoever is there, if they are enough. */
export function endContribute(run: BlockRun, why: EndOfPhase): Failure | null {
  const { session } = run;
  const { contributions, encryptionKeys, mode, least, dealerThreshold } = session;
  run.remove([
    ...remaining(session, "dealer")
      .filter((index) => contributions[index - 1] === null)
      .map((index) => removalOf(session, "dealer", index, "contribute", "no-mpk")),
    ...remaining(session, "receiver")
      .filter((index) => encryptionKeys[index - 1] === null)
      .map((index) => removalOf(session, "receiver", index, "contribute", "no-mpk")),
  ]);
  run.updateSession({ contributedAt: run.state.round });
  const receivers = remaining(run.session, "receiver").length;
  const dealers = remaining(run.session, "dealer").length;
  if (mode === "reshare" && dealers < dealerThreshold) {
    const message = `${dealers} members in office published commitments, at least ${dealerThreshold} are needed`;
    return { code: "TOO_FEW_MPKS", message };
  }
  if (receivers < least) {
    const what = mode === "fresh" ? "published commitments" : "are present";
    const code = mode === "fresh" ? "TOO_FEW_MPKS" : "TOO_FEW_PRESENT";
    return { code, message: `${receivers} miners ${what}, at least ${least} are needed` };
  }
  run.begin("share", why);
  return null;
}
