// What the contract checks of the content of transactions, phase by phase: commitments and proofs; acknowledgements
// and revealed shares, all of a block in two batches; partial signatures of the magic block's hash. Refusals name the
// culprits.
import { schemeByName } from "../../bls/index.js";
import { type PublicationsResult, verifyCommitments, verifyPublications } from "../../dkg/index.js";
import { FeldsparError } from "../../encoding/index.js";
import { confirmationMessage, handOverMessage, type MagicBlock } from "../../magic-block/index.js";
import { identityDst } from "../identity.js";
import {
  decodeContribution,
  decodePublication,
  decodeWait,
  type Publication,
  type WaitSignatures,
} from "../payloads.js";
import { acknowledgementMessage, commitmentsHash } from "../session.js";
import {
  type CheckContext,
  type Checked,
  inOffice,
  type Submission,
  sift,
  transcriptOf,
  wrongSignatures,
} from "./screen.js";
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

/** Publish: one entry for every member, every acknowledgement and every revealed share right. */
export function checkPublications(context: CheckContext, submissions: readonly Submission[]): Checked<Publication> {
  const { session, scheme, cache, state } = context;
  const list = remaining(session);
  const keys = cache.keyTable(
    state.parameters.scheme,
    session.list.map((member) => member.publicKey),
  );
  const shaped = sift(submissions, ({ transaction, member }) => {
    const publication = decodePublication(transaction.payload, session.list.length, scheme.signatureLength);
    checkEntries(context, publication, member!.index, list);
    const { acknowledged } = publication;
    // members may have chosen keys that cancel: an error of the one publication that marks just these
    return { publication, key: acknowledged.length === 0 ? null : keys.aggregate(acknowledged) };
  });
  const wrong = findWrong(context, shaped.accepted);
  const verified = sift(shaped.accepted, ({ member }, position) => {
    const dealer = member!.index;
    const { publication } = shaped.accepted[position]!.value;
    if (wrong.acknowledgements.includes(position)) {
      throw new FeldsparError(
        "BAD_ACKNOWLEDGEMENT",
        "the aggregate is not the signature of everybody marked in the bitmap",
        [dealer],
      );
    }
    const places = wrong.reveals.find((entry) => entry.publication === position)?.wrong;
    if (places !== undefined) {
      const receivers = places.map((place) => publication.reveals[place]!.index);
      throw new FeldsparError("BAD_REVEAL", `revealed shares do not match the commitments: ${receivers.join(", ")}`, [
        dealer,
      ]);
    }
    return publication;
  });
  return { accepted: verified.accepted, refused: [...shaped.refused, ...verified.refused] };
}

/**
 * Exactly one entry for every member of the list; rule set "zus" lets entries be missing down to k − 1 about others.
 */
function checkEntries(
  { session, state }: CheckContext,
  { acknowledged, reveals }: Publication,
  dealer: number,
  list: readonly number[],
): void {
  const marked = new Set(acknowledged);
  const both = reveals.filter((reveal) => marked.has(reveal.index)).map((reveal) => reveal.index);
  if (both.length > 0) {
    throw new FeldsparError("BOTH_ENTRIES", `acknowledgement and share published for ${both.join(", ")}`, [dealer]);
  }
  const present = new Set([...acknowledged, ...reveals.map((reveal) => reveal.index)]);
  const strangers = [...present].filter((index) => !list.includes(index));
  if (strangers.length > 0) {
    throw new FeldsparError(
      "UNKNOWN_RECEIVER",
      `entries about miners that are not on the list: ${strangers.join(", ")}`,
      [dealer],
    );
  }
  const missing = list.filter((index) => !present.has(index));
  const others = [...present].filter((index) => index !== dealer).length;
  const least = session.thresholds.k - 1;
  if (state.parameters.qualification === "seed" && missing.length > 0) {
    throw new FeldsparError("MISSING_ENTRY", `expected an entry for every member, nothing for ${missing.join(", ")}`, [
      dealer,
    ]);
  }
  if (state.parameters.qualification === "zus" && others < least) {
    throw new FeldsparError("MISSING_ENTRY", `expected at least k - 1 = ${least} entries about others, got ${others}`, [
      dealer,
    ]);
  }
}

/** All aggregates of a block in one batch (one signature per dealer), all its revealed shares in another. */
function findWrong(
  context: CheckContext,
  entries: Checked<{ publication: Publication; key: Uint8Array | null }>["accepted"],
): PublicationsResult {
  const { session, scheme, cache, state } = context;
  const revealing = entries.filter(({ value }) => value.publication.reveals.length > 0);
  const decoded = cache.decodeAll(
    state.parameters.scheme,
    revealing.map(({ member }) => session.contributions[member!.index - 1]!),
  );
  const commitmentsOf = new Map(revealing.map((entry, position) => [entry, decoded[position]!]));
  return verifyPublications({
    scheme,
    threshold: session.thresholds.t,
    DST: identityDst(scheme.name),
    transcript: transcriptOf(context, "publications"),
    publications: entries.map((entry) => {
      const { publication, key } = entry.value;
      const dealer = entry.member!.index;
      const message = acknowledgementMessage(session.id, dealer, session.contributions[dealer - 1]!.hash);
      return {
        acknowledgement: key === null ? undefined : { signature: publication.aggregate, message, publicKey: key },
        reveals: publication.reveals.map(({ index, share }) => ({
          commitments: commitmentsOf.get(entry)!,
          id: session.list[index - 1]!.partyId,
          share,
        })),
      };
    }),
  });
}

/** Wait: members of the new set sign with their new share, members of the current set with their current one. */
export function checkWaits(context: CheckContext, submissions: readonly Submission[]): Checked<WaitSignatures> {
  const { session, scheme, state } = context;
  const block = session.magicBlock!;
  const hash = session.magicBlockHash!;
  const old = state.current.magicBlock;
  const oldScheme = old === null ? scheme : schemeByName(old.scheme);
  const shaped = sift(submissions, ({ transaction, member }) => {
    const signatures = decodeWait(transaction.payload, scheme.signatureLength, oldScheme.signatureLength);
    const isMember = member !== null && block.miners.some((miner) => miner.id === transaction.sender);
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
  const wrongConfirmations = wrongSignatures(
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
  const wrongHandOvers = wrongSignatures(
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
  const verified = sift(entries, ({ transaction: { sender } }, position) => {
    const entry = entries[position]!;
    if (wrongConfirmations.has(confirming.indexOf(entry))) {
      throw new FeldsparError(
        "BAD_CONFIRMATION",
        "the partial signature does not verify under the member's public share",
        [sender],
      );
    }
    if (wrongHandOvers.has(handing.indexOf(entry))) {
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
  return block.miners.find((miner) => miner.id === id)!.publicShare;
}
