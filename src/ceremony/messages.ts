// What goes between a party and a room, as JSON: any channel that carries text carries a ceremony. A room's answers are
// not believed: entries are judged by their signatures, private messages by their MAC.
import { decodeText, FeldsparError, isBytes, JsonReader, parseJson, reading, toHex } from "../encoding/index.js";
import { MAX_FRAME } from "../sealing/frame.js";
import { ENTRY_KINDS, type EntryKind, type LedgerEntry, MAX_ENTRY } from "../view-change/entries.js";

/** Bytes in hex. */
export interface EntryJson {
  readonly kind: EntryKind;
  readonly bytes: string;
}

/** From a party. */
export type ToRoom =
  /** "I am there, and have so many entries"; `fresh`: and no private messages. */
  | { readonly type: "hello"; readonly id: string; readonly after: number; readonly fresh: boolean }
  | ({ readonly type: "say" } & EntryJson)
  | { readonly type: "private"; readonly to: string; readonly bytes: string };

/** From a room. */
export type FromRoom =
  /** Entries in their order, of which the first stands after so many others. */
  | { readonly type: "entries"; readonly after: number; readonly entries: readonly EntryJson[] }
  | { readonly type: "private"; readonly to: string; readonly bytes: string };

/** Entries of one message. */
export const MOST_TOGETHER = 64;
const MOST_CHARACTERS = 1 << 26;

export function entryToJson({ kind, bytes }: LedgerEntry): EntryJson {
  return { kind, bytes: toHex(bytes) };
}

/** Throws BAD_JSON. */
export function entryFromJson(reader: JsonReader): LedgerEntry {
  const { kind, bytes } = reader.object(["kind", "bytes"]);
  return { kind: kind.oneOf([...ENTRY_KINDS]) as EntryKind, bytes: bytes.hex(undefined, MAX_ENTRY) };
}

/** A message that came as bytes, as text, or as what was read of text. Throws BAD_JSON. */
function readerOf(message: unknown): JsonReader {
  const subject = "message";
  const text = isBytes(message) ? textOf(message) : message;
  return new JsonReader(typeof text === "string" ? parseJson(text, subject, MOST_CHARACTERS) : text, subject);
}

function textOf(bytes: Uint8Array): string {
  try {
    return decodeText(bytes, "message");
  } catch (error) {
    if (error instanceof FeldsparError) throw new FeldsparError("BAD_JSON", error.message);
    throw error;
  }
}

interface Private {
  readonly type: "private";
  readonly to: string;
  readonly bytes: Uint8Array;
}

/** What a room is told. */
export type Told =
  | Extract<ToRoom, { readonly type: "hello" }>
  | { readonly type: "say"; readonly entry: LedgerEntry }
  | Private;

/** What a party hears. */
export type Heard =
  | { readonly type: "entries"; readonly after: number; readonly entries: readonly LedgerEntry[] }
  | Private;

function readPrivate(reader: JsonReader): Private {
  const { to, bytes } = reader.object(["type", "to", "bytes"]);
  return { type: "private", to: toHex(to.hex(32)), bytes: bytes.hex(undefined, MAX_FRAME) };
}

/** Throws BAD_JSON, BAD_TYPE. */
export function readTold(message: unknown): Told {
  return reading("message", () => readToldFrom(message));
}

function readToldFrom(message: unknown): Told {
  const reader = readerOf(message);
  const type = reader.peek("type");
  if (type === "private") return readPrivate(reader);
  if (type === "say") {
    const { kind, bytes } = reader.object(["type", "kind", "bytes"]);
    return { type, entry: entryFromJson(new JsonReader({ kind: kind.value, bytes: bytes.value }, reader.path)) };
  }
  const { type: named, id, after, fresh } = reader.object(["type", "id", "after", "fresh"]);
  named.oneOf(["hello"]);
  return {
    type: "hello",
    id: toHex(id.hex(32)),
    after: after.integer(0, Number.MAX_SAFE_INTEGER),
    fresh: fresh.boolean(),
  };
}

/** Throws BAD_JSON, BAD_TYPE. */
export function readHeard(message: unknown): Heard {
  return reading("message", () => readHeardFrom(message));
}

function readHeardFrom(message: unknown): Heard {
  const reader = readerOf(message);
  if (reader.peek("type") === "private") return readPrivate(reader);
  const { type, after, entries } = reader.object(["type", "after", "entries"]);
  type.oneOf(["entries"]);
  return {
    type: "entries",
    after: after.integer(0, Number.MAX_SAFE_INTEGER),
    entries: entries.array(MOST_TOGETHER, (item) => entryFromJson(item)),
  };
}
