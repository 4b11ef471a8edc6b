// Ids: the points x at which a sharing polynomial is evaluated, one per party. Zero is where the secret itself is, and
// two parties with one id would hold one share: so ids are non-zero and pairwise distinct modulo the group order. They
// are public.
import { listOf } from "../../bindings/arguments.js";
import { bytesToInteger, checkCount, integerToBytes, isBytes } from "../../bindings/bytes.js";
import { type Culprit, describe, fail } from "../../bindings/errors.js";
import { ORDER } from "../../bindings/scalar.js";

/**
 * A positive integer below the group order: a safe integer, a bigint, or its 32 bytes big-endian. 5, 5n and bytes of 5
 * are one id.
 */
export type Id = number | bigint | Uint8Array;

function idToInteger(id: Id, subject: string): bigint {
  let value: bigint;
  if (typeof id === "number") {
    if (!Number.isSafeInteger(id) || id < 1) {
      fail("BAD_ID", `${subject}: expected a positive safe integer, got ${id}`, [id]);
    }
    return BigInt(id);
  }
  if (typeof id === "bigint") value = id;
  else if (isBytes(id) && id.length === 32) value = bytesToInteger(id);
  else {
    const got = describe(id);
    return fail("BAD_ID", `${subject}: expected a positive integer, a bigint or 32 bytes, got ${got}`);
  }
  if (value < 1n || value >= ORDER) {
    fail("BAD_ID", `${subject}: expected an integer from 1 to r - 1, r being the group order`, [value.toString()]);
  }
  return value;
}

/**
 * The 32 bytes big-endian of an id. Throws BAD_ID.
 *
 * @example
 * idToScalar(5); //=> idToScalar(5n)
 * idToScalar(0); //=> throws BAD_ID
 */
export function idToScalar(id: Id, subject = "id"): Uint8Array<ArrayBuffer> {
  if (isBytes(id)) idToInteger(id, subject);
  return isBytes(id) ? new Uint8Array(id) : integerToBytes(idToInteger(id, subject), 32);
}

/** A string that is the same for all forms of an id: its decimal digits. Throws BAD_ID. */
export function idKey(id: Id, subject = "id"): string {
  return idToInteger(id, subject).toString();
}

/** An id as errors name it: numbers as they are, everything else in decimal. */
export function idName(id: Id): Culprit {
  return typeof id === "number" ? id : idKey(id);
}

/**
 * The scalars of distinct ids, 32 bytes each, end to end. Throws BAD_TYPE, EMPTY, BAD_ID, DUPLICATE_ID (naming every
 * repeated one).
 */
export function idsToScalars(ids: readonly Id[], subject = "ids"): Uint8Array<ArrayBuffer> {
  return scalarsOf(listOf<Id>(ids, subject), subject);
}

/** The same for a list that was read before. */
export function scalarsOf(ids: readonly Id[], subject = "ids"): Uint8Array<ArrayBuffer> {
  checkCount(ids.length, 32, subject);
  const out = new Uint8Array(32 * ids.length);
  const seen = new Set<string>();
  const repeated = new Set<Culprit>();
  ids.forEach((id: Id, index) => {
    const value = idToInteger(id, `${subject}[${index}]`);
    const key = value.toString();
    if (seen.has(key)) repeated.add(idName(id));
    seen.add(key);
    if (value < 0x1_0000_0000n) new DataView(out.buffer).setUint32(32 * index + 28, Number(value));
    else out.set(integerToBytes(value, 32), 32 * index);
  });
  if (repeated.size > 0) {
    const names = [...repeated];
    fail("DUPLICATE_ID", `${subject}: ids must be pairwise distinct; given more than once: ${names.join(", ")}`, names);
  }
  return out;
}

/** What a Map of any realm has, whatever its prototype says. */
function entriesOf<Key, Value>(map: unknown, subject: string): [Key, Value][] {
  const entries: [Key, Value][] = [];
  try {
    Map.prototype.forEach.call(map as Map<Key, Value>, (value, key) => {
      entries.push([key, value]);
    });
  } catch {
    fail("BAD_TYPE", `${subject}: expected a Map, got ${describe(map)}`);
  }
  return entries;
}

/** What a map has for each id, by idKey. Throws BAD_TYPE, BAD_ID, and DUPLICATE_ID for one id in two forms. */
export function valuesByKey<Value>(map: ReadonlyMap<Id, Value>, subject: string): Map<string, Value> {
  const values = new Map<string, Value>();
  for (const [id, value] of entriesOf<Id, Value>(map, subject)) {
    const key = idKey(id, subject);
    if (values.has(key)) fail("DUPLICATE_ID", `${subject}: ${key} stands there twice`, [idName(id)]);
    values.set(key, value);
  }
  return values;
}

/** Throws BAD_THRESHOLD unless 0 < threshold <= most, both integers. */
export function checkThreshold(threshold: unknown, most: number, parties: string): asserts threshold is number {
  if (!Number.isSafeInteger(threshold) || (threshold as number) < 1 || (threshold as number) > most) {
    const got = typeof threshold === "number" ? String(threshold) : describe(threshold);
    fail("BAD_THRESHOLD", `threshold: expected an integer from 1 to ${most} (${parties}), got ${got}`);
  }
}
