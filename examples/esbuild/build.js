import { cpSync } from "node:fs";
import { build } from "esbuild";

// esbuild does not follow new Worker(new URL(...)): the pool's script is an entry of its own, beside the page's
const entryPoints = { main: "main.js", worker: "node_modules/feldspar-dkg/dist/src/pool/web/worker.js" };
await build({ entryPoints, bundle: true, minify: true, format: "esm", outdir: "dist" });
cpSync("index.html", "dist/index.html");
