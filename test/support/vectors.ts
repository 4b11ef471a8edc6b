// Finds the folder of conformance vectors: FELDSPAR_VECTORS, or ../shared/vectors where that exists. Without it the suites that
// need it are skipped and say why; in CI (CI=true) a missing folder is a failure instead.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/** Every folder of vectors; the suite "conformance/complete" checks that each is read by a test. */
export const vectorFolders = [
  "derived",
  "drand",
  "eip2333",
  "eip2537",
  "ethereum-bls12-381-tests",
  "rfc9380",
  "stake",
  "threshold-oracle",
  "wycheproof",
  "zkcrypto-serialization",
] as const;
export type VectorFolder = (typeof vectorFolders)[number];

/** The vectors folder, or undefined where there is none. FELDSPAR_VECTORS, where it is set, is the only place looked at. */
export const vectorsRoot: string | undefined = (() => {
  const path = resolve(process.env.FELDSPAR_VECTORS || "../shared/vectors");
  return existsSync(path) ? path : undefined;
})();

function missing(folder: string): string {
  return process.env.FELDSPAR_VECTORS
    ? `no ${folder} below FELDSPAR_VECTORS (${process.env.FELDSPAR_VECTORS})`
    : `no ${folder}: neither FELDSPAR_VECTORS nor ../shared/vectors`;
}

/** One folder of vectors, and the names of those of its files that have been read. */
export class Vectors {
  readonly #folder: string;
  readonly consumed = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The paths below the folder (README aside), sorted; `under` narrows to one of its folders. */
  files(under = ""): string[] {
    const root = join(this.#folder, under);
    return readdirSync(root, { recursive: true, encoding: "utf8" })
      .filter((name) => !name.endsWith("README.md") && statSync(join(root, name)).isFile())
      .map((name) => join(under, name))
      .sort();
  }

  /** The bytes of one file. */
  bytes(file: string): Uint8Array {
    this.consumed.add(file);
    return new Uint8Array(readFileSync(join(this.#folder, file)));
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
  const path = vectorsRoot && join(vectorsRoot, folder);
  if (!path || !existsSync(path)) {
    if (process.env.CI === "true") {
      describe(folder, () => it("has its vectors", () => expect.fail(missing(folder))));
    } else {
      describe.skip(`${folder} (skipped: ${missing(folder)})`, () => it("needs the vectors", () => {}));
    }
    return;
  }
  describe(folder, () => {
    const vectors = new Vectors(path);
    body(vectors);
    if (options.allFiles !== false) {
      it("reads every file of the folder", () => expect([...vectors.consumed].sort()).toEqual(vectors.files()));
    }
  });
}
