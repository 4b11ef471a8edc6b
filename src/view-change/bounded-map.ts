// What is remembered to save time must not grow with what others send: a map bounded by the bytes that it holds.
import { describe, fail } from "../encoding/index.js";

interface Entry<Value> {
  readonly value: Value;
  readonly bytes: number;
}

/** At most `maxBytes` of values, and at most `most` of them: the least recently used go first. */
export class BoundedMap<Value> {
  /** The latest used stands last. */
  private readonly entries = new Map<string, Entry<Value>>();
  private held = 0;

  /** Throws BAD_OPTION unless `maxBytes` is a whole number. */
  constructor(
    readonly maxBytes: number,
    private readonly most: number = Number.POSITIVE_INFINITY,
  ) {
    if (!Number.isSafeInteger(maxBytes) || maxBytes < 0) {
      fail("BAD_OPTION", `maxBytes: expected a whole number of bytes, got ${describe(maxBytes)}`);
    }
  }

  /** What the values weigh that are held now. */
  get heldBytes(): number {
    return this.held;
  }

  get(name: string): Value | undefined {
    const entry = this.entries.get(name);
    if (entry === undefined) return undefined;
    this.entries.delete(name);
    this.entries.set(name, entry);
    return entry.value;
  }

  /** Keeps a value that weighs `bytes`; one that is heavier than the bound is not kept, and takes nobody's place. */
  set(name: string, value: Value, bytes: number): void {
    this.delete(name);
    if (bytes > this.maxBytes) return;
    for (const oldest of this.entries.keys()) {
      if (this.held + bytes <= this.maxBytes && this.entries.size < this.most) break;
      this.delete(oldest);
    }
    this.entries.set(name, { value, bytes });
    this.held += bytes;
  }

  private delete(name: string): void {
    this.held -= this.entries.get(name)?.bytes ?? 0;
    this.entries.delete(name);
  }
}
