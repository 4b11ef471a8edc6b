// Bundles a program of the fuzzer with the transparent group in the place of the core: whoever imports these modules,
// or a hash of @noble/hashes, gets the ones of test/fuzz/transparent/ instead. Everything else is the product's own
// code.
import { existsSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { replaceOnce } from "../support/replace-once.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const transparent = join(here, "transparent");

/** Modules that are replaced, by folder. */
const REPLACED = {
  [join(root, "bindings")]: ["scalar", "point", "vector", "sharing", "pairing", "random", "scope"],
  [join(root, "src", "curve")]: ["expand-message"],
  [join(root, "src", "sealing")]: ["keys", "hpke", "channel"],
  [join(root, "src", "node")]: ["miner-state"],
};

const plugin = {
  name: "transparent group",
  setup({ onResolve }) {
    onResolve({ filter: /^@noble\/hashes\/(sha2|sha3|hkdf)\.js$/ }, ({ path }) => ({
      path: join(transparent, "hashes", basename(path).replace(/\.js$/, ".ts")),
    }));
    onResolve({ filter: /^\./ }, ({ path, importer }) => {
      // what the transparent modules themselves take from the real scalars needs the real sizes
      if (importer.startsWith(transparent) || importer === join(root, "bindings", "scalar.ts")) return undefined;
      const target = join(dirname(importer), path).replace(/\.js$/, "");
      const name = basename(target);
      const stands = REPLACED[dirname(target)]?.includes(name) && join(transparent, `${name}.ts`);
      return stands && existsSync(stands) ? { path: stands } : undefined;
    });
  },
};

/** The source with one rule switched off. */
const without = ({ name, file, from, to }) => ({
  name: "a rule switched off",
  setup({ onLoad }) {
    onLoad({ filter: new RegExp(`${basename(file).replace(".", "\\.")}$`) }, ({ path }) => {
      if (path !== join(root, file)) return undefined;
      const source = readFileSync(path, "utf8");
      return { contents: replaceOnce(source, from, to, `"${name}" in ${file}`), loader: "ts" };
    });
  },
});

/** Writes `entry` (a TypeScript file), bundled for Node, to `outfile`; `rule`: one that is switched off. */
export async function bundle(entry, outfile, { real = false, rule = null } = {}) {
  await build({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    logLevel: "warning",
    external: real ? ["@assemblyscript/loader"] : [],
    plugins: [...(real ? [] : [plugin]), ...(rule === null ? [] : [without(rule)])],
    conditions: ["node"],
  });
}
