// The shape of arguments, in one place for all public entries:
//   - a list is an array without holes, walked by index, and read once: what is checked is what is used,
//   - options and records are read as own properties, so that nothing comes from a prototype, and options that nobody
//     knows are refused, so that a slip of the pen is not the default,
//   - nothing is converted: a wrong type is refused,
//   - whatever a getter or a Proxy does while it is read is BAD_TYPE.
import { describe, FeldsparError, fail } from "./errors.js";
import type { AbortSignal } from "./platform.js";

/** Throws BAD_TYPE for what was thrown while something was read. */
export function unreadable(subject: string, cause: unknown): never {
  const message = `${subject}: expected a value that can be read, got one that throws`;
  throw Object.assign(new FeldsparError("BAD_TYPE", message), { cause });
}

/**
 * Does what only reads a value: whatever it throws that is no FeldsparError is BAD_TYPE, with what was thrown as its
 * `cause`.
 */
export function reading<Result>(subject: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof FeldsparError) throw error;
    return unreadable(subject, error);
  }
}

/** The same of what reads in its own time. */
export async function readingLater<Result>(subject: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof FeldsparError) throw error;
    return unreadable(subject, error);
  }
}

/**
 * The items of an array, a copy. Throws BAD_TYPE for anything else and for holes, EMPTY for none unless `allowEmpty`.
 */
export function listOf<Item = unknown>(value: unknown, subject: string, allowEmpty = false): Item[] {
  return reading(subject, () => {
    if (!Array.isArray(value)) return fail("BAD_TYPE", `${subject}: expected an array, got ${describe(value)}`);
    const items: Item[] = [];
    const { length } = value;
    for (let index = 0; index < length; index++) {
      if (!Object.hasOwn(value, index)) {
        fail("BAD_TYPE", `${subject}: expected an array without holes, got none at ${index}`, [index]);
      }
      items.push(value[index]);
    }
    if (length === 0 && !allowEmpty) fail("EMPTY", `${subject}: expected at least one item, got none`);
    return items;
  });
}

/**
 * Throws BAD_TYPE unless `value` is an array without holes. For what is walked by methods that skip holes, or that take
 * minutes for an array of 2^32 of them.
 */
export function checkList(value: unknown, subject: string): void {
  listOf(value, subject, true);
}

type Name<Shape> = keyof Shape & string;

/** The own properties `names` of an object, undefined where there is none. */
function pick<Shape>(value: object, names: readonly Name<Shape>[]): Shape {
  // without a prototype: one that has the name would be asked first
  const fields: Record<string, unknown> = Object.create(null);
  for (const name of names) {
    fields[name] = Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
  }
  return fields as Shape;
}

/** One own field of a record, undefined where there is none. Throws BAD_TYPE for what is no object. */
export function fieldOf<Shape extends object, Field extends Name<Shape>>(value: Shape, name: Field): Shape[Field] {
  if (typeof value !== "object" || value === null) {
    return fail("BAD_TYPE", `${name}: expected an object that has it, got ${describe(value)}`);
  }
  try {
    return (Object.hasOwn(value, name) ? value[name] : undefined) as Shape[Field];
  } catch (cause) {
    return unreadable(name, cause);
  }
}

/** The fields of a record, a copy; it may have others. Throws BAD_TYPE for what is no object. */
export function recordOf<Shape>(
  value: unknown,
  subject: string,
  names: readonly Name<Shape>[],
  culprits?: readonly number[],
): Shape {
  return reading(subject, () => {
    if (typeof value !== "object" || value === null) {
      return fail("BAD_TYPE", `${subject}: expected { ${names.join(", ")} }, got ${describe(value)}`, culprits);
    }
    return pick<Shape>(value, names);
  });
}

/** The records of a list, by `listOf` and `recordOf`. */
export function recordsOf<Shape>(
  value: unknown,
  list: string,
  subject: string,
  names: readonly Name<Shape>[],
  allowEmpty = false,
): Shape[] {
  return listOf(value, list, allowEmpty).map((item, index) =>
    recordOf<Shape>(item, `${subject} ${index}`, names, [index]),
  );
}

/** Of this realm or another: an object as a literal makes it. */
function isPlain(value: object): boolean {
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** Options, a copy. Throws BAD_TYPE for what is no object, UNKNOWN_OPTION for a name that is none of `names`. */
export function optionsOf<Shape>(value: unknown, names: readonly Name<Shape>[]): Shape {
  const subject = "options";
  return reading(subject, () => {
    if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) {
      return fail("BAD_TYPE", `${subject}: expected an object, got ${describe(value)}`);
    }
    // a Map or a point has no options in it, whatever was meant by giving it
    if (!isPlain(value) && !names.some((name) => Object.hasOwn(value, name))) {
      fail("BAD_TYPE", `${subject}: expected an object with some of ${names.join(", ")}, got ${describe(value)}`);
    }
    for (const name of Object.keys(value)) {
      if (!(names as readonly string[]).includes(name)) {
        fail("UNKNOWN_OPTION", `${subject}: ${JSON.stringify(name.slice(0, 40))} is none of ${names.join(", ")}`);
      }
    }
    return pick<Shape>(value, names);
  });
}

/** The same for options that may be left out altogether. */
export function someOptionsOf<Shape>(value: unknown, names: readonly Name<Shape>[]): Shape {
  return value === undefined ? pick<Shape>({}, names) : optionsOf<Shape>(value, names);
}

/** Throws BAD_TYPE unless `value` is true or false. */
export function checkFlag(value: unknown, subject: string): asserts value is boolean {
  if (typeof value !== "boolean") fail("BAD_TYPE", `${subject}: expected true or false, got ${describe(value)}`);
}

/** Throws BAD_INTEGER unless `value` is a number and an integer of this range. */
export function checkInteger(value: unknown, subject: string, least: number, most: number): asserts value is number {
  if (!Number.isSafeInteger(value) || (value as number) < least || (value as number) > most) {
    const got = typeof value === "number" ? String(value) : describe(value);
    fail("BAD_INTEGER", `${subject}: expected an integer from ${least} to ${most}, got ${got}`);
  }
}

/** What timers of the platform take: more rings at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Throws BAD_INTEGER for what timers do not take. */
export function checkMilliseconds(value: unknown, subject: string): asserts value is number {
  checkInteger(value, subject, 1, LONGEST_TIMER);
}

/** Throws BAD_TYPE unless what these options name is a function, or left out. */
export function checkCallbacks(options: Readonly<Record<string, unknown>>, names: readonly string[]): void {
  for (const name of names) {
    const value = options[name];
    if (value !== undefined && typeof value !== "function")
      fail("BAD_TYPE", `${name}: expected a function, got ${describe(value)}`);
  }
}

/** Throws BAD_TYPE for what is no text. */
export function checkText(value: unknown, subject: string): asserts value is string {
  if (typeof value !== "string") fail("BAD_TYPE", `${subject}: expected a string, got ${describe(value)}`);
}

/**
 * The UTF-8 bytes of a text. Throws BAD_TYPE for anything else, and for a surrogate without its other half: it has no
 * encoding, and would become the same bytes as any other such.
 */
export function textBytes(value: unknown, subject: string): Uint8Array<ArrayBuffer> {
  if (typeof value !== "string") return fail("BAD_TYPE", `${subject}: expected a string, got ${describe(value)}`);
  if (/\p{Surrogate}/u.test(value)) fail("BAD_TYPE", `${subject}: expected well-formed Unicode text`);
  return new TextEncoder().encode(value) as Uint8Array<ArrayBuffer>;
}

/** Throws BAD_TYPE unless `signal` is left out or can say when it aborts. */
export function checkSignal(signal: unknown): asserts signal is AbortSignal | undefined {
  if (signal === undefined) return;
  let isSignal = false;
  try {
    const { throwIfAborted, addEventListener, removeEventListener } = signal as Partial<AbortSignal>;
    isSignal = [throwIfAborted, addEventListener, removeEventListener].every((part) => typeof part === "function");
  } catch {
    // nothing that can be read
  }
  if (!isSignal) fail("BAD_TYPE", `signal: expected an AbortSignal, got ${describe(signal)}`);
}
