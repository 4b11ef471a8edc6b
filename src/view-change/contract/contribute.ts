// The contribute phase: commitments and proofs of knowledge, decoded and checked before they are stored; who published
// none is off the list at its end.
import { verifyCommitments } from "../../dkg/index.js";
import { FeldsparError } from "../../encoding/index.js";
import { decodeContribution } from "../payloads.js";
import { commitmentsHash } from "../session.js";
import type { EndOfPhase, Failure } from "./events.js";
import { leastMembers, removalOf } from "./members.js";
import type { BlockRun } from "./run.js";
import { type CheckContext, type Checked, type Submission, sift, transcriptOf } from "./screen.js";
import { type AcceptedContribution, remaining } from "./state.js";

/**
 * Contribute: exactly t commitments, all of them points of the group, the first not the identity, and a proof for
 * this sender.
 */
export function checkContributions(
  context: CheckContext,
  submissions: readonly Submission[],
): Checked<AcceptedContribution> {
  const { session, scheme, cache, state } = context;
  const { t } = session.thresholds;
  const shaped = sift(submissions, ({ transaction }) => {
    const { commitments, proof } = decodeContribution(transaction.payload, t, scheme.publicKeyLength);
    return { commitments, proof, hash: commitmentsHash(commitments) };
  });
  const decoded = cache.tryDecodeAll(
    state.parameters.scheme,
    shaped.accepted.map(({ value }) => value),
    transcriptOf(context, "commitments"),
  );
  const verified = sift(shaped.accepted, ({ member }, position) => {
    const { value } = shaped.accepted[position]!;
    const commitments = decoded[position]!;
    if (commitments instanceof FeldsparError) throw commitments;
    const proven = verifyCommitments({
      scheme,
      threshold: t,
      session: session.id,
      dealer: member!.partyId,
      commitments,
      proof: value.proof,
    });
    if (!proven)
      throw new FeldsparError("BAD_PROOF", "the proof of knowledge does not verify for this sender and session");
    return value;
  });
  const places = new Map(submissions.map(({ transaction }, position) => [transaction, position]));
  const refused = [...shaped.refused, ...verified.refused].sort(
    (a, b) => places.get(a.transaction)! - places.get(b.transaction)!,
  );
  return { accepted: verified.accepted, refused };
}

/** Goes on with whoever published commitments, if they are enough. */
export function endContribute(run: BlockRun, why: EndOfPhase): Failure | null {
  const { list, thresholds, contributions } = run.session;
  const missing = remaining(run.session).filter((index) => contributions[index - 1] === null);
  run.remove(missing.map((index) => removalOf(list, index, "contribute", "no-mpk")));
  const left = remaining(run.session).length;
  const least = leastMembers(run.state.parameters, thresholds);
  if (left < least)
    return { code: "TOO_FEW_MPKS", message: `${left} miners published commitments, at least ${least} are needed` };
  run.begin("share", why);
  return null;
}
