// Recorded byte strings, one after the other in a file, each with its length before it: written and read one at a time,
// so that a transcript of any size passes through little memory.
import { closeSync, openSync, readSync, writeSync } from "node:fs";

export class RecordWriter {
  private readonly file: number;

  constructor(path: string) {
    this.file = openSync(path, "w");
  }

  write(record: Uint8Array): void {
    const length = new Uint8Array(4);
    new DataView(length.buffer).setUint32(0, record.length);
    writeSync(this.file, length);
    writeSync(this.file, record);
  }

  close(): void {
    closeSync(this.file);
  }
}

export function* readRecords(path: string): Generator<Uint8Array> {
  const file = openSync(path, "r");
  try {
    const length = new Uint8Array(4);
    while (readSync(file, length, 0, 4, null) === 4) {
      const record = new Uint8Array(new DataView(length.buffer).getUint32(0));
      if (readSync(file, record, 0, record.length, null) !== record.length) throw new Error(`${path}: cut short`);
      yield record;
    }
  } finally {
    closeSync(file);
  }
}

/** Up to `size` items at a time. */
export function* inPieces<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let piece: T[] = [];
  for (const item of items) {
    piece.push(item);
    if (piece.length === size) {
      yield piece;
      piece = [];
    }
  }
  if (piece.length > 0) yield piece;
}
