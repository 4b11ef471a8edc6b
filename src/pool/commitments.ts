// Commitments: decoded, and evaluated before their values are needed.
import { listOf } from "../../bindings/arguments.js";
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
import { type Call, Tally } from "./calls.js";
import type { Dispatcher, Part } from "./dispatcher.js";
import type { DecodedList, PackedList } from "./messages.js";
import { evenRanges, weightedRanges } from "./split.js";

/** In points. The check of the subgroup is cheaper for each the more there are. */
const TO_DECODE = { least: 1024, most: 4096 };
/** In commitments, which are evaluated in step. */
const TO_EVALUATE = { least: 16, most: 64 };

/** A copy, end to end; undefined for what the single-threaded call has to look at. */
function packList(scheme: BlsScheme, given: CommitmentsInput): PackedList | undefined {
  if (isCommitments(given)) return undefined;
  let list: Uint8Array[];
  try {
    list = listOf<Uint8Array>(given, "commitments");
  } catch {
    return undefined;
  }
  const length = pointLength(scheme, list);
  if (!list.every((item) => isBytes(item) && item.length === length)) return undefined;
  return { encoded: packBytes(list).bytes, length };
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
  // these first: nothing is read any more once the call was made
  const alone = odd.map((position) => lists[position]!);
  decodeCommitmentLists(scheme, alone, { transcript, encoding }).forEach((result, place) => {
    results[odd[place]!] = result;
  });
  const part = (items: readonly number[]): Part => ({
    request: {
      kind: "commitments",
      scheme: scheme.name,
      transcript,
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
    const tally = new Tally(call, lists.length, odd.length);
    const decoded = await dispatcher.computeParts<DecodedList[]>(call, parts, () => part(plain), tally);
    for (const { items, value } of decoded) {
      items.forEach((position, place) => {
        results[position] = unpack(scheme, value[place]!);
      });
    }
  }
  return results;
}

/** What is missing of the wanted values, by threshold. */
function missingByThreshold(scheme: BlsScheme, wanted: readonly WantedValue[]): WantedValue[][] {
  const alike = new Map<number, WantedValue[]>();
  for (const value of wanted) {
    const { threshold } = value.commitments;
    const others = alike.get(threshold);
    if (others === undefined) alike.set(threshold, [value]);
    else others.push(value);
  }
  return [...alike.values()].map((values) => missingValues(scheme, values)).filter(({ length }) => length > 0);
}

export async function evaluateAhead(
  dispatcher: Dispatcher,
  call: Call,
  scheme: BlsScheme,
  wanted: readonly WantedValue[],
): Promise<void> {
  const groups = missingByThreshold(scheme, wanted);
  const tally = new Tally(call, groups.flat().length);
  for (const missing of groups) {
    const { threshold } = missing[0]!.commitments;
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
    const results = await dispatcher.computeParts<Uint8Array>(call, parts, () => part(0, missing.length), tally);
    for (const [index, { value }] of results.entries()) {
      const { start, end } = results.length === 1 ? { start: 0, end: missing.length } : ranges[index]!;
      keepValues(scheme, missing.slice(start, end), value);
    }
  }
}
