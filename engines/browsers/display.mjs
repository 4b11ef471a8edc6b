// A screen in memory, for a browser that needs one.
import { spawn } from "node:child_process";

/** Starts Xvfb on a number that is free. */
export async function startDisplay() {
  const server = spawn("Xvfb", ["-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await new Promise((done, refuse) => {
    server.stdio[3].once("data", (data) => done(String(data).trim()));
    server.once("exit", (code) => refuse(new Error(`Xvfb ended with status ${code}`)));
    server.once("error", refuse);
  });
  return { name: `:${number}`, end: () => server.kill() };
}
