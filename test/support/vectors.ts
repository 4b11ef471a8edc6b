// The conformance vectors, by folder. Without them the suites that need them are skipped and say why; in CI a missing
// folder is a failure instead. Where the files come from: vector-files.ts.
import { describe, expect, it } from "vitest";
import { readVector, vectorPaths, vectorsAreRequired, whereVectorsWouldBe } from "./vector-files.js";
import type { VectorFolder } from "./vector-folders.js";

/** One folder of vectors, and the names of those of its files that have been read. */
export class Vectors {
  readonly #folder: string;
  readonly #paths: readonly string[];
  readonly consumed = new Set<string>();

  constructor(folder: string, paths: readonly string[]) {
    this.#folder = folder;
    this.#paths = paths;
  }

  /** The paths below the folder (README aside), sorted; `under` narrows to one of its folders. */
  files(under = ""): string[] {
    return this.#paths.filter((path) => under === "" || path.startsWith(`${under}/`));
  }

  /** The bytes of one file. */
  bytes(file: string): Uint8Array {
    this.consumed.add(file);
    return readVector(this.#folder, file);
  }

  /** The text of one file. */
  text(file: string): string {
    return new TextDecoder().decode(this.bytes(file));
  }

  /** A file of JSON. The caller names the shape: the files are fixed data. */
  json<T>(file: string): T {
    return JSON.parse(this.text(file)) as T;
  }
}

/**
 * `describe` over one folder of vectors. `body` runs at collection time and must read every file of the folder: a last
 * test of the block fails when one was left out. Absent vectors: skipped with the reason in the name; in CI: a failure.
 */
export function describeWithVectors(
  folder: VectorFolder,
  body: (vectors: Vectors) => void,
  options: { allFiles?: boolean } = {},
): void {
  const paths = vectorPaths(folder);
  if (paths === undefined) {
    const missing = `no ${folder} ${whereVectorsWouldBe}`;
    if (vectorsAreRequired) {
      describe(folder, () => it("has its vectors", () => expect.fail(missing)));
    } else {
      describe.skip(`${folder} (skipped: ${missing})`, () => it("needs the vectors", () => {}));
    }
    return;
  }
  describe(folder, () => {
    const vectors = new Vectors(folder, paths);
    body(vectors);
    if (options.allFiles !== false) {
      it("reads every file of the folder", () => expect([...vectors.consumed].sort()).toEqual(vectors.files()));
    }
  });
}
