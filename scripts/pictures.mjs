// Pictures in docs/images of what is shown in a browser. They differ with every run, and so they are no part of
// `npm run generate`.
//
//   node scripts/pictures.mjs dashboard    of a network that runs in this process for a minute or two: seven miners, of
//                                          which one does not run, in their second view change
//   node scripts/pictures.mjs page         a run, a verification and a benchmark, which wants a quiet machine; with
//                                          another word, those whose names begin with it: page-benchmark
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build as bundle } from "esbuild";
import { build } from "vite";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));
const ROOTS = { dashboard: "web/dashboard", page: "web" };
const [what = "", only] = process.argv.slice(2);
if (!Object.hasOwn(ROOTS, what)) {
  console.error(`expected one of ${Object.keys(ROOTS).join(", ")}`);
  process.exit(2);
}
const root = ROOTS[what];
await build({ root, configFile: `${root}/vite.config.ts`, logLevel: "warn" });
const outfile = resolve(`build/${what}-pictures.mjs`);
await bundle({
  entryPoints: [`test/web/support/${what}-pictures.ts`],
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  alias: { "#compiled": "./bindings/compiled/none.ts", "#loader": "./bindings/loader/web.ts" },
  outfile,
});
const { takePictures } = await import(pathToFileURL(outfile).href);
await takePictures("docs/images", only);
