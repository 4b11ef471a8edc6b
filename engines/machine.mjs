// What the jobs need of this machine: programs from Debian, and packages of this workspace. What is missing is
// installed where somebody has said so (CI=true or FELDSPAR_INSTALL=1); elsewhere the job is skipped, and says how.
import { execFile, execFileSync } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

export const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const insists = process.env.CI === "true" || process.env.FELDSPAR_INSTALL === "1";

/** The first of these programs that is on the PATH. */
function onThePath(...names) {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((path) => {
      try {
        accessSync(path, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

const debian = (...packages) => `apt-get install -y --no-install-recommends ${packages.join(" ")}`;

/** True where npm has installed what the lockfile of a folder of this workspace says. */
function isInstalled(folder, name) {
  const [lock, there] = ["package-lock.json", `node_modules/${name}/package.json`].map((path) =>
    join(root, folder, path),
  );
  if (!existsSync(there)) return false;
  return (
    JSON.parse(readFileSync(lock)).packages[`node_modules/${name}`]?.version === JSON.parse(readFileSync(there)).version
  );
}

const ofNpm = (name) => ({
  what: `${name} of engines/package.json`,
  isThere: () => isInstalled("engines", name),
  command: "npm ci --prefix engines --ignore-scripts --no-audit --no-fund",
});

export const paths = {
  firefox: () => onThePath("firefox-esr", "firefox"),
  qemu: () => onThePath("qemu-aarch64-static", "qemu-aarch64"),
  arm64Libraries: "/usr/aarch64-linux-gnu",
  npm: (path) => join(root, "engines/node_modules", path),
  arm64Node: join(root, "engines/arm64/node_modules/node-26/bin/node"),
};

export const NEEDS = {
  firefox: {
    what: "Firefox (firefox-esr or firefox)",
    isThere: () => paths.firefox() !== undefined,
    command: debian("firefox-esr"),
  },
  webkit: {
    what: "WebKitWebDriver or Xvfb",
    isThere: () => onThePath("WebKitWebDriver") !== undefined && onThePath("Xvfb") !== undefined,
    command: debian("webkit2gtk-driver", "xvfb"),
  },
  qemu: {
    what: "qemu-aarch64-static or the libraries of arm64",
    isThere: () =>
      paths.qemu() !== undefined &&
      ["lib/libstdc++.so.6", "lib/libatomic.so.1"].every((name) => existsSync(join(paths.arm64Libraries, name))),
    command: debian("qemu-user-static", "libc6-arm64-cross", "libstdc++6-arm64-cross", "libatomic1-arm64-cross"),
  },
  arm64Node: {
    what: "Node of engines/arm64/package.json",
    isThere: () => isInstalled("engines/arm64", "node-26"),
    command: "npm ci --prefix engines/arm64 --os=linux --cpu=arm64 --ignore-scripts --no-audit --no-fund",
  },
  npm: ofNpm,
};

const said = (error) =>
  String(error.stderr || error.message)
    .trim()
    .split("\n")
    .at(-1);
let updated = false;

function install({ what, command }) {
  console.log(`installing ${what}: ${command}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const run = (line) => execFileSync("sh", ["-c", line], { cwd: root, env, stdio: ["ignore", "ignore", "pipe"] });
  if (command.startsWith("apt-get") && !updated) {
    run("apt-get update");
    updated = true;
  }
  run(command);
}

/**
 * Sees to it that all is there. Answers undefined, or why it is not: `skipped` where nobody insists, `failed` where
 * installing has failed.
 */
export function provide(needs) {
  for (const need of needs) {
    if (need.isThere()) continue;
    if (!insists) {
      return {
        skipped: `because ${need.what} is missing; FELDSPAR_INSTALL=1 npm run test:engines, or ${need.command}`,
      };
    }
    try {
      install(need);
    } catch (error) {
      return { failed: `${need.command}: ${said(error)}` };
    }
    if (!need.isThere()) return { failed: `${need.command}: done, and ${need.what} is missing` };
  }
  return undefined;
}

/** Runs a program and answers what it prints; an error says the last of what it complained about. */
export async function output(command, args, options = {}) {
  try {
    const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 2 ** 26, cwd: root, ...options });
    return stdout;
  } catch (error) {
    throw new Error(
      `${command} ${args.join(" ")}: ${String(error.stderr || error.message)
        .trim()
        .slice(-2000)}`,
    );
  }
}
