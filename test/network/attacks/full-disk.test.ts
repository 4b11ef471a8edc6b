// A disk that is full, for a moment or for good. What was said to be stored is there after a crash, and a file is whole
// or not there at all. The system's limit for the size of a file stands in for the disk: a write is cut short, and the
// next one fails.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { LevelStore } from "../../../src/store/level.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-full-"));
const path = (name: string) => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a program of Node's whose files may have so many kilobytes. */
async function limited(kilobytes: number, ...args: string[]) {
  const script = `ulimit -S -f ${kilobytes}; exec "$0" "$@"`;
  const child = spawn("bash", ["-c", script, process.execPath, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (part) => {
    stdout += part;
  });
  child.stderr.on("data", (part) => {
    stderr += part;
  });
  const status = await new Promise<number | null>((resolve) => child.once("close", resolve));
  return { status, stdout, stderr };
}

// prlimit, by which the limit is lifted again, is Linux's
describe.runIf(process.platform === "linux")("a disk that is full", () => {
  it("for a moment: what the store said it has is there after kill -9", async () => {
    const { stdout, stderr } = await limited(40, "test/network/support/fill-up.mjs", path("store"));
    expect(stderr).toBe("");
    const said = JSON.parse(stdout) as string[];
    expect(said.length).toBeGreaterThan(5);
    const store = await LevelStore.open(path("store"));
    const there = new Set((await store.range("", "~", 1000)).map(([key]) => key));
    await store.close();
    expect(said.filter((key) => !there.has(key))).toEqual([]);
  }, 300_000);

  it("while keys are written: an identity's file is whole, or there is none and it is said", async () => {
    writeFileSync(path("words"), "correct horse\n");
    const out = path("identity.json");
    const args = ["dist/src/cli/main.js", "keygen", "--role", "admin", "--passphrase-file", path("words")];
    const { status, stderr } = await limited(1, ...args, "--out", out);
    expect([status, stderr]).toEqual([3, expect.stringContaining("cannot be written")]);
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(folder).filter((name) => name.includes("unfinished"))).toEqual([]);
    expect((await limited(64, ...args, "--out", out)).status).toBe(0);
    expect(JSON.parse(readFileSync(out, "utf8")).role).toBe("admin");
  }, 300_000);
});
