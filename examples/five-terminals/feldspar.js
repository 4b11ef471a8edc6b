// Runs a command of `feldspar` in this folder and gives back what it printed.
import { execFileSync } from "node:child_process";

const program = new URL("node_modules/feldspar-dkg/dist/src/cli/main.js", import.meta.url).pathname;

export const feldspar = (...args) =>
  execFileSync(process.execPath, [program, ...args], { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

export const MINERS = [1, 2, 3, 4];
/** The sharder's; the miners have the four after it. Another one: PORT=9000. */
export const PORT = Number(process.env.PORT ?? 7600);
export const urlOf = (place) => `http://127.0.0.1:${PORT + place}`;
export const PASSPHRASE = ["--passphrase-file", "passphrase"];
