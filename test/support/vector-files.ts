// Finds the folder of conformance vectors: FELDSPAR_VECTORS, or ../shared/vectors where that exists. Where
// FELDSPAR_VECTORS is set, it is the only place looked at.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, resolve, sep } from "node:path";

const named = process.env.FELDSPAR_VECTORS;

export const vectorsRoot: string | undefined = (() => {
  const path = resolve(named || "../shared/vectors");
  return existsSync(path) ? path : undefined;
})();

export const vectorsAreRequired = process.env.CI === "true";

export const whereVectorsWouldBe = named
  ? `below FELDSPAR_VECTORS (${named})`
  : "below FELDSPAR_VECTORS, which is not set, or ../shared/vectors";

/** The paths of all files of a folder (README aside), sorted; undefined when there is no such folder. */
export function vectorPaths(folder: string): string[] | undefined {
  if (vectorsRoot === undefined || !existsSync(join(vectorsRoot, folder))) return undefined;
  const root = join(vectorsRoot, folder);
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.endsWith("README.md") && statSync(join(root, name)).isFile())
    .map((name) => name.split(sep).join("/"))
    .sort();
}

export function readVector(folder: string, file: string): Uint8Array {
  return new Uint8Array(readFileSync(join(vectorsRoot as string, folder, file)));
}
