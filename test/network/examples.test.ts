// Examples that need a network, with the package as packed: five processes as in five terminals, and a page that
// verifies what they serve.
import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pack, remove, temporaryFolder, unpackInto } from "../repository/package/tarball.js";
import { hasBrowser, launchChromium, serve, skipWithoutBrowser } from "../support/browser.js";
import { patience } from "../support/patience.js";
import { endAll, start } from "./support/command.js";
import { freePorts } from "./support/ports.js";
import { until } from "./support/until.js";

const START_ROUND = 60;

let folder: string;
let tarball: string;

beforeAll(() => {
  folder = temporaryFolder();
  tarball = pack(folder);
});
afterAll(async () => {
  await endAll();
  remove(folder);
});

function project(name: string): string {
  const target = join(folder, name);
  cpSync(join("examples", name), target, { recursive: true });
  unpackInto(target, tarball);
  return target;
}

/** Five processes, and the address of the sharder among them. */
async function fiveTerminals(): Promise<{ readonly url: string; readonly genesisHash: string }> {
  const cwd = project("five-terminals");
  // programs are quicker than people who open terminals
  const prepare = join(cwd, "prepare.js");
  writeFileSync(prepare, readFileSync(prepare, "utf8").replace("startRound: 150", `startRound: ${START_ROUND}`));
  const [port] = await freePorts(5);
  const env = { ...process.env, PORT: String(port) };
  const run = (script: string) => execFileSync("npm", ["run", "--silent", script], { cwd, env, encoding: "utf8" });
  const lines = run("prepare-network").trim().split("\n");
  expect(lines.length).toBe(6);
  const program = join(cwd, "node_modules/feldspar-dkg/dist/src/cli/main.js");
  const url = `http://127.0.0.1:${port}`;
  const reached = (path: string) =>
    fetch(`${url}${path}`).then(
      ({ ok }) => ok,
      () => false,
    );
  const [sharder, ...miners] = lines.slice(0, 5).map((line) => line.replace(/^npx feldspar /, "").split(" "));
  const open = (args: readonly string[]) =>
    start(
      args.map((arg, at) => (at === 2 ? join(cwd, arg) : arg)),
      { program },
    );
  open(sharder!);
  await until(() => reached("/healthz"), 60);
  for (const miner of miners) open(miner);
  expect(run("register").trim().split("\n").length).toBe(4);
  await until(() => reached("/v1/beacon/latest"), 200);
  const hash = ["genesis", "hash", join(cwd, "genesis.json")];
  const genesisHash = execFileSync(process.execPath, [program, ...hash], { encoding: "utf8" }).trim();
  return { url, genesisHash };
}

if (!hasBrowser) skipWithoutBrowser("the page of the light client");

describe("five processes in five terminals", () => {
  let network: Awaited<ReturnType<typeof fiveTerminals>>;

  it("make a view, and its beacon runs", async () => {
    network = await fiveTerminals();
    const { round } = (await (await fetch(`${network.url}/v1/beacon/latest`)).json()) as { round: number };
    expect(round).toBeGreaterThan(START_ROUND);
  }, 2_000_000);

  it.runIf(hasBrowser)(
    "are verified in a page, which finds out another genesis",
    async () => {
      const cwd = project("light-client");
      execFileSync("npm", ["run", "--silent", "build"], { cwd });
      const { origin, close } = await serve(join(cwd, "dist"), {});
      const browser = await launchChromium();
      const page = await browser.newPage();
      const { url, genesisHash } = network;
      const verdict = page.locator("#verdict", { hasText: /./ });
      try {
        await page.goto(`${origin}/?from=${encodeURIComponent(url)}&genesis-hash=${genesisHash}`);
        await verdict.waitFor({ timeout: patience(60) });
        expect(await verdict.textContent()).toBe("valid: every header and every round was verified in this page");
        expect(await page.locator("#randomness").textContent()).toMatch(/^[0-9a-f]{64}$/);
        expect(Number(await page.locator("#round").textContent())).toBeGreaterThan(START_ROUND);
        await page.goto(`${origin}/?from=${encodeURIComponent(url)}&genesis-hash=${"00".repeat(32)}`);
        await verdict.waitFor({ timeout: patience(60) });
        expect(await verdict.textContent()).toMatch(/^INVALID/);
      } finally {
        await browser.close();
        await close();
      }
    },
    1_000_000,
  );
});
