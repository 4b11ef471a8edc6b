// Some contestants start threads of their own: @chainsafe/blst verifies on as many as there are processors. Where the
// platform can say on which processors a process may run, measurements have one, so that "one thread everywhere" holds.
import { spawnSync } from "node:child_process";

/** The command that runs `binary` with `args` on one processor; as it is where there is no taskset. */
export function onOneProcessor(binary, args) {
  const found = spawnSync("taskset", ["-cp", String(process.pid)], { encoding: "utf8" });
  // "pid 1's current affinity list: 0-3,8"
  const last = found.status === 0 ? /(\d+)\s*$/.exec(found.stdout)?.[1] : undefined;
  return last === undefined ? [binary, args] : ["taskset", ["-c", last, binary, ...args]];
}
