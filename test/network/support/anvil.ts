// A chain of its own for a test: anvil, from npm or named by ANVIL, on loopback and a port that is free; ended by its
// id.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

export type Hardfork = "cancun" | "prague" | "osaka";

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: "amd64", arm64: "arm64" };
const PACKAGE = `@foundry-rs/anvil-${process.platform}-${ARCHITECTURES[process.arch] ?? process.arch}`;

/** The program, or why there is none. */
function find(): { readonly path: string } | { readonly reason: string } {
  const named = process.env.ANVIL;
  if (named !== undefined && named !== "") {
    if (!existsSync(named)) throw new Error(`ANVIL names ${named}, where there is nothing`);
    return { path: named };
  }
  try {
    const folder = dirname(createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`));
    const path = join(folder, "bin", process.platform === "win32" ? "anvil.exe" : "anvil");
    if (existsSync(path)) return { path };
  } catch {
    // not installed
  }
  return { reason: `the package ${PACKAGE} is not installed: npm install, or name anvil's binary in ANVIL` };
}

const found = find();

/** Why tests of contracts are skipped, or null. With CI=true there is no skipping. */
export const noAnvil: string | null =
  "reason" in found ? `skipped: contracts on a chain, because ${found.reason}` : null;
if (noAnvil !== null) {
  if (process.env.CI === "true") throw new Error(noAnvil);
  console.log(noAnvil);
}

export interface Anvil {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Starts one; resolves when it listens. Its blocks and the gas of whatever is sent are the same in every run. */
export async function startAnvil(hardfork: Hardfork): Promise<Anvil> {
  if ("reason" in found) throw new Error(found.reason);
  const flags = ["--host", "127.0.0.1", "--port", "0", "--hardfork", hardfork, "--no-cors", "--accounts", "4"];
  const child = spawn(found.path, flags, { stdio: ["ignore", "pipe", "pipe"] });
  const stop = () => end(child);
  try {
    return { url: `http://${await listening(child)}`, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`anvil ended with ${code}: ${said}`)));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on("data", (bytes: Buffer) => {
        said = (said + bytes).slice(-10_000);
        const address = /Listening on (\S+)/.exec(said)?.[1];
        if (address !== undefined) resolve(address);
      });
    }
  });
}

function end(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve();
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}
