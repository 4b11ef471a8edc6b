// The publish phase: acknowledgements and revealed shares, all of a block in two batches; at its end the qualified set,
// the group key and the magic block.
import { type PublicationsResult, verifyPublications } from "../../dkg/index.js";
import { bitmapCount, bitmapHas, bitmapWith, bitmapWithout, FeldsparError } from "../../encoding/index.js";
import { MagicBlock } from "../../magic-block/index.js";
import { identityDst } from "../identity.js";
import { bitmapOfIndices, decodePublication, indicesOfBitmap, type Publication } from "../payloads.js";
import { acknowledgementMessage } from "../session.js";
import type { EndOfPhase, Failure } from "./events.js";
import { removalOf } from "./members.js";
import { groupPolynomialOf, makeMagicBlock, qualifiedSet } from "./outcome.js";
import type { BlockRun } from "./run.js";
import { type CheckContext, type Checked, type Submission, sift, transcriptOf } from "./screen.js";
import { remaining } from "./state.js";

/** Publish: one entry for every member, every acknowledgement and every revealed share right. */
export function checkPublications(context: CheckContext, submissions: readonly Submission[]): Checked<Publication> {
  const { session, scheme, cache, state } = context;
  const listed = bitmapOfIndices(remaining(session), session.list.length);
  const keys = cache.keyTable(
    state.parameters.scheme,
    session.list.map((member) => member.publicKey),
  );
  const shaped = sift(submissions, ({ transaction, member }) => {
    const publication = decodePublication(transaction.payload, session.list.length, scheme.signatureLength);
    checkEntries(context, publication, member!.index, listed);
    const { acknowledged } = publication;
    // members may have chosen keys that cancel: an error of the one publication that marks just these
    return { publication, key: bitmapCount(acknowledged) === 0 ? null : keys.aggregate(acknowledged) };
  });
  const wrong = findWrong(context, shaped.accepted);
  const wrongAcknowledgements = new Set(wrong.acknowledgements);
  const wrongReveals = new Map(wrong.reveals.map((entry) => [entry.publication, entry.wrong]));
  const verified = sift(shaped.accepted, ({ member }, position) => {
    const dealer = member!.index;
    const { publication } = shaped.accepted[position]!.value;
    if (wrongAcknowledgements.has(position)) {
      throw new FeldsparError(
        "BAD_ACKNOWLEDGEMENT",
        "the aggregate is not the signature of everybody marked in the bitmap",
        [dealer],
      );
    }
    const places = wrongReveals.get(position);
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
 * Exactly one entry for every member of the list (`listed`: a bitmap of those not removed); rule set "zus" lets entries
 * be missing down to k − 1 about others.
 */
function checkEntries(
  { session, state }: CheckContext,
  { acknowledged, reveals }: Publication,
  dealer: number,
  listed: Uint8Array,
): void {
  const size = session.list.length;
  const revealed = reveals.map((reveal) => reveal.index);
  const both = revealed.filter((index) => bitmapHas(acknowledged, index - 1));
  if (both.length > 0) {
    throw new FeldsparError("BOTH_ENTRIES", `acknowledgement and share published for ${both.join(", ")}`, [dealer]);
  }
  const strangers = [
    ...indicesOfBitmap(bitmapWithout(acknowledged, listed), size),
    ...revealed.filter((index) => !bitmapHas(listed, index - 1)),
  ];
  if (strangers.length > 0) {
    throw new FeldsparError(
      "UNKNOWN_RECEIVER",
      `entries about miners that are not on the list: ${strangers.join(", ")}`,
      [dealer],
    );
  }
  const present = bitmapWith(acknowledged, bitmapOfIndices(revealed, size));
  const missing = indicesOfBitmap(bitmapWithout(listed, present), size);
  const others = bitmapCount(present) - (bitmapHas(present, dealer - 1) ? 1 : 0);
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

/** Who is in and what the key is, from everything that was published; the members have to confirm it. */
export function endPublish(run: BlockRun, why: EndOfPhase): Failure | null {
  const { list, publications, thresholds } = run.session;
  const silent = remaining(run.session).filter((index) => publications[index - 1] === null);
  run.remove(silent.map((index) => removalOf(list, index, "publish", "no-publication")));
  const publishers = remaining(run.session);
  const result = qualifiedSet(run.context);
  run.remove(
    result.removed.map(({ index, reveals }) => {
      const reason = `its share was revealed by ${reveals} dealers, at least t = ${thresholds.t}`;
      return removalOf(list, index, "publish", "receiver-rule", reason);
    }),
  );
  const polynomial = groupPolynomialOf(run.context, result);
  if ("code" in polynomial) return polynomial;
  run.begin("wait", why);
  const magicBlock = makeMagicBlock(run.context, publishers, result, polynomial);
  const hash = MagicBlock.hash(magicBlock);
  run.updateSession({ magicBlock, magicBlockHash: hash });
  run.events.push({ type: "made", magicBlock, hash });
  return null;
}
