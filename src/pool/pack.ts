// From what callers give to what is sent: copies of their bytes, laid end to end. Only what has the right shape can be
// packed; for the rest these functions return undefined, and the caller of the pool gets its error from the
// single-threaded call itself.
import { listOf } from "../../bindings/arguments.js";
import { concatBytes, isBytes } from "../../bindings/bytes.js";
import type { BatchItem, BlsScheme } from "../bls/index.js";
import { PreparedPublicKey } from "../bls/index.js";
import { checkMessage } from "../curve/expand-message.js";
import { type CommitmentsInput, isCommitments, openCommitments, pointLength } from "../dkg/commitments.js";
import type { RevealedShare } from "../dkg/index.js";
import { idToScalar } from "../threshold/ids.js";
import { packBytes } from "./buffers.js";
import type { PackedCommitments, RevealedJob, SignatureJob } from "./messages.js";

function isBytesOf(value: unknown, length: number): value is Uint8Array {
  return isBytes(value) && value.length === length;
}

function isMessage(value: unknown): value is Uint8Array {
  try {
    checkMessage(value);
    return true;
  } catch {
    return false;
  }
}

function concat(list: readonly Uint8Array[]): Uint8Array {
  return packBytes(list).bytes;
}

/** An item with its key as bytes; undefined for what cannot be read, which the single-threaded call refuses. */
function readItem(item: BatchItem) {
  try {
    const { signature, message, publicKey } = item;
    const isPrepared = publicKey instanceof PreparedPublicKey;
    return { signature, message, publicKey: isPrepared ? publicKey.toBytes() : publicKey, isPrepared };
  } catch {
    return undefined;
  }
}

export function packItems(scheme: BlsScheme, items: readonly BatchItem[]): SignatureJob | undefined {
  const { signatureLength, publicKeyLength } = scheme;
  const signatures: Uint8Array[] = [];
  const keys: Uint8Array[] = [];
  const messages: Uint8Array[] = [];
  const prepared: number[] = [];
  // each is read once: what was looked at is what is sent
  for (const item of items) {
    const read = readItem(item);
    if (read === undefined) return undefined;
    const { signature, message, publicKey: key, isPrepared } = read;
    if (!isBytesOf(signature, signatureLength) || !isMessage(message)) return undefined;
    if (!isBytesOf(key, publicKeyLength)) return undefined;
    signatures.push(signature);
    prepared.push(isPrepared ? 1 : 0);
    keys.push(key);
    // a thread knows the basic schemes, under any tag: what was signed goes there, whatever the scheme made of it
    messages.push(scheme.messageRule === "augmented" ? concatBytes(key, message) : message);
  }
  return {
    signatures: concat(signatures),
    messages: packBytes(messages),
    publicKeys: concat(keys),
    prepared: Uint8Array.from(prepared),
  };
}

/** The part of a job that some of its items make. */
export function sliceItems(scheme: BlsScheme, job: SignatureJob, start: number, end: number): SignatureJob {
  const { signatureLength, publicKeyLength } = scheme;
  const { bytes, lengths } = job.messages;
  const sum = (list: readonly number[]) => list.reduce((total, length) => total + length, 0);
  const from = sum(lengths.slice(0, start));
  const own = lengths.slice(start, end);
  return {
    signatures: job.signatures.subarray(start * signatureLength, end * signatureLength),
    messages: { bytes: bytes.subarray(from, from + sum(own)), lengths: own },
    publicKeys: job.publicKeys.subarray(start * publicKeyLength, end * publicKeyLength),
    prepared: job.prepared.subarray(start, end),
  };
}

/** Distinct commitments, and which of them each item has. */
export interface CommitmentsTable {
  readonly threshold: number;
  readonly commitments: readonly PackedCommitments[];
  readonly positions: readonly number[];
}

/** All lists must have the same length, which is how the single-threaded calls want them. */
export function packCommitments(
  scheme: BlsScheme,
  items: readonly { readonly commitments: CommitmentsInput }[],
): CommitmentsTable | undefined {
  const seen = new Map<CommitmentsInput, number>();
  const commitments: PackedCommitments[] = [];
  const positions: number[] = [];
  for (const item of items as readonly ({ commitments: CommitmentsInput } | null | undefined)[]) {
    const input = item?.commitments;
    let position = input === undefined ? undefined : seen.get(input);
    if (position === undefined) {
      const packed = packOne(scheme, input);
      if (packed === undefined) return undefined;
      position = commitments.push(packed) - 1;
      seen.set(input!, position);
    }
    positions.push(position);
  }
  const [threshold, ...others] = new Set(commitments.map(({ encoded, length }) => encoded.length / length));
  if (threshold === undefined || others.length > 0) return undefined;
  return { threshold, commitments, positions };
}

function packOne(scheme: BlsScheme, input: unknown): PackedCommitments | undefined {
  if (isCommitments(input)) {
    try {
      // immutable: no copy yet
      const { encoded, vector } = openCommitments(scheme, input);
      return { encoded: encoded(), length: scheme.publicKeyLength, vector };
    } catch {
      return undefined; // of the other scheme
    }
  }
  let list: Uint8Array[];
  try {
    list = listOf<Uint8Array>(input, "commitments");
  } catch {
    return undefined;
  }
  const length = pointLength(scheme, list);
  if (!list.every((point) => isBytesOf(point, length))) return undefined;
  return { encoded: concat(list), length };
}

export interface RevealedTable extends CommitmentsTable, RevealedJob {}

export function packRevealed(scheme: BlsScheme, items: readonly RevealedShare[]): RevealedTable | undefined {
  const table = packCommitments(scheme, items);
  if (table === undefined || !items.every(({ share }) => isBytesOf(share, 32))) return undefined;
  try {
    const ids = concat(items.map(({ id }) => idToScalar(id)));
    return { ...table, ids, shares: concat(items.map(({ share }) => share)) };
  } catch {
    return undefined;
  }
}

/** The part of a table that some of its items make, with the commitments of these alone. */
export function pickCommitments(table: CommitmentsTable, items: readonly number[]): CommitmentsTable {
  const used = [...new Set(items.map((item) => table.positions[item]!))];
  const places = new Map(used.map((position, place) => [position, place]));
  return {
    threshold: table.threshold,
    commitments: used.map((position) => table.commitments[position]!),
    positions: items.map((item) => places.get(table.positions[item]!)!),
  };
}

export function pickRevealed(table: RevealedTable, items: readonly number[]): RevealedJob {
  const pick = (bytes: Uint8Array) => concat(items.map((item) => bytes.subarray(32 * item, 32 * item + 32)));
  return { ...pickCommitments(table, items), ids: pick(table.ids), shares: pick(table.shares) };
}
