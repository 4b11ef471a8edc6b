// Threads for the pool's tests in Node: the script of the built package, since a worker thread cannot run TypeScript.
// The browser's tests take platform.web.ts in its place.
import type { OpenChannel } from "../../../src/pool/channel.js";
import { openNodeWorker } from "../../../src/pool/node/channel.js";

const script = new URL("../../../dist/src/pool/node/worker.js", import.meta.url);

export const openWorker: OpenChannel = (events) => openNodeWorker(events, script);
