// What changed from one value to the next, both plain data of which the second shares with the first whatever is the
// same: what is sent is small, and whoever has the first value makes the second of it, with the same sharing. Values of
// a state are never changed in place.

/** null: nothing changed. */
export type Change =
  | null
  | { readonly value: unknown }
  | { readonly fields: readonly (readonly [string, Change])[] }
  | { readonly length: number; readonly items: readonly (readonly [number, Change])[] };

type Plain = Readonly<Record<string, unknown>>;

function isPlain(value: unknown): value is Plain {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function haveSameKeys(one: Plain, other: Plain): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => Object.hasOwn(other, key));
}

/** The change from `before` to `after`. One object that stands in two places is one change. */
export function changeOf(before: unknown, after: unknown, known = new Map<unknown, Map<unknown, Change>>()): Change {
  if (Object.is(before, after)) return null;
  const made = known.get(after)?.get(before);
  if (made !== undefined) return made;
  const change = differenceOf(before, after, known);
  if (typeof after === "object") {
    const ofAfter = known.get(after) ?? new Map<unknown, Change>();
    known.set(after, ofAfter.set(before, change));
  }
  return change;
}

function differenceOf(before: unknown, after: unknown, known: Map<unknown, Map<unknown, Change>>): Change {
  if (Array.isArray(before) && Array.isArray(after)) {
    const items: [number, Change][] = [];
    after.forEach((item, index) => {
      const change: Change = index < before.length ? changeOf(before[index], item, known) : { value: item };
      if (change !== null) items.push([index, change]);
    });
    return { length: after.length, items };
  }
  if (isPlain(before) && isPlain(after) && haveSameKeys(before, after)) {
    const changes = Object.keys(after).map((key) => [key, changeOf(before[key], after[key], known)] as const);
    return { fields: changes.filter(([, change]) => change !== null) };
  }
  return { value: after };
}

/** The value that a change makes of the one before. */
export function changed(before: unknown, change: Change, made = new Map<Change, unknown>()): unknown {
  if (change === null) return before;
  if (!made.has(change)) made.set(change, applied(before, change, made));
  return made.get(change);
}

function applied(before: unknown, change: NonNullable<Change>, made: Map<Change, unknown>): unknown {
  if ("value" in change) return change.value;
  if ("fields" in change) {
    const after: Record<string, unknown> = { ...(before as Plain) };
    for (const [key, inner] of change.fields) after[key] = changed(after[key], inner, made);
    return after;
  }
  const after = (before as readonly unknown[]).slice(0, change.length);
  for (const [index, inner] of change.items) after[index] = changed(after[index], inner, made);
  return after;
}
