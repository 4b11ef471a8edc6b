// For engines that run a program (Node, Deno, Bun): prints the answers as JSON. The arguments are the kernel, or
// "auto"; and a second one where the transcript is left out.
import { createPool } from "feldspar-dkg/pool.js";
import { ask } from "./packed.mjs";

const [, , kernel, without] = process.argv;
console.log(JSON.stringify(await ask(kernel, { createPool, withTranscript: without === undefined })));
