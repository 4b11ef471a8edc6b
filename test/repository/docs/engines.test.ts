// The table of engines in docs/testing.md tells of runs that are whole, in the versions that the workspace has; and a
// machine that lacks an engine is told what to do about it.
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

interface Row {
  readonly version: string;
  readonly kernels: readonly string[];
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}
interface Lock {
  readonly packages: Record<string, { readonly version?: string }>;
}

const json = <T>(path: string): T => JSON.parse(readFileSync(path, "utf8")) as T;
const lock = (folder: string) => json<Lock>(`${folder}/package-lock.json`).packages;

let empty: string;
beforeAll(() => {
  empty = mkdtempSync(join(tmpdir(), "feldspar-engines-"));
});
afterAll(() => rmSync(empty, { recursive: true, force: true }));

/** Runs jobs where no program is on the PATH. */
function run(job: string, env: Record<string, string> = {}) {
  const report = join(empty, "report.json");
  const args = ["engines/run.mjs", "--slice", "--only", job, "--report", report];
  const { FELDSPAR_INSTALL, CI, ...others } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    env: { ...others, PATH: empty, ...env },
  });
  return { status, output: stdout + stderr, report: existsSync(report) ? json<Record<string, number>>(report) : {} };
}

describe("the table of engines", () => {
  it("has jobs in their order, none of which failed or left tests out, in the version that is locked", () => {
    const rows = json<Record<string, Row>>("docs/engines.json");
    const [, jobs] = /expected some of (.*), got nonsense/.exec(run("nonsense").output) ?? [];
    expect(Object.keys(rows)).toEqual(jobs?.split(", ").filter((job) => job in rows));
    expect(Object.keys(rows).length).toBeGreaterThanOrEqual(8);
    const versions: Record<string, { readonly version?: string } | undefined> = {
      ...lock("engines"),
      "node_modules/arm64": lock("engines/arm64")["node_modules/node-26"],
    };
    for (const [job, { version, kernels, passed, failed, skipped }] of Object.entries(rows)) {
      expect([passed > 0, failed, skipped, kernels.length > 0], job).toEqual([true, 0, 0, true]);
      const locked = versions[`node_modules/${job}`];
      if (locked !== undefined) expect(version, job).toBe(locked.version);
    }
  });
});

describe("where an engine is missing", () => {
  it("its job is skipped, and says why and what to do", () => {
    const { status, output, report } = run("webkit");
    expect(output).toMatch(
      /^skipped: webkit, because WebKitWebDriver or Xvfb is missing; FELDSPAR_INSTALL=1 .* apt-get install -y .*webkit2gtk-driver/m,
    );
    expect([status, report.numPassedTests, report.numFailedTests, report.numPendingTests]).toEqual([0, 0, 0, 1]);
  });

  it.each([
    ["FELDSPAR_INSTALL", "1"],
    ["CI", "true"],
  ])("%s=%s: it is installed, and where that fails so does the job", (name, value) => {
    const { status, output, report } = run("webkit", { [name]: value });
    expect(output).toMatch(/^failed: webkit: apt-get install /m);
    expect([status, report.numPassedTests, report.numFailedTests]).toEqual([1, 0, 1]);
  });
});
