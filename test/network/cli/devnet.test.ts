// A network of separate processes that ends by itself.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { endAll, feldspar, start } from "../support/command.js";
import { until } from "../support/until.js";

afterAll(endAll);

const SMALL = ["--miners", "4", "--sharders", "2", "--round-time", "100", "--view-rounds", "3", "--phase-rounds", "10"];

describe("feldspar devnet", () => {
  it("makes two views with a miner killed and one cut off, and all agree", async () => {
    const faults = ["--faults", "kill:3@share,partition:2@publish"];
    const { child, finished } = start(["devnet", ...SMALL, ...faults, "--views", "2", "--rounds", "5", "--json"]);
    const { status, stdout, stderr } = await finished;
    const report = JSON.parse(stdout);
    expect({ status, ended: report.ended, stderr: status === 0 ? "" : stderr }).toEqual({
      status: 0,
      ended: "done",
      stderr: "",
    });
    expect(report).toMatchObject({ agreement: true, verified: true, faults: ["kill:3@share", "partition:2@publish"] });
    expect(report.activated).toBeGreaterThanOrEqual(2);
    expect(report.beaconRounds).toBeGreaterThanOrEqual(5);
    expect(report.processes.map(({ name }: { name: string }) => name)).toEqual([
      ...["sharder-1", "sharder-2", "miner-1", "miner-2", "miner-3", "miner-4"],
    ]);
    const { restarts } = report.processes.find(({ name }: { name: string }) => name === "miner-3");
    expect(restarts).toBe(1);
    expect(new Set(report.processes.map(({ hash }: { hash: string }) => hash)).size).toBe(1);
    expect(stderr).toContain("share");
    // nobody is left
    for (const { pid } of report.processes) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
    expect(child.exitCode).toBe(0);
  }, 1_500_000);

  it("finds no disagreement where a node that was killed no longer knows the first blocks", async () => {
    const folder = mkdtempSync(join(tmpdir(), "feldspar-agreement-"));
    const { child, finished, output } = start(["devnet", ...SMALL, "--dir", join(folder, "net")]);
    const pidOf = async () => {
      const { stdout } = await feldspar("status", "--state", join(folder, "net", "miner-2"), "--json");
      return (JSON.parse(stdout || "{}") as { pid?: number }).pid;
    };
    await until(() => output().includes("view 2 in office"), 120);
    const pid = await pidOf();
    process.kill(pid!, "SIGKILL");
    await until(async () => ![undefined, pid].includes(await pidOf()), 60);
    await until(() => output().includes("view 3 in office"), 120);
    child.kill("SIGINT");
    const { status, stdout } = await finished;
    expect([status, stdout.trim().split("\n").at(-1)]).toEqual([0, expect.stringMatching(/all nodes agree$/)]);
    rmSync(folder, { recursive: true, force: true });
  }, 1_500_000);

  it("leaves nobody behind when it is killed itself", async () => {
    const folder = mkdtempSync(join(tmpdir(), "feldspar-killed-"));
    const { child, finished, output } = start(["devnet", ...SMALL, "--dir", join(folder, "net")]);
    await until(() => output().includes("round "), 100);
    const names = ["sharder-1", "sharder-2", "miner-1", "miner-2", "miner-3", "miner-4"];
    const pids = await Promise.all(
      names.map(async (name) => {
        const { stdout } = await feldspar("status", "--state", join(folder, "net", name), "--json");
        return JSON.parse(stdout).pid as number;
      }),
    );
    child.kill("SIGKILL");
    await finished;
    const isThere = (pid: number) => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    await until(() => !pids.some(isThere), 30);
    rmSync(folder, { recursive: true, force: true });
  }, 1_000_000);

  it("says that it did not come so far in time, with status 1", async () => {
    const { status, stdout } = await feldspar("devnet", ...SMALL, "--views", "9000", "--timeout", "1", "--json");
    expect(status).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ ended: "not within 1 seconds" });
  }, 600_000);

  it.each([
    ["--faults", "kill:5@share"],
    ["--faults", "kill:1@lunch"],
    ["--faults", "s3"],
    ["--miners", "0"],
    ["--dir", "src"],
    ["--mode", "old"],
  ])(
    "refuses %s %s",
    async (flag, value) => {
      const { status, stderr } = await feldspar("devnet", "--miners", "4", flag, value);
      expect([status, stderr.split("\n").length]).toEqual([2, 2]);
      expect(stderr).toContain(flag);
    },
    300_000,
  );
});
