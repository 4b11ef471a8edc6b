// Commitments: decoded, and evaluated before their values are needed.
import { isBytes } from "../../bindings/bytes.js";
import { FeldsparError } from "../../bindings/errors.js";
import { SIZES } from "../../bindings/point.js";
import type { RawVector } from "../../bindings/vector.js";
import type { BlsScheme } from "../bls/index.js";
import {
  type CommitmentEncoding,
  type Commitments,
  type CommitmentsInput,
  isCommitments,
  openCommitments,
  pointLength,
  wrapCommitments,
} from "../dkg/commitments.js";
import { decodeCommitmentLists } from "../dkg/index.js";
import { keepValues, missingValues, type WantedValue } from "../dkg/values.js";
import { packBytes } from "./buffers.js";
import type { Call } from "./calls.js";
import type { Dispatcher, Part } from "./dispatcher.js";
import type { DecodedList, PackedList } from "./messages.js";
import { evenRanges, weightedRanges } from "./split.js";

/** In points. The check of the subgroup is cheaper for each the more there are. */
const TO_DECODE = { least: 1024, most: 4096 };
/** In commitments, which are evaluated in step. */
const TO_EVALUATE = { least: 16, most: 64 };

/** A copy, end to end; undefined for what the single-threaded call has to look at. */
function packList(scheme: BlsScheme, given: CommitmentsInput): PackedList | undefined {
  if (isCommitments(given) || !Array.isArray(given) || given.length === 0) return undefined;
  const length = pointLength(scheme, given);
  if (!given.every((item) => isBytes(item) && item.length === length)) return undefined;
  return { encoded: packBytes(given).bytes, length };
}

function unpack(scheme: BlsScheme, decoded: DecodedList): Commitments | FeldsparError {
  const { error, value } = decoded;
  if (error !== undefined) return new FeldsparError(error.code, error.message, error.culprits);
  const group = scheme.publicKeyGroup;
  const { affine } = SIZES[group];
  return wrapCommitments(group, { bytes: value.vector, count: value.vector.length / affine }, value.encoded);
}

export async function decodeLists(
  dispatcher: Dispatcher,
  call: Call,
  scheme: BlsScheme,
  lists: readonly CommitmentsInput[],
  options: { readonly transcript?: Uint8Array | undefined; readonly encoding?: CommitmentEncoding | undefined },
): Promise<(Commitments | FeldsparError)[]> {
  const { transcript, encoding } = options;
  const packed = lists.map((list) => packList(scheme, list));
  const plain = packed.flatMap((list, position) => (list === undefined ? [] : [position]));
  const odd = packed.flatMap((list, position) => (list === undefined ? [position] : []));
  const results: (Commitments | FeldsparError)[] = [];
  const part = (items: readonly number[]): Part => ({
    request: {
      kind: "commitments",
      scheme: scheme.name,
      transcript: transcript && new Uint8Array(transcript),
      encoding,
      lists: items.map((position) => packed[position]!),
    },
    items,
  });
  if (plain.length > 0) {
    const weights = plain.map((position) => packed[position]!.encoded.length / packed[position]!.length);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const ranges = weightedRanges(weights, dispatcher.partsFor(total, TO_DECODE));
    const parts = ranges.map(({ start, end }) => part(plain.slice(start, end)));
    for (const { items, value } of await dispatcher.computeParts<DecodedList[]>(call, parts, () => part(plain))) {
      items.forEach((position, place) => {
        results[position] = unpack(scheme, value[place]!);
      });
    }
  }
  const alone = odd.map((position) => lists[position]!);
  decodeCommitmentLists(scheme, alone, { transcript, encoding }).forEach((result, place) => {
    results[odd[place]!] = result;
  });
  return results;
}

export async function evaluateAhead(
  dispatcher: Dispatcher,
  call: Call,
  scheme: BlsScheme,
  wanted: readonly WantedValue[],
): Promise<void> {
  let left = wanted;
  while (left.length > 0) {
    const { threshold } = left[0]!.commitments;
    const missing = missingValues(scheme, left);
    left = left.filter(({ commitments }) => commitments.threshold !== threshold);
    if (missing.length === 0) continue;
    const part = (start: number, end: number): Part => {
      const some = missing.slice(start, end);
      const vectors = some.map(({ commitments }): RawVector => openCommitments(scheme, commitments).vector);
      const ids = packBytes(some.map(({ id }) => id)).bytes;
      return {
        request: { kind: "values", group: scheme.publicKeyGroup, vectors, threshold, ids },
        items: [start],
        size: end - start,
      };
    };
    const ranges = evenRanges(missing.length, dispatcher.partsFor(missing.length, TO_EVALUATE));
    const parts = ranges.map(({ start, end }) => part(start, end));
    const results = await dispatcher.computeParts<Uint8Array>(call, parts, () => part(0, missing.length));
    for (const [index, { value }] of results.entries()) {
      const { start, end } = results.length === 1 ? { start: 0, end: missing.length } : ranges[index]!;
      keepValues(scheme, missing.slice(start, end), value);
    }
  }
}
