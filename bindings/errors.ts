// What goes wrong, as one type. Malformed input (a wrong length, a point that is not one, a repeated id) throws a
// FeldsparError with a stable code; a signature that is well formed but wrong makes a verification return false.
// Messages say what was expected and what came, and never contain the bytes of a secret. codes.ts explains the codes.
import type { ErrorCode } from "./codes.js";
import { isBytes, isDetached } from "./views.js";

/** Codes for the statuses of the ABI (assembly/status.ts) from 1 on; 0 is no error. */
const STATUS_CODES: readonly ErrorCode[] = [
  "BAD_LENGTH",
  "BAD_FLAGS",
  "NOT_CANONICAL",
  "NOT_ON_CURVE",
  "NOT_IN_SUBGROUP",
  "IS_IDENTITY",
  "BAD_SCALAR",
  "BAD_ID",
  "DUPLICATE_ID",
];

const STATUS_MESSAGES: { readonly [code in ErrorCode]?: string } = {
  BAD_LENGTH: "has a length that no encoding has",
  BAD_FLAGS: "has flag bits that contradict its length or content",
  NOT_CANONICAL:
    "is not canonical: every coordinate must be an integer below the field's modulus, with no spare bits set",
  NOT_ON_CURVE: "is not on the curve",
  NOT_IN_SUBGROUP: "is not in the subgroup of prime order",
  IS_IDENTITY: "is the identity (the point at infinity), which is not allowed here",
  BAD_SCALAR: "is not an integer in the required range below the group order",
  BAD_ID: "is not a valid id: expected a non-zero integer below the group order",
  DUPLICATE_ID: "repeats an id that was already given",
};

/** A culprit is the position of an item in the caller's list, or a party's id. */
export type Culprit = number | string;

/**
 * The only kind of error this package throws on purpose. `code` is stable, `message` is for people.
 *
 * @example
 * try {
 *   minSig.batchVerify([{ signature: new Uint8Array(48), message: new Uint8Array(0), publicKey: new Uint8Array(96) }]);
 * } catch (error) {
 *   if (!(error instanceof FeldsparError)) throw error;
 *   error.code; //=> "BAD_FLAGS"
 *   error.culprits; //=> [0]
 * }
 */
export class FeldsparError extends Error {
  /** Stable, SCREAMING_SNAKE_CASE, for example "NOT_ON_CURVE". */
  readonly code: ErrorCode;
  /** Positions or ids of the items that caused the error, where a list was given. */
  readonly culprits?: readonly Culprit[];

  constructor(code: ErrorCode, message: string, culprits?: readonly Culprit[]) {
    super(message);
    this.name = "FeldsparError";
    this.code = code;
    if (culprits !== undefined) this.culprits = culprits;
  }

  /**
   * What `JSON.stringify` writes: without the stack.
   *
   * @example
   * const error = new FeldsparError("BAD_OPTION", "no such thing", [2]);
   * error.toJSON(); //=> { code: "BAD_OPTION", message: "no such thing", culprits: [2] }
   */
  toJSON(): { code: ErrorCode; message: string; culprits?: readonly Culprit[] } {
    const { code, message, culprits } = this;
    return culprits === undefined ? { code, message } : { code, message, culprits };
  }
}

/** Throws a FeldsparError. A function, so that it can stand in an expression. */
export function fail(code: ErrorCode, message: string, culprits?: readonly Culprit[]): never {
  throw new FeldsparError(code, message, culprits);
}

/** The error for a non-zero ABI status; `subject` names the offending value, for example "public key". */
export function statusError(status: number, subject: string, culprits?: readonly Culprit[]): FeldsparError {
  const code = STATUS_CODES[status - 1] ?? "UNKNOWN_STATUS";
  const message = STATUS_MESSAGES[code] ?? `was refused with status ${status}`;
  return new FeldsparError(code, `${subject} ${message}`, culprits);
}

/** Throws unless `status` is 0. */
export function checkStatus(status: number, subject: string, culprits?: readonly Culprit[]): void {
  if (status !== 0) throw statusError(status, subject, culprits);
}

/**
 * Throws for the first bad item of a list and names every bad one in `culprits`. `statuses[i]` is the ABI status of
 * item i.
 */
export function checkStatuses(statuses: ArrayLike<number>, subject: string): void {
  const culprits: number[] = [];
  for (let index = 0; index < statuses.length; index++) if (statuses[index] !== 0) culprits.push(index);
  const first = culprits[0];
  if (first === undefined) return;
  const more = culprits.length > 1 ? ` (and ${culprits.length - 1} more)` : "";
  throw statusError(statuses[first]!, `${subject} ${first}${more}`, culprits);
}

/**
 * Names a value in an error message by its type only: what a caller passed by mistake may be a secret. Never throws,
 * and says nothing that a value says of itself but the name of a class.
 */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (value === undefined) return "undefined";
  if (typeof value !== "object") return `a ${typeof value}`;
  try {
    if (isBytes(value)) return `${value.length} bytes`;
    if (isDetached(value)) return "a view of a detached buffer";
    if (Array.isArray(value)) return `an array of ${Number(value.length)}`;
    const name: unknown = value.constructor?.name ?? "no prototype";
    if (typeof name === "string" && /^[\w ]{1,64}$/.test(name)) return `an object (${name})`;
  } catch {
    // a revoked Proxy, or a getter that throws
  }
  return "an object";
}
