// Writes one value after the other into a store on a disk that is full for a moment, and dies as kill -9 would have it.
// Prints the keys that were said to be on the disk.
import { execFileSync } from "node:child_process";
import { LevelStore } from "../../../dist/src/store/level.js";

const store = await LevelStore.open(process.argv[2]);
const value = new Uint8Array(3000).fill(7);
const stored = [];
let room = false;
for (let index = 0; index < 60; index++) {
  const key = `key ${String(index).padStart(3, "0")}`;
  try {
    await store.put(key, value);
    stored.push(key);
  } catch {
    if (!room) execFileSync("prlimit", ["--pid", String(process.pid), "--fsize=unlimited"]);
    room = true;
  }
}
process.stdout.write(JSON.stringify(stored), () => process.kill(process.pid, "SIGKILL"));
