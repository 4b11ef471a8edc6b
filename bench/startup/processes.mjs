// Figures that need fresh processes: how long until the first verified signature, and how long until the engine runs
// our code at full speed.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

const DST = "BLS_SIG_BLS12381G2_XMD:SHA-256_SSWU_RO_POP_";

function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}

const run = (binary, kernel, ...args) =>
  execFileSync(binary, args, { encoding: "utf8", env: { ...process.env, FELDSPAR_KERNEL: kernel } });

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
    entryPoints: ["dist/src/bls/index.js"],
    outfile: "build/startup/bls.js",
    bundle: true,
    minify: true,
    format: "esm",
    platform: "node",
    alias: { "#compiled": join(process.cwd(), "dist/bindings/compiled/none.js") },
  });
  const libraries = ["feldspar", "feldspar, one file", "mcl-wasm", "@noble/curves"];
  const times = Object.fromEntries(libraries.map((name) => [name, []]));
  for (let i = 0; i < repeats; i++) {
    for (const name of libraries)
      times[name].push(Number(run(binary, kernel, "build/js/bench/startup/first-signature.js", name, ...signed)));
  }
  return Object.fromEntries(libraries.map((name) => [`start-up: ${name}`, median(times[name])]));
}

/** Milliseconds of hot use that are looked at as one. */
const SLOT = 5;

/**
 * A stream of pairings, cut into slots of 5 ms of use: when each ended, and how many times the steady time its fastest
 * call took.
 */
function slotsOf(times) {
  const steady = median(times.slice(times.length >> 1));
  const slots = [];
  let [now, begun, fastest] = [0, 0, Number.POSITIVE_INFINITY];
  for (const time of times) {
    now += time;
    fastest = Math.min(fastest, time);
    if (now - begun < SLOT) continue;
    slots.push({ end: now, slowness: fastest / steady });
    [begun, fastest] = [now, Number.POSITIVE_INFINITY];
  }
  return slots;
}

/**
 * After how much hot use a fresh process runs at full speed: the end of the last slot in which even the fastest call
 * took more than 1.5 times the steady time, in the lower quartile of the processes (others were disturbed: the machine
 * is shared). 0 when there is no such slot.
 */
export function tierUpFigure(binary, kernel, repeats) {
  const runs = Array.from({ length: repeats }, () =>
    slotsOf(JSON.parse(run(binary, kernel, "build/js/bench/startup/pairings.js"))),
  );
  const quartile = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 4)];
  let settled = 0;
  for (let index = 0; index < Math.min(...runs.map((slots) => slots.length)); index++) {
    const here = runs.map((slots) => slots[index]);
    if (quartile(here.map(({ slowness }) => slowness)) > 1.5) settled = median(here.map(({ end }) => end));
  }
  return { "tier-up": settled };
}
