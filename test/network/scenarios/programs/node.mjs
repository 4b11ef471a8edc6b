// A node of a scenario: the built program, unchanged, with what is to happen to it put around its store, its peers and
// its clock from outside.
//
//   node programs/node.mjs '{"slow":200}' miner --state FOLDER
//
// The first argument says what is so from the beginning; the process that has started it tells more as it runs.
import { fileURLToPath } from "node:url";
import { aroundLiar } from "./byzantine.mjs";
import { aroundClock } from "./clock.mjs";
import { aroundEngine } from "./engine.mjs";
import { aroundKills } from "./kills.mjs";
import { aroundPeers } from "./peers.mjs";
import { aroundSnapshot } from "./snapshot.mjs";
import { aroundStore } from "./store.mjs";

const [, , plan, ...args] = process.argv;
const main = fileURLToPath(new URL("../../../../dist/src/cli/main.js", import.meta.url));

const parts = [aroundKills, aroundPeers, aroundStore, aroundClock, aroundEngine, aroundSnapshot, aroundLiar].map(
  (around) => around(),
);
const take = (told) => {
  for (const part of parts) part(told);
};
take(JSON.parse(plan));
process.on("message", take);
// being told more is no reason to live on
process.channel?.unref();

process.argv = [process.argv[0], main, ...args];
await import(main);
