// Sizes as a user's bundler ships them: minified, in one file, gzip at its highest level, in thousands of bytes.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const kilobytes = (bytes) => gzipSync(bytes, { level: 9 }).length / 1000;

async function bundled(entry) {
  const { output } = await build({
    configFile: false,
    logLevel: "silent",
    build: { write: false, minify: true, target: "es2022", lib: { entry, formats: ["es"], fileName: "bundle" } },
  }).then((result) => (Array.isArray(result) ? result[0] : result));
  return kilobytes(Buffer.from(output.map((chunk) => chunk.code ?? "").join("")));
}

export async function sizeFigures(kernel) {
  return {
    "both builds, gzip": await bundled("dist/src/entry/bls.js"),
    "one build, gzip": kilobytes(readFileSync(`dist/core.${kernel}.wasm`)),
    "@noble/curves, gzip": await bundled("node_modules/@noble/curves/bls12-381.js"),
    "mcl-wasm, gzip": await bundled("node_modules/mcl-wasm/browser/mcl.js"),
  };
}
