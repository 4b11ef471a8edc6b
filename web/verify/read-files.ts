// Files that were dropped or chosen, as they are: what their bytes mean is for the reader of documents to say.
import type { InputFile, TextFile } from "../../src/documents/index.js";

/** Bytes of a file: a chain of ten thousand views is smaller. */
const MOST_BYTES = 64 << 20;
const MOST_FILES = 1000;
/** What is shown of a file. */
const MOST_SHOWN = 20_000;

/** Bytes by file; a folder, or a file that is gone, is a problem of its own and not of the others. */
export async function readFiles(files: readonly File[]): Promise<InputFile[]> {
  const left = files.length - MOST_FILES;
  const more =
    left > 0 ? [{ name: "the others", problem: `expected at most ${MOST_FILES} files, got ${left} more` }] : [];
  const read = await Promise.all(
    files.slice(0, MOST_FILES).map(async (file): Promise<InputFile> => {
      if (file.size > MOST_BYTES) return { name: file.name, problem: `expected at most ${MOST_BYTES >> 20} MiB` };
      try {
        return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
      } catch (error) {
        return { name: file.name, problem: `expected a readable file: ${(error as Error).message}` };
      }
    }),
  );
  return [...read, ...more];
}

/** The beginning of its text. */
export function shownOf(file: InputFile): TextFile {
  if ("text" in file) return { name: file.name, text: file.text.slice(0, MOST_SHOWN) };
  const bytes = "bytes" in file ? file.bytes.subarray(0, MOST_SHOWN) : new Uint8Array(0);
  return { name: file.name, text: new TextDecoder().decode(bytes) };
}

/** All of its text. */
export function textOf(file: InputFile): TextFile {
  if ("text" in file) return file;
  return { name: file.name, text: "bytes" in file ? new TextDecoder().decode(file.bytes) : "" };
}
