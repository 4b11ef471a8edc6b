// Files that were dropped or chosen, as they are: what their bytes mean is for the reader of documents to say.
import type { InputFile, TextFile } from "../../src/documents/index.js";

/** Bytes by file; a folder, or a file that is gone, is a problem of its own and not of the others. */
export async function readFiles(files: readonly File[]): Promise<InputFile[]> {
  return Promise.all(
    files.map(async (file): Promise<InputFile> => {
      try {
        return { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
      } catch (error) {
        return { name: file.name, problem: `expected a readable file: ${(error as Error).message}` };
      }
    }),
  );
}

/** A file's text to look at. */
export function textOf(file: InputFile): TextFile {
  if ("text" in file) return file;
  return { name: file.name, text: "bytes" in file ? new TextDecoder().decode(file.bytes) : "" };
}
