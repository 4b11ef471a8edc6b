// Shares against commitments: one receiver's from many dealers (secret: these never leave the calling thread), revealed
// ones (public), and what dealers publish.
import { recordsOf } from "../../bindings/arguments.js";
import { equalBytes, isBytes } from "../../bindings/bytes.js";
import { FeldsparError } from "../../bindings/errors.js";
import { secretly } from "../../bindings/scope.js";
import { encodeVector, multiplyGeneratorMany } from "../../bindings/vector.js";
import type { BatchResult, BlsScheme } from "../bls/index.js";
import {
  type BatchVerifyRevealedOptions,
  type BatchVerifySharesOptions,
  batchVerifyRevealed,
  batchVerifyShares,
  type PublicationsResult,
  type PublishedShares,
  type RevealedShare,
  type VerifyPublicationsOptions,
  verifyPublications,
} from "../dkg/index.js";
import { openPublications, publicationsResult } from "../dkg/publications.js";
import { idToScalar } from "../threshold/ids.js";
import { concatShares } from "../threshold/shares.js";
import { type Call, Tally } from "./calls.js";
import type { Dispatcher, Part, PartResult } from "./dispatcher.js";
import type { PackedPublication } from "./messages.js";
import {
  type CommitmentsTable,
  packCommitments,
  packItems,
  packRevealed,
  pickCommitments,
  pickRevealed,
} from "./pack.js";
import { weightedRanges } from "./split.js";

/**
 * Costs in decoded points, roughly: of a commitment that has to be decoded, of one that has been, of a share, of a
 * signature.
 */
const COST = { decode: 1, decoded: 1 / 16, share: 1, signature: 8 };
/** Less is not worth a thread of its own. */
const COSTS_OF_PART = { least: 128, most: 2048 };

/**
 * Positions of items in parts of about the same cost: all items of one dealer in one part, so that its commitments are
 * decoded once.
 */
function partsByDealer(dispatcher: Dispatcher, { threshold, commitments, positions }: CommitmentsTable): number[][] {
  const itemsOf: number[][] = commitments.map(() => []);
  for (const [item, position] of positions.entries()) itemsOf[position]!.push(item);
  const costs = commitments.map(
    ({ vector }, position) =>
      threshold * (vector === undefined ? COST.decode : COST.decoded) + COST.share * itemsOf[position]!.length,
  );
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  return weightedRanges(costs, dispatcher.partsFor(total, COSTS_OF_PART)).map(({ start, end }) =>
    itemsOf.slice(start, end).flat(),
  );
}

/**
 * The threads compute each dealer's public share for this receiver, g^f(id), from the commitments; the calling thread
 * multiplies the generator by the shares it holds, in constant sequence, and compares. Exact, so there are no weights.
 */
export async function verifyReceived(
  dispatcher: Dispatcher,
  call: Call,
  options: BatchVerifySharesOptions,
): Promise<BatchResult> {
  const { scheme, id, transcript } = options;
  const at = idToScalar(id);
  const items = recordsOf<BatchVerifySharesOptions["items"][number]>(
    options.items,
    "items",
    "item",
    ["commitments", "share"],
    true,
  );
  if (items.length === 0) return { valid: true, invalid: [] };
  const table = packCommitments(scheme, items);
  if (table === undefined || !(transcript === undefined || isBytes(transcript)))
    return batchVerifyShares({ scheme, id, items, transcript });
  const part = (own: readonly number[]): Part => ({
    request: {
      kind: "public-shares",
      scheme: scheme.name,
      id: at,
      transcript,
      ...pickCommitments(table, own),
    },
    items: own,
  });
  const values = dispatcher.computeParts<Uint8Array>(call, partsByDealer(dispatcher, table).map(part), () =>
    part(items.map((_, item) => item)),
  );
  // while the threads work, and at once: who is aborted comes to no later line
  const own = publicSharesOf(
    scheme,
    items.map(({ share }) => share),
  );
  const results = await values;
  // said only when the commitments are good: they are looked at first
  if (own instanceof FeldsparError) throw own;
  const length = scheme.publicKeyLength;
  const invalid = results.flatMap(({ items: positions, value }) =>
    positions.filter((item, place) => {
      const expected = value.subarray(length * place, length * (place + 1));
      return !equalBytes(expected, own.subarray(length * item, length * (item + 1)));
    }),
  );
  invalid.sort((a, b) => a - b);
  return { valid: invalid.length === 0, invalid };
}

/** The generator's multiples by secret shares, compressed, end to end; or why they are refused. */
function publicSharesOf(
  { publicKeyGroup: group }: BlsScheme,
  given: readonly Uint8Array[],
): Uint8Array | FeldsparError {
  let shares: Uint8Array | undefined;
  try {
    const known = concatShares(given, "share");
    shares = known;
    return secretly(() => encodeVector(group, multiplyGeneratorMany(group, known), true));
  } catch (error) {
    if (error instanceof FeldsparError) return error;
    throw error;
  } finally {
    shares?.fill(0);
  }
}

export async function verifyRevealed(
  dispatcher: Dispatcher,
  call: Call,
  options: BatchVerifyRevealedOptions,
): Promise<BatchResult> {
  const { scheme, transcript } = options;
  const items = recordsOf<RevealedShare>(options.items, "items", "item", ["commitments", "id", "share"], true);
  const table = items.length === 0 ? undefined : packRevealed(scheme, items);
  if (table === undefined || !(transcript === undefined || isBytes(transcript)))
    return batchVerifyRevealed({ scheme, items, transcript });
  const part = (own: readonly number[]): Part => ({
    request: {
      kind: "revealed",
      scheme: scheme.name,
      transcript,
      ...pickRevealed(table, own),
    },
    items: own,
  });
  const results = await dispatcher.computeParts<BatchResult>(call, partsByDealer(dispatcher, table).map(part), () =>
    part(items.map((_, item) => item)),
  );
  const invalid = results.flatMap(({ items: own, value }) => value.invalid.map((place) => own[place]!));
  invalid.sort((a, b) => a - b);
  return { valid: invalid.length === 0, invalid };
}

/** Copies of one publication; undefined when something about it has not even the right shape. */
function packPublication(scheme: BlsScheme, publication: PublishedShares): PackedPublication | undefined {
  const { acknowledgement, reveals } = publication;
  const signature = acknowledgement && packItems(scheme, [acknowledgement]);
  const table = reveals.length === 0 ? undefined : packRevealed(scheme, reveals);
  if (acknowledgement !== undefined && signature === undefined) return undefined;
  if (reveals.length > 0 && table === undefined) return undefined;
  return { acknowledgement: signature, reveals: table && pickRevealed(table, [...reveals.keys()]) };
}

export async function verifyPublished(
  dispatcher: Dispatcher,
  call: Call,
  options: VerifyPublicationsOptions,
): Promise<PublicationsResult> {
  const read = openPublications(options);
  const { scheme, threshold, publications, transcript, DST = scheme.DST } = read;
  const packed = publications.map((publication) => packPublication(scheme, publication));
  const plain = packed.flatMap((publication, position) => (publication === undefined ? [] : [position]));
  const odd = packed.flatMap((publication, position) => (publication === undefined ? [position] : []));
  const part = (items: readonly number[]): Part => ({
    request: {
      kind: "publications",
      scheme: scheme.name,
      threshold,
      DST,
      transcript,
      publications: items.map((position) => packed[position]!),
    },
    items,
  });
  const costs = plain.map((position) => {
    const { acknowledgement, reveals } = packed[position]!;
    const opening = reveals?.commitments.map(({ vector }) => (vector === undefined ? COST.decode : COST.decoded)) ?? [];
    const decoding = opening.reduce((sum, cost) => sum + cost * threshold, 0);
    return (acknowledgement ? COST.signature : 0) + decoding + COST.share * (reveals?.positions.length ?? 0);
  });
  const total = costs.reduce((sum, cost) => sum + cost, 0);
  const ranges = weightedRanges(costs, dispatcher.partsFor(total, COSTS_OF_PART));
  // these first: nothing is read any more once the call was made
  const alone = odd.map((position) => publications[position]!);
  const results: PartResult<PublicationsResult>[] =
    odd.length === 0 ? [] : [{ items: odd, value: verifyPublications({ ...read, publications: alone }) }];
  const checked = await dispatcher.computeParts<PublicationsResult>(
    call,
    ranges.map(({ start, end }) => part(plain.slice(start, end))),
    () => part(plain),
    new Tally(call, publications.length, odd.length),
  );
  results.push(...checked);
  return publicationsResult(
    results.flatMap(({ items, value }) => value.acknowledgements.map((place) => items[place]!)),
    results.flatMap(({ items, value }) =>
      value.reveals.map(({ publication, wrong }) => ({ publication: items[publication]!, wrong })),
    ),
  );
}
