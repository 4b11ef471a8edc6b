// Every project of examples/, built and run with the package as packed, not with the sources. Tools and dependencies
// come from the repository's own node_modules.
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hasBrowser, launchChromium, serve, skipWithoutBrowser } from "../../support/browser.js";
import { patience } from "../../support/patience.js";
import { pack, remove, temporaryFolder, unpackInto } from "./tarball.js";

const IN_NODE = ["node-esm", "node-require", "pool", "worker"];
/** In Node too, and tells more than verdicts. */
const MINERS = "miner-nodes";
const OWN_LEDGER = "own-ledger";
/** Tested in test/network/examples.test.ts. */
const OF_NETWORKS = ["five-terminals", "light-client"];
/** Five programs, and two that come later. */
const CEREMONY = "ceremony";
/** Tested in drop-ins.test.ts. */
const FILES_TO_COPY = ["drop-ins"];
const IN_A_PAGE = ["esbuild", "webpack", "vite"];
/** What the README promises to be enough. */
const POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'";

let folder: string;
let tarball: string;

beforeAll(() => {
  folder = temporaryFolder();
  tarball = pack(folder);
});

afterAll(() => remove(folder));

function project(name: string): string {
  const target = join(folder, name);
  cpSync(join("examples", name), target, { recursive: true });
  unpackInto(target, tarball);
  return target;
}

function run(cwd: string, script: string): string {
  return execFileSync("npm", ["run", "--silent", script], { cwd, encoding: "utf8" });
}

it("knows every project", () => {
  const projects = readdirSync("examples").filter((name) => existsSync(join("examples", name, "package.json")));
  expect(projects.sort()).toEqual(
    [...IN_NODE, MINERS, OWN_LEDGER, CEREMONY, ...OF_NETWORKS, ...IN_A_PAGE, ...FILES_TO_COPY].sort(),
  );
});

describe("in Node", () => {
  it.each(IN_NODE)("%s", (name) => {
    const lines = run(project(name), "start").trim().split("\n");
    expect(lines.filter((line) => line.includes("valid"))).not.toEqual([]);
    for (const line of lines) expect(line).toMatch(/ valid: true$|^kernel: (portable|relaxed)$/);
  });

  it(`${MINERS}: every phase, a miner that is down in between, one key, and an end`, () => {
    const lines = run(project(MINERS), "start").trim().split("\n");
    expect(lines.map((line) => line.replace(/^round \d+: |[0-9a-f]{192}$/, ""))).toEqual([
      "contribute",
      "share",
      "Calcite is down",
      "Calcite is back",
      "publish",
      "wait",
      "group key: ",
      "magic block valid: true",
      "signature valid: true",
    ]);
  });

  it(`${OWN_LEDGER}: miners as processes on a file, and messages by UDP`, () => {
    const lines = run(project(OWN_LEDGER), "start").trim().split("\n");
    expect(lines.at(-1)).toBe("signature valid: true");
    expect(lines.slice(0, 4).map((line) => line.replace(/^round \d+: /, ""))).toEqual([
      ...["contribute", "share", "publish", "wait"],
    ]);
  });

  it(`${CEREMONY}: one key, which other people go on with, and JSON alone between programs`, () => {
    const cwd = project(CEREMONY);
    expect(run(cwd, "start").trim().split("\n")).toEqual([
      "the same words for all: true",
      "Ada, Cleo, Eve signed: true",
      "the same words for all: true",
      "Ben, Fay, Gil signed: true",
      "transcript valid: true, one key for both: true",
    ]);
    const lines = ["index.js", "person.js"].flatMap((name) => readFileSync(join(cwd, name), "utf8").trim().split("\n"));
    expect(lines.filter((line) => line !== "" && !line.startsWith("//")).length).toBeLessThan(75);
  });

  it("needs no code from strings", () => {
    const cwd = join(folder, "node-esm");
    const flags = ["--disallow-code-generation-from-strings", "index.js"];
    expect(execFileSync(process.execPath, flags, { cwd, encoding: "utf8" })).toContain("view change valid: true");
  });
});

if (!hasBrowser) skipWithoutBrowser("examples in a page");

describe.runIf(hasBrowser)(`in a page, under "${POLICY}"`, () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchChromium();
  });
  afterAll(() => browser.close());

  it.each(IN_A_PAGE)("%s", async (name) => {
    const cwd = project(name);
    run(cwd, "build");
    const { origin, close } = await serve(join(cwd, "dist"), { "content-security-policy": POLICY });
    const page = await browser.newPage();
    const trouble: string[] = [];
    page.on("pageerror", (error) => trouble.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.location().url.endsWith("/favicon.ico")) trouble.push(message.text());
    });
    try {
      await page.goto(`${origin}/`);
      const output = page.locator("output", { hasText: /./ });
      await output.waitFor({ timeout: patience(60) });
      expect(await output.textContent()).toBe("beacon valid: true, in a pool: true, kernel: relaxed");
      expect(trouble).toEqual([]);
    } finally {
      await page.close();
      await close();
    }
  });

  it("without 'wasm-unsafe-eval' the error says so", async () => {
    const policy = "default-src 'none'; script-src 'self'";
    const { origin, close } = await serve(join(folder, "esbuild", "dist"), { "content-security-policy": policy });
    const page = await browser.newPage();
    const error = page.waitForEvent("pageerror");
    await page.goto(`${origin}/`);
    expect((await error).message).toContain("allow 'wasm-unsafe-eval' in script-src");
    await page.close();
    await close();
  });
});
