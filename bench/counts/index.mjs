// Counts what the kernel does for every operation and writes docs/operation-counts.md.
//
//   node bench/counts/index.mjs
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { measure } from "./counting.mjs";
import { document } from "./document.mjs";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), "../.."));
if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");
const counted = { relaxed: await measure("relaxed"), portable: await measure("portable") };
writeFileSync("docs/operation-counts.md", document(counted));
console.log("docs/operation-counts.md");
