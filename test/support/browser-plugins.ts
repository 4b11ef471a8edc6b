// What vite does to the tests for a browser, whichever it is: twins of what needs Node, the conformance vectors in a
// module, and the package from its sources.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { readVector, vectorPaths, vectorsAreRequired, whereVectorsWouldBe } from "./vector-files.js";
import { vectorFolders } from "./vector-folders.js";

/** Resolves X.js to X.web.ts where that exists. */
const twins = {
  name: "twins",
  enforce: "pre" as const,
  resolveId(source: string, importer: string | undefined) {
    if (importer === undefined || !source.startsWith(".")) return undefined;
    const twin = resolve(importer, "..", source.replace(/\.js$/, ".web.ts"));
    return twin.endsWith(".web.ts") && existsSync(twin) ? twin : undefined;
  },
};

/** The conformance vectors as a module: see test/support/vector-files.web.ts. */
const vectors = {
  name: "vectors",
  resolveId: (source: string) => (source === "virtual:vectors" ? "\0virtual:vectors" : undefined),
  load(id: string) {
    if (id !== "\0virtual:vectors") return undefined;
    const base64 = (folder: string, path: string) => Buffer.from(readVector(folder, path)).toString("base64");
    const folders = vectorFolders.flatMap((folder) => {
      const paths = vectorPaths(folder);
      return paths ? [[folder, Object.fromEntries(paths.map((path) => [path, base64(folder, path)]))] as const] : [];
    });
    return `export const folders = ${JSON.stringify(Object.fromEntries(folders))};
export const required = ${vectorsAreRequired};
export const where = ${JSON.stringify(whereVectorsWouldBe)};`;
  },
};

export const browserPlugins = [twins, vectors];

/** From the sources: dist/ need not be there. */
export const browserAliases = {
  "#compiled": resolve("bindings/compiled/none.ts"),
  "#loader": resolve("bindings/loader/web.ts"),
};
