// An operator's slips of the pen: told at once, and nothing secret is repeated.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { urlOf } from "../../../src/cli/network/arguments.js";
import { readText } from "../../../src/cli/network/files.js";
import { openMetrics } from "../../../src/cli/network/metrics.js";
import { prepareFolder } from "../../../src/cli/network/state-folder.js";
import { logObserver } from "../../../src/cli/network/watching.js";
import { feldspar } from "../support/command.js";
import { closeLiars, startLiar } from "../support/lying-sharder.js";
import { freePorts } from "../support/ports.js";

const HASH = "ab".repeat(32);
const folder = mkdtempSync(join(tmpdir(), "feldspar-operators-"));
const path = (name: string) => join(folder, name);
afterAll(async () => {
  await closeLiars();
  rmSync(folder, { recursive: true, force: true });
});

const refused = (text: string): string => {
  try {
    return `taken as ${urlOf(text, "--follow")}`;
  } catch (error) {
    return (error as Error).message;
  }
};

describe("an address", () => {
  it.each([
    ["http://a.example/", "http://a.example"],
    ["http://a.example:7600", "http://a.example:7600"],
    ["HTTPS://A.example:443/", "https://a.example"],
    ["http://[::1]:7600/", "http://[::1]:7600"],
  ])("%s is taken as %s", (text, expected) => {
    expect(urlOf(text, "--follow")).toBe(expected);
  });

  it.each(["http://a.example/feldspar", "http://a.example//", "http://a.example/v1/?", "http://a.example/#", "a:7600"])(
    "%s is refused: what is asked for is below the root",
    (text) => {
      expect(refused(text)).toContain("--follow: expected an address");
    },
  );

  it.each([
    "http://user:hunter2@a.example",
    "http://:hunter2@a.example",
    "user:hunter2@a.example",
    "http://a/@hunter2",
  ])("with a password is refused, and not repeated (%#)", (text) => {
    expect(refused(text)).toContain("without a user and a password");
    expect(refused(text)).not.toContain("hunter2");
  });
});

describe("a node's log", () => {
  it("is not filled by a member that misbehaves again and again, and says how often", () => {
    const lines: string[] = [];
    const observer = logObserver({ level: "info", write: (level, message) => void lines.push(`${level} ${message}`) });
    for (let time = 0; time < 1000; time++) observer.evidence("BAD_ENVELOPE", "ab".repeat(32), null);
    observer.evidence("BAD_SHARE", "ab".repeat(32), null);
    observer.evidence("BAD_ENVELOPE", "cd".repeat(32), null);
    expect(lines.filter((line) => line === "warn evidence").length).toBe(3);
  });
});

describe("a passphrase's file", () => {
  it("in another encoding is refused: two of them would be one", () => {
    writeFileSync(path("latin-1"), Buffer.from("p\u00e4ssword", "latin1"));
    expect(() => readText(path("latin-1"))).toThrow("expected UTF-8");
    writeFileSync(path("marked"), "\ufeffpassword\n");
    expect(readText(path("marked"))).toBe("password\n");
  });
});

describe("a node's folder that was open to everybody", () => {
  it("has its socket and its store in folders of its owner alone", () => {
    const state = path("state");
    mkdirSync(join(state, "run"), { recursive: true });
    chmodSync(state, 0o755);
    chmodSync(join(state, "run"), 0o777);
    prepareFolder(state);
    for (const name of ["run", "db"]) expect(statSync(join(state, name)).mode & 0o777).toBe(0o700);
  });
});

describe("the metrics of a node", () => {
  it("are for this machine, not for a page whose name leads here", async () => {
    const [port] = (await freePorts(1)) as [number];
    const metrics = await openMetrics(port, { role: "miner" });
    const status = (host: string) =>
      new Promise<number | undefined>((resolve) => {
        get({ host: "127.0.0.1", port, path: "/metrics", headers: { host } }, (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        });
      });
    expect(await status(`127.0.0.1:${port}`)).toBe(200);
    expect(await status("localhost")).toBe(200);
    for (const host of [`evil.example:${port}`, "127.0.0.1.evil.example", "evil.example/127.0.0.1"])
      expect(await status(host)).toBe(403);
    await metrics.close();
  });
});

describe("a sharder that answers null", () => {
  it.each(["/v1/version", "/readyz", "/v1/phase", "/v1/parameters", "/v1/miners", "/v1/beacon/latest"])(
    "to %s gives one line, no trace of a program",
    async (asked) => {
      const good: Record<string, unknown> = {
        "/v1/version": { genesisHash: HASH, version: "0", id: "0" },
        "/readyz": { ready: true, reasons: [], round: 1 },
        "/v1/phase": {
          ...{ round: 5, phase: "start", number: 1, attempt: 1, failures: 0, roundsLeft: 3, missing: [] },
          inOffice: { number: 0, hash: HASH, activatedAt: 0 },
        },
        "/v1/parameters": { authoritySerial: 1 },
        "/v1/miners": { items: [], next: null },
        "/v1/sharders": { items: [], next: null },
      };
      const { url } = await startLiar((request) => {
        const { pathname } = new URL(request.url!, "http://a");
        return { body: JSON.stringify(pathname === asked ? null : (good[pathname] ?? null)) };
      });
      const from = ["--from", url];
      for (const args of [
        ["status", ...from],
        ["check", ...from, "--genesis-hash", HASH],
      ]) {
        const { status, stderr } = await feldspar(...args);
        expect([0, 1, 2, 3]).toContain(status);
        expect(stderr).not.toContain("    at ");
      }
    },
    600_000,
  );
});
