// The built program in processes of their own, each ended by its id.
import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";

export interface Finished {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Started {
  readonly child: ChildProcess;
  readonly finished: Promise<Finished>;
  /** What it has written so far. */
  readonly output: () => string;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly program?: string;
}

const started = new Set<ChildProcess>();

/** Starts `feldspar` with these arguments. */
export function start(
  args: readonly string[],
  { env = {}, program = "dist/src/cli/main.js" }: CommandOptions = {},
): Started {
  const clean = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("FELDSPAR_")));
  const child = spawn(process.execPath, [program, ...args], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...clean, ...env },
  });
  started.add(child);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const finished = new Promise<Finished>((resolve) => {
    child.on("close", (status) => {
      started.delete(child);
      resolve({ status, stdout, stderr });
    });
  });
  return { child, finished, output: () => stdout };
}

/** Runs `feldspar` to its end. */
export const feldspar = (...args: string[]): Promise<Finished> => start(args).finished;

/** Ends what is still there. */
export async function endAll(): Promise<void> {
  await Promise.all(
    [...started].map(async (child) => {
      const ended = new Promise((resolve) => child.once("close", resolve));
      child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
      await ended;
      clearTimeout(timer);
    }),
  );
}

// biome-ignore lint/suspicious/noExplicitAny: a file of JSON is whatever is in it
export const jsonFile = (path: string): any => JSON.parse(readFileSync(path, "utf8"));
