// How long a fresh process takes until its first verified signature.
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import { median, run } from "./processes.mjs";

const DST = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

async function signedMessage() {
  const { minPk } = await import(pathToFileURL(join(process.cwd(), "build/js/src/bls/index.js")).href);
  const hex = (bytes) => Buffer.from(bytes).toString("hex");
  const secretKey = minPk.keygen(new Uint8Array(32).fill(1));
  const message = new Uint8Array(32).fill(2);
  return [minPk.getPublicKey(secretKey), message, minPk.sign(message, secretKey, { DST })].map(hex);
}

/** Medians over fresh processes, interleaved: import, instantiate and verify one signature, in milliseconds. */
export async function startUpFigures(binary, kernel, repeats) {
  const signed = await signedMessage();
  await build({
    entryPoints: ["dist/src/entry/bls.js"],
    outfile: "build/startup/bls.js",
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    alias: {
      "#compiled": join(process.cwd(), "dist/bindings/compiled/none.js"),
      "#loader": join(process.cwd(), "dist/bindings/loader/web.js"),
    },
  });
  const libraries = ["feldspar", "feldspar, one file", "mcl-wasm", "@noble/curves"];
  const times = Object.fromEntries(libraries.map((name) => [name, []]));
  for (let i = 0; i < repeats; i++) {
    for (const name of libraries)
      times[name].push(Number(run(binary, kernel, "build/js/bench/startup/first-signature.js", name, ...signed)));
  }
  return Object.fromEntries(libraries.map((name) => [`start-up: ${name}`, median(times[name])]));
}
