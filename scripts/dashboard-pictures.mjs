// The dashboard's pictures in docs/images, of a network that runs in this process for a minute or two: seven miners, of
// which one does not run, in their second view change. The pictures differ with every run, and so they are no part of
// `npm run generate`.
//
//   node scripts/dashboard-pictures.mjs
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build as bundle } from "esbuild";
import { build } from "vite";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));
await build({ root: "web/dashboard", configFile: "web/dashboard/vite.config.ts", logLevel: "warn" });
const outfile = resolve("build/dashboard-pictures.mjs");
await bundle({
  entryPoints: ["test/web/support/dashboard-pictures.ts"],
  bundle: true,
  platform: "node",
  format: "esm",
  packages: "external",
  alias: { "#compiled": "./bindings/compiled/none.ts", "#loader": "./bindings/loader/web.ts" },
  outfile,
});
const { takePictures } = await import(pathToFileURL(outfile).href);
await takePictures("build/dashboard", "docs/images");
