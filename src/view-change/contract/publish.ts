// The publish phase: acknowledgements and revealed shares, all of a block in two batches; at its end the qualified set,
// the group key and the magic block.
import { type PublicationsResult, verifyPublications } from "../../dkg/index.js";
import { bitmapCount, bitmapHas, bitmapWith, bitmapWithout, FeldsparError } from "../../encoding/index.js";
import { identityDst, MagicBlock } from "../../magic-block/index.js";
import { bitmapOfIndices, decodePublication, indicesOfBitmap, type Publication } from "../payloads.js";
import { acknowledgementMessage } from "../session.js";
import type { EndOfPhase, Failure } from "./events.js";
import { groupPolynomialOf, makeMagicBlock, qualifiedSet } from "./outcome.js";
import { removalOf } from "./removal.js";
import type { BlockRun } from "./run.js";
import { type CheckContext, type Checked, type Submission, sift, transcriptOf } from "./screen.js";
import { enoughSharders } from "./sharders.js";
import { memberAt, remaining } from "./state.js";

/** One entry for every receiver left, every acknowledgement and every revealed share right. */
export function checkPublications(context: CheckContext, submissions: readonly Submission[]): Checked<Publication> {
  const { session, scheme, cache, state } = context;
  const size = session.receivers.length;
  const listed = bitmapOfIndices(remaining(session, "receiver"), size);
  const keys = cache.keyTable(
    state.genesis.scheme,
    session.receivers.map((member) => member.publicKey),
  );
  const shaped = sift(submissions, ({ transaction }) => {
    const publication = decodePublication(transaction.payload, size, scheme.signatureLength);
    const { acknowledged } = publication;
    checkEntries(context, publication, transaction.sender, listed);
    // members may have chosen keys that cancel: an error of the one publication that marks just these
    return { publication, key: bitmapCount(acknowledged) === 0 ? null : keys.aggregate(acknowledged) };
  });
  const wrong = findWrong(context, shaped.accepted);
  const wrongAcknowledgements = new Set(wrong.acknowledgements);
  const wrongReveals = new Map(wrong.reveals.map((entry) => [entry.publication, entry.wrong]));
  const verified = sift(shaped.accepted, (_, position) => {
    const { publication } = shaped.accepted[position]!.value;
    if (wrongAcknowledgements.has(position)) {
      throw new FeldsparError(
        "BAD_ACKNOWLEDGEMENT",
        "the aggregate is not the signature of everybody marked in the bitmap",
      );
    }
    const places = wrongReveals.get(position);
    if (places !== undefined) {
      const receivers = places.map((place) => publication.reveals[place]!.index);
      throw new FeldsparError("BAD_REVEAL", `revealed shares do not match the commitments: ${receivers.join(", ")}`);
    }
    return publication;
  });
  return { accepted: verified.accepted, refused: [...shaped.refused, ...verified.refused] };
}

/**
 * Exactly one entry for every receiver left (`listed`: their bitmap); rule set "zus" lets entries be missing down to
 * k − 1 about others. In a reshare whoever has fewer than t acknowledgements must not publish, and its shares are not
 * looked at.
 */
function checkEntries(
  { session, state }: CheckContext,
  { acknowledged, reveals }: Publication,
  sender: string,
  listed: Uint8Array,
): void {
  const size = session.receivers.length;
  const confirmed = bitmapCount(acknowledged);
  const { t, k } = session.thresholds;
  if (session.mode === "reshare" && confirmed < t) {
    const message = `a dealer of a reshare with ${confirmed} acknowledgements publishes nothing: t = ${t} are needed`;
    throw new FeldsparError("TOO_FEW_ACKNOWLEDGEMENTS", message);
  }
  const revealed = reveals.map((reveal) => reveal.index);
  const both = revealed.filter((index) => bitmapHas(acknowledged, index - 1));
  if (both.length > 0)
    throw new FeldsparError("BOTH_ENTRIES", `acknowledgement and share published for ${both.join(", ")}`);
  const strangers = [
    ...indicesOfBitmap(bitmapWithout(acknowledged, listed), size),
    ...revealed.filter((index) => !bitmapHas(listed, index - 1)),
  ];
  if (strangers.length > 0) {
    const message = `entries about receivers that are not on the list: ${strangers.join(", ")}`;
    throw new FeldsparError("UNKNOWN_RECEIVER", message);
  }
  const present = bitmapWith(acknowledged, bitmapOfIndices(revealed, size));
  const missing = indicesOfBitmap(bitmapWithout(listed, present), size);
  const own = session.receivers.find(({ id }) => id === sender);
  const others = bitmapCount(present) - (own !== undefined && bitmapHas(present, own.index - 1) ? 1 : 0);
  const { qualification } = state.genesis;
  if (qualification === "seed" && missing.length > 0) {
    const message = `expected an entry for every receiver left, nothing for ${missing.join(", ")}`;
    throw new FeldsparError("MISSING_ENTRY", message);
  }
  if (qualification === "zus" && others < k - 1)
    throw new FeldsparError("MISSING_ENTRY", `expected at least k - 1 = ${k - 1} entries about others, got ${others}`);
}

/** All aggregates of a block in one batch (one signature per dealer), all its revealed shares in another. */
function findWrong(
  context: CheckContext,
  entries: Checked<{ publication: Publication; key: Uint8Array | null }>["accepted"],
): PublicationsResult {
  const { session, scheme, cache, state } = context;
  const revealing = entries.filter(({ value }) => value.publication.reveals.length > 0);
  const decoded = cache.decodeAll(
    state.genesis.scheme,
    revealing.map(({ place }) => session.contributions[place - 1]!),
  );
  const commitmentsOf = new Map(revealing.map((entry, position) => [entry, decoded[position]!]));
  return verifyPublications({
    scheme,
    threshold: session.thresholds.t,
    DST: identityDst(state.genesis.scheme),
    transcript: transcriptOf(context, "publications"),
    publications: entries.map((entry) => {
      const { publication, key } = entry.value;
      const message = acknowledgementMessage(session.id, entry.place, session.contributions[entry.place - 1]!.hash);
      return {
        acknowledgement: key === null ? undefined : { signature: publication.aggregate, message, publicKey: key },
        reveals: publication.reveals.map(({ index, share }) => ({
          commitments: commitmentsOf.get(entry)!,
          id: memberAt(session.receivers, index)!.partyId,
          share,
        })),
      };
    }),
  });
}

/** Who is in and what the key is, from everything that was published; the members have to confirm it. */
export function endPublish(run: BlockRun, why: EndOfPhase): Failure | null {
  removeSilent(run);
  run.updateSession({ publishedAt: run.state.round });
  const publishers = remaining(run.session, "dealer");
  const result = qualifiedSet(run.context);
  run.remove([
    ...result.out.map(({ index, confirmations }) =>
      removalOf(run.session, "dealer", index, "publish", "dealer-rule", confirmations),
    ),
    ...result.off.map(({ index, reveals }) =>
      removalOf(run.session, "receiver", index, "publish", "receiver-rule", reveals),
    ),
  ]);
  const polynomial = groupPolynomialOf(run.context, result);
  if ("code" in polynomial) return polynomial;
  const tooFew = enoughSharders(run.state);
  if (tooFew !== null) return tooFew;
  const magicBlock = makeMagicBlock(run.context, publishers, result, polynomial);
  if ("code" in magicBlock) return magicBlock;
  run.begin("wait", why);
  const hash = MagicBlock.hash(magicBlock);
  run.updateSession({ magicBlock, magicBlockHash: hash });
  run.events.push({ type: "made", magicBlock, hash });
  return null;
}

/** Who published nothing valid is out; where every receiver deals, off the list too. */
function removeSilent(run: BlockRun): void {
  const { session } = run;
  const silent = remaining(session, "dealer").filter((index) => session.publications[index - 1] === null);
  const removals = silent.map((index) => removalOf(session, "dealer", index, "publish", "no-publication"));
  const coupled = session.mode === "fresh" ? silent : [];
  run.remove([
    ...removals,
    ...coupled.map((index) => removalOf(session, "receiver", index, "publish", "no-publication")),
  ]);
}
