// Which browser the tests use, on any machine: the one that CHROMIUM names, playwright's own, one on the PATH, or an
// installed Chrome or Edge. Where there is none and somebody has said so (CI=true or FELDSPAR_INSTALL=1), one is
// installed.
import { execFileSync } from "node:child_process";
import { accessSync, constants, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { chromium, type LaunchOptions } from "playwright-core";

/** What is looked at of a machine; tests have machines of their own. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isRoot: boolean;
  readonly isDebian: boolean;
  readonly isWindows: boolean;
  /** Where playwright's own browser would be. */
  readonly ownPath: () => string;
  /** True where a browser of that channel starts. */
  readonly starts: (channel: string) => Promise<boolean>;
  readonly run: (command: string, args: readonly string[]) => void;
  readonly say: (line: string) => void;
}

/** How playwright is told of a browser. */
export type Chromium = Pick<LaunchOptions, "executablePath" | "channel">;

const NAMES = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "microsoft-edge",
  "microsoft-edge-stable",
  "chrome",
  "msedge",
] as const;
const CHANNELS = ["chrome", "msedge"] as const;

/** Without whatever would talk to somebody. */
const FLAGS = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
] as const;

export const WHAT_TO_DO =
  "install Chromium, Chrome or Edge, or name one in CHROMIUM, or let the tests install one: FELDSPAR_INSTALL=1 npm test";
const NOT_FOUND = `no browser was found: not playwright's own, none on the PATH (${NAMES.join(", ")}), no Chrome, no Edge`;

/** Why tests are skipped, and what to do about it. */
export const skipped = (what: string): string => `skipped: ${what}, because ${NOT_FOUND}; ${WHAT_TO_DO}`;

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

async function startsChannel(channel: string): Promise<boolean> {
  try {
    const browser = await chromium.launch({ channel });
    await browser.close();
    return true;
  } catch {
    return false;
  }
}

function distribution(): string {
  try {
    return /^ID=(.*)$/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "";
  } catch {
    return "";
  }
}

export const thisMachine: Machine = {
  env: process.env,
  isRoot: process.getuid?.() === 0,
  isDebian: distribution() === "debian",
  isWindows: process.platform === "win32",
  ownPath: () => chromium.executablePath(),
  starts: startsChannel,
  run: (command, args) => void execFileSync(command, args, { stdio: ["ignore", "ignore", "inherit"] }),
  say: (line) => console.log(line),
};

function onThePath({ env, isWindows }: Machine): string | undefined {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  const paths = NAMES.flatMap((name) => folders.map((folder) => join(folder, isWindows ? `${name}.exe` : name)));
  return paths.find(isExecutable);
}

/** Throws when CHROMIUM names what is no program. */
export async function findChromium(machine: Machine = thisMachine): Promise<Chromium | undefined> {
  const named = machine.env.CHROMIUM;
  if (named !== undefined && named !== "") {
    if (isExecutable(named)) return { executablePath: named };
    throw new Error(`CHROMIUM=${named}: expected the path of a browser, but there is no such program`);
  }
  const own = machine.ownPath();
  if (isExecutable(own)) return { executablePath: own };
  const path = onThePath(machine);
  if (path !== undefined) return { executablePath: path };
  for (const channel of CHANNELS) if (await machine.starts(channel)) return { channel };
  return undefined;
}

/** True where a browser is wanted in any case: then one is installed, and its lack is an error. */
const insists = ({ env }: Machine): boolean => env.CI === "true" || env.FELDSPAR_INSTALL === "1";

/** The same; throws when there is none although one is insisted on. */
export async function needChromium(machine: Machine = thisMachine): Promise<Chromium | undefined> {
  const found = await findChromium(machine);
  if (found === undefined && insists(machine)) throw new Error(`${NOT_FOUND}; ${WHAT_TO_DO}`);
  return found;
}

function install({ isRoot, isDebian, run, say }: Machine): void {
  if (isRoot && isDebian) {
    say("No browser was found: installing Debian's chromium with apt-get.");
    run("apt-get", ["update", "-qq"]);
    run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"]);
    return;
  }
  say("No browser was found: installing playwright's own Chromium below the home folder.");
  const cli = join(dirname(createRequire(import.meta.url).resolve("playwright-core/package.json")), "cli.js");
  run(process.execPath, [cli, "install", "--no-shell", ...(isRoot ? ["--with-deps"] : []), "chromium"]);
}

/** Installs a browser where there is none and one is insisted on. Called once, before any test runs. */
export async function installChromiumIfTold(machine: Machine = thisMachine): Promise<void> {
  if (!insists(machine) || (await findChromium(machine)) !== undefined) return;
  install(machine);
  await needChromium(machine);
}

/** How it is started. Its sandbox does not work for root; for everybody else it stays on. */
export function launchOptions(found: Chromium, { isRoot }: Machine = thisMachine): LaunchOptions {
  return { ...found, args: [...FLAGS], chromiumSandbox: !isRoot };
}
