// What a runner, a node or a replica is given: the shape of it is seen before anything begins, so that a port that is
// none is no error in the middle of a view.
import { checkInteger, checkSignal, checkText, reading, recordOf, textBytes } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import type { AbortSignal } from "../../bindings/platform.js";
import { describe, fail } from "../encoding/index.js";
import { ENTRY_KINDS } from "../view-change/entries.js";
import type { Head } from "./ports.js";
import type { Notice } from "./ring.js";

export { checkCallbacks, checkMilliseconds, checkText } from "../../bindings/arguments.js";

/** Throws BAD_TYPE unless `value` has these methods. */
export function checkPort(value: unknown, name: string, methods: readonly string[]): void {
  reading(name, () => {
    const isObject = (typeof value === "object" || typeof value === "function") && value !== null;
    const missing = methods.find(
      (method) => !isObject || typeof (value as Record<string, unknown>)[method] !== "function",
    );
    if (missing !== undefined)
      fail("BAD_TYPE", `${name}: expected an object with ${missing}(), got ${describe(value)}`);
  });
}

/** Throws BAD_TYPE unless there are both of them, or neither: alarms are set by what the clock shows. */
export function checkTime(clock: unknown, timers: unknown): void {
  if (clock !== undefined) checkPort(clock, "clock", ["now"]);
  if (timers !== undefined) checkPort(timers, "timers", ["at"]);
}

/** Throws BAD_OPTION for what is given and no number of milliseconds. */
export function checkPutTimeout(putTimeout: unknown): void {
  if (putTimeout !== undefined && (typeof putTimeout !== "number" || !(putTimeout > 0)))
    fail("BAD_OPTION", `putTimeout: expected milliseconds, got ${describe(putTimeout)}`);
}

/** Throws BAD_TYPE unless the chain shows a state of the contract, and BAD_LENGTH for one of another genesis. */
export function checkChain(chain: unknown, methods: readonly string[]): void {
  checkPort(chain, "chain", methods);
  reading("chain", () => {
    const state = (chain as { readonly state?: unknown }).state as { genesisHash?: unknown } | null;
    if (typeof state !== "object" || state === null)
      fail("BAD_TYPE", `chain: expected one with a state, got ${describe(state)}`);
    checkBytes(state.genesisHash, "the chain's genesis hash", 32);
  });
}

/**
 * Throws BAD_TYPE for what is no text under which something may be stored: what is not well-formed would lie under the
 * same bytes as any other such.
 */
export function checkKey(key: unknown, subject = "key"): asserts key is string {
  textBytes(key, subject);
}

/** Throws BAD_TYPE unless it is text that may be a part of a key. */
export function checkId(id: unknown): asserts id is string {
  checkText(id, "id");
}

/** Throws BAD_OPTION for what is no notice. */
export function checkNotice(type: unknown): asserts type is Notice {
  if (type !== "block" && type !== "tick" && type !== "restarted")
    fail("BAD_OPTION", `notice: expected "block", "tick" or "restarted", got ${describe(type)}`);
}

/** Throws BAD_TYPE, BAD_INTEGER unless it is so many entries of a log. */
export function checkPosition(position: unknown, subject = "position"): asserts position is bigint {
  if (typeof position !== "bigint") fail("BAD_TYPE", `${subject}: expected a bigint, got ${describe(position)}`);
  if (position < 0n || position >> 64n !== 0n)
    fail("BAD_INTEGER", `${subject}: expected an unsigned integer of 64 bits`);
}

/** Throws BAD_TYPE, BAD_INTEGER for what is no place and no count of entries after it. */
export function checkPart(after: unknown, most: unknown): void {
  checkPosition(after);
  checkInteger(most, "entries at most", 0, Number.MAX_SAFE_INTEGER);
}

/** Throws BAD_TYPE unless whoever reads without end can be told to stop. */
export function checkEnding(signal: unknown): asserts signal is AbortSignal {
  if (signal === undefined) fail("BAD_TYPE", "signal: expected an AbortSignal, got undefined");
  checkSignal(signal);
}

/** Throws BAD_TYPE unless there are this identity's id and its secret key, of which nothing else is looked at. */
export function checkIdentity(identity: unknown): void {
  const { id, secretKey } = recordOf<{ id: unknown; secretKey: unknown }>(identity, "identity", ["id", "secretKey"]);
  checkId(id);
  checkBytes(secretKey, "identity's secret key", 32);
}

/** A place in a log, read once. Throws BAD_TYPE, BAD_INTEGER, BAD_LENGTH unless it is a place in a log. */
export function readHead(head: unknown): Head {
  const { round, position, logHash } = recordOf<Head>(head, "head", ["round", "position", "logHash"]);
  checkInteger(round, "the head's round", 0, Number.MAX_SAFE_INTEGER);
  checkPosition(position, "the head's position");
  checkBytes(logHash, "the head's hash", 32);
  return { round, position, logHash };
}

/** Throws BAD_TYPE, BAD_OPTION unless it is something that a ledger carries; what is in the bytes is not looked at. */
export function checkEntry(kind: unknown, bytes: unknown): void {
  if (!(ENTRY_KINDS as readonly unknown[]).includes(kind))
    fail("BAD_OPTION", `kind: expected one of ${ENTRY_KINDS.join(", ")}, got ${describe(kind)}`);
  checkBytes(bytes, "entry");
}
