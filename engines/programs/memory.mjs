// The whole memory of the core, hashed after each part of the transcript: not only the answers have to be those of
// another processor, but every byte on the way. Random bytes come from a fixed stream. Prints JSON; the arguments are
// the kernel and the parts, all where none are named. The package is the one as packed, by its files, because it
// exports no way to its memory.
import { createHash } from "node:crypto";
import { seededRandom } from "../../test/support/generators.js";
import { transcriptOf } from "../../test/support/transcript.js";

const random = seededRandom(381);
const fixed = {
  subtle: globalThis.crypto.subtle,
  getRandomValues(list) {
    list.set(random(list.length));
    return list;
  },
};
Object.defineProperty(globalThis, "crypto", { value: fixed, configurable: true });

const [, , kernel, ...parts] = process.argv;
const inPackage = (path) => import(new URL(path, new URL("node_modules/feldspar-dkg/dist/", import.meta.url)).href);
const { core, init } = await inPackage("bindings/instance.js");
await init({ kernel });
const modules = {
  curve: await inPackage("src/entry/curve.js"),
  bls: await inPackage("src/entry/bls.js"),
  threshold: await inPackage("src/entry/threshold.js"),
  dkg: await inPackage("src/entry/dkg.js"),
  viewChange: await inPackage("src/entry/view-change.js"),
};
const sha256 = (data) => createHash("sha256").update(data).digest("hex");
const memory = {};
const after = (part) => {
  memory[part] = sha256(new Uint8Array(core().wasm.memory.buffer));
};
const lines = await transcriptOf(modules, { only: parts.length > 0 ? parts : undefined, after });
const { byteLength } = core().wasm.memory.buffer;
console.log(JSON.stringify({ kernel: core().kernel, bytes: byteLength, memory, transcript: sha256(lines.join("\n")) }));
