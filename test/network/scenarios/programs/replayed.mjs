// A sharder's process on an engine that shows blocks that were recorded, one after the other, as a chain would: what is
// asked of it meanwhile waits for the contract, or does not.
//
//   node programs/replayed.mjs FOLDER
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setFlagsFromString } from "node:v8";

// as the command line does it
if (process.versions.node.startsWith("20.")) setFlagsFromString("--experimental-wasm-relaxed-simd");

const { genesisFromJson } = await import("../../../../dist/src/magic-block/index.js");
const { SharderProcess } = await import("../../../../dist/src/processes/sharder-process.js");
const { MemoryStore } = await import("../../../../dist/src/store/memory.js");
const { createSigningIdentity } = await import("../../../../dist/src/view-change/identity.js");

const folder = process.argv[2];
const genesis = genesisFromJson(readFileSync(join(folder, "genesis.json"), "utf8"));
const blocks = JSON.parse(readFileSync(join(folder, "blocks.json"), "utf8"));
let begin;
const begun = new Promise((resolve) => {
  begin = resolve;
});
const engine = {
  name: "replayed",
  trust: "byzantine",
  append: async () => ({ position: 0n, duplicate: false }),
  head: async () => ({ position: 0n }),
  async *blocks(from, signal) {
    await begun;
    let { round, position } = from;
    for (const entries of blocks) {
      if (signal.aborted) return;
      round += 1;
      position += BigInt(entries.length);
      const read = entries.map(({ kind, bytes }) => ({ kind, bytes: new Uint8Array(Buffer.from(bytes, "base64")) }));
      yield { round, position, logHash: new Uint8Array(32), entries: read };
      // without a pause: whoever asks meanwhile is asked about a contract at work
      if (entries.length > 0 || round % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    process.send({ done: true });
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
  },
  close: async () => {},
};
let longest = 0;
const nothing = () => {};
const sharder = await SharderProcess.start({
  ...{ genesis, ledger: engine, store: new MemoryStore(), listen: { port: 0 }, version: "0.0.0", dashboard: null },
  identity: { ...createSigningIdentity(genesis.scheme), url: "http://127.0.0.1:1" },
  observer: {
    ...{ applied: nothing, beaconRound: nothing, lost: nothing, evidence: nothing, conflict: nothing, peer: nothing },
    shares: nothing,
    took(what, seconds) {
      if (what === "apply") longest = Math.max(longest, seconds);
    },
  },
});
process.on("message", (said) => {
  if (said === "begin") begin();
  if (said === "how")
    process.send({ longest, number: sharder.chain.state.current.number, phase: sharder.chain.state.phase });
});
process.send({ port: sharder.port });
