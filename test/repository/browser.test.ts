// C14: a fresh machine: which browser is found, in which order; when one is installed, and how; and what is said where
// there is none. Machines are made up: folders with programs that are none, and what such a program is started with.
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { chromium } from "playwright-core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  findChromium,
  installChromiumIfTold,
  launchOptions,
  type Machine,
  needChromium,
  skipped,
  thisMachine,
} from "../support/chromium.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "feldspar-machine-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program at this path, which notes its arguments and fails. */
function program(path: string, mode = 0o755): string {
  const full = join(folder, path);
  mkdirSync(join(full, ".."), { recursive: true });
  writeFileSync(full, `#!/bin/sh\nprintf '%s\\n' "$@" > '${full}.arguments'\nexit 1\n`, { mode });
  return full;
}

const argumentsOf = (path: string): string[] => readFileSync(`${path}.arguments`, "utf8").trim().split("\n");

interface Made extends Machine {
  readonly commands: string[];
  readonly said: string[];
}

/** A machine with nothing on it; what is run there may put a program somewhere. */
function machine(given: Partial<Machine> = {}, installs?: string): Made {
  const commands: string[] = [];
  const said: string[] = [];
  return {
    isRoot: false,
    isDebian: false,
    isWindows: false,
    ownPath: () => join(folder, "own/chrome"),
    starts: async () => false,
    run: (command, args) => {
      commands.push([command, ...args].join(" "));
      if (installs !== undefined) program(installs);
    },
    say: (line) => said.push(line),
    commands,
    said,
    ...given,
    env: { PATH: ["first", "second"].map((name) => join(folder, name)).join(delimiter), ...given.env },
  };
}

describe("which browser", () => {
  it("the one that CHROMIUM names, before all others", async () => {
    program("own/chrome");
    program("first/chromium");
    const named = program("mine/browser");
    expect(await findChromium(machine({ env: { CHROMIUM: named } }))).toEqual({ executablePath: named });
  });

  it.each([
    ["no file", () => join(folder, "absent")],
    ["a file that is no program", () => program("mine/text", 0o644)],
    ["a folder", () => folder],
  ])("an error when CHROMIUM names %s, even if there are others", async (_, path) => {
    program("first/chromium");
    const wrong = machine({ env: { CHROMIUM: path() } });
    const message = `CHROMIUM=${path()}: expected the path of a browser, but there is no such program`;
    for (const find of [findChromium, needChromium]) await expect(find(wrong)).rejects.toThrow(message);
  });

  it("playwright's own before those on the PATH, if its file exists", async () => {
    const onPath = program("first/chromium");
    expect(await findChromium(machine({ env: { CHROMIUM: "" } }))).toEqual({ executablePath: onPath });
    const own = program("own/chrome");
    expect(await findChromium(machine())).toEqual({ executablePath: own });
  });

  it("on the PATH Chromium before Chrome before Edge, and the first folder before the second", async () => {
    const order = ["microsoft-edge", "google-chrome-stable", "google-chrome", "chromium-browser", "chromium"];
    for (const name of order) {
      const second = program(`second/${name}`);
      expect(await findChromium(machine())).toEqual({ executablePath: second });
      const first = program(`first/${name}`);
      expect(await findChromium(machine())).toEqual({ executablePath: first });
    }
  });

  it("not what is on the PATH without being a program", async () => {
    program("first/chromium", 0o644);
    mkdirSync(join(folder, "first/google-chrome"));
    expect(await findChromium(machine())).toBeUndefined();
  });

  it("an installed Chrome or Edge, tried one after the other, when there is nothing else", async () => {
    const tried: string[] = [];
    const starts = async (channel: string) => tried.push(channel) > 1;
    expect(await findChromium(machine({ starts }))).toEqual({ channel: "msedge" });
    expect(tried).toEqual(["chrome", "msedge"]);
    program("first/chromium");
    expect(await findChromium(machine({ starts: () => expect.unreachable() }))).toBeDefined();
  });
});

describe("where there is none", () => {
  it("says what was looked for, why tests are skipped, and the command that changes it", async () => {
    expect(await needChromium(machine())).toBeUndefined();
    expect(skipped("the page")).toMatch(
      /^skipped: the page, because no browser was found.*FELDSPAR_INSTALL=1 npm test$/,
    );
  });

  it.each([{ CI: "true" }, { FELDSPAR_INSTALL: "1" }])("is an error with %o", async (env) => {
    await expect(needChromium(machine({ env }))).rejects.toThrow(/^no browser was found.*CHROMIUM/);
  });

  it("nothing is installed unasked, nor where a browser is", async () => {
    const asked = { CI: "true", FELDSPAR_INSTALL: "1" };
    const unasked = machine({ env: { CI: "", FELDSPAR_INSTALL: "0" } });
    await installChromiumIfTold(unasked);
    const has = machine({ env: { ...asked, CHROMIUM: program("mine/browser") } });
    await installChromiumIfTold(has);
    expect([...unasked.commands, ...has.commands]).toEqual([]);
  });

  it.each([{ CI: "true" }, { FELDSPAR_INSTALL: "1" }])("Debian's is installed for root with %o", async (env) => {
    const debian = machine({ env, isRoot: true, isDebian: true }, "second/chromium");
    await installChromiumIfTold(debian);
    expect(debian.commands).toEqual(["apt-get update -qq", "apt-get install -y -qq --no-install-recommends chromium"]);
    expect(debian.said).toEqual(["No browser was found: installing Debian's chromium with apt-get."]);
    expect(await needChromium(debian)).toEqual({ executablePath: join(folder, "second/chromium") });
  });

  it.each([
    ["whoever is not root", { isDebian: true }, "install --no-shell chromium"],
    ["root of another system", { isRoot: true }, "install --no-shell --with-deps chromium"],
  ])("playwright's own is installed for %s", async (_, given, expected) => {
    const other = machine({ ...given, env: { CI: "true" } }, "own/chrome");
    await installChromiumIfTold(other);
    expect(other.commands).toHaveLength(1);
    expect(other.commands[0]).toMatch(/playwright-core.cli\.js /);
    expect(other.commands[0]!.endsWith(`cli.js ${expected}`)).toBe(true);
    expect(other.said).toHaveLength(1);
  });

  it("says so when the installation brought none", async () => {
    await expect(installChromiumIfTold(machine({ env: { CI: "true" } }))).rejects.toThrow("no browser was found");
  });

  it("playwright knows the command", () => {
    const output = execFileSync(process.execPath, ["node_modules/playwright-core/cli.js", "install", "--help"]);
    for (const option of ["--no-shell", "--with-deps"]) expect(output.toString()).toContain(option);
  });
});

describe.skipIf(process.platform === "win32")("how it is started", () => {
  it.each([
    ["root", true],
    ["anybody else", false],
  ])("by %s, without whatever would talk to somebody; without its sandbox only by root", async (_, isRoot) => {
    const fake = program("first/chromium");
    const made = machine({ isRoot });
    const found = await findChromium(made);
    await expect(chromium.launch(launchOptions(found!, made))).rejects.toThrow();
    const given = argumentsOf(fake);
    expect(given).toEqual(expect.arrayContaining(["--disable-quic", "--disable-sync", "--disable-component-update"]));
    expect(given.includes("--no-sandbox")).toBe(isRoot);
  });
});

describe.skipIf(process.platform === "win32")("the runner itself", () => {
  /** Runs the page's tests where only Node is on the PATH, with this environment. */
  function runs(config: readonly string[], env: Record<string, string>) {
    mkdirSync(join(folder, "bin"));
    symlinkSync(process.execPath, join(folder, "bin/node"));
    const clean = { PATH: join(folder, "bin"), HOME: folder, PLAYWRIGHT_BROWSERS_PATH: join(folder, "own"), ...env };
    const args = ["node_modules/vitest/vitest.mjs", "run", ...config];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", env: clean });
    return { status, output: stdout + stderr };
  }

  it.each([
    ["npm test", ["--project", "web"]],
    ["npm run test:browser", ["--config", "vitest.browser.config.ts"]],
  ])("%s passes without a browser, and says what it skipped, why, and what to do", async (_, config) => {
    // an installed Chrome cannot be hidden
    if ((await thisMachine.starts("chrome")) || (await thisMachine.starts("msedge"))) return;
    const { status, output } = runs(config, {});
    expect(status, output).toBe(0);
    expect(output).toMatch(/skipped: .*, because no browser was found.*FELDSPAR_INSTALL=1 npm test/);
    expect(output).not.toMatch(/\d+ passed/);
  });

  it.each([
    ["npm test", ["--project", "web"]],
    ["npm run test:browser", ["--config", "vitest.browser.config.ts"]],
  ])("%s fails with a CHROMIUM that is none, and says so", (_, config) => {
    const { status, output } = runs(config, { CHROMIUM: "/nowhere/chromium" });
    expect(status).toBe(1);
    expect(output).toContain("CHROMIUM=/nowhere/chromium: expected the path of a browser");
  });
});
