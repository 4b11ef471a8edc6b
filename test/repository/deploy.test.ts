// The files of deploy/ name only what there is: metrics that a node serves, flags and variables that it knows.
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(path, "utf8");

/** Names under which metrics.ts registers what it serves. */
const registered = () =>
  [...read("src/cli/network/metrics.ts").matchAll(/\bof\("([a-z_]+)"/g)].map(([, name]) => name!);

function served(): Set<string> {
  const names = registered();
  return new Set(names.flatMap((name) => [name, `${name}_bucket`, `${name}_count`, `${name}_sum`]));
}

const has = (program: string, ...args: string[]) => spawnSync(program, args, { stdio: "ignore" }).error === undefined;

describe("the files of deploy/", () => {
  it("name metrics that a node serves", () => {
    const known = served();
    expect(known.size).toBeGreaterThan(20);
    for (const file of ["deploy/prometheus/alerts.yml", "deploy/grafana/dashboard.json"]) {
      const named = [...read(file).matchAll(/\bfeldspar_([a-z_]+)/g)].map(([, name]) => name!);
      expect(named.length).toBeGreaterThan(5);
      expect([file, named.filter((name) => !known.has(name))]).toEqual([file, []]);
    }
  });

  it("measure nothing that docs/network.md does not explain, which explains nothing else", () => {
    const [, table] = /\n### Metrics\n([\s\S]*?)\n## /.exec(read("docs/network.md"))!;
    const cells = [...table!.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell]) => [...cell!.matchAll(/`([a-z_]+)/g)]);
    expect(cells.map(([, name]) => name!).sort()).toEqual(registered().sort());
  });

  it("name settings that the command line knows", () => {
    const settings = read("src/cli/network/settings.ts");
    const flags = new Set([...settings.matchAll(/flag: "(--[a-z-]+)/g)].map(([, flag]) => flag!));
    const variables = new Set([...flags].map((flag) => `FELDSPAR_${flag.slice(2).replaceAll("-", "_").toUpperCase()}`));
    const unit = read("deploy/systemd/feldspar@.service").match(/^ExecStart=.*$/m)![0];
    const containers = readdirSync("deploy/containers").map((name) => read(`deploy/containers/${name}`));
    const compose = read("deploy/containers/compose.yaml").matchAll(/\[(?:miner|sharder),.*\]/g);
    const used = [unit, ...[...compose].map(([text]) => text)].join("\n").match(/--[a-z-]+/g)!;
    expect(used.length).toBeGreaterThan(3);
    expect(used.filter((flag) => !flags.has(flag))).toEqual([]);
    const named = containers.join("\n").match(/\bFELDSPAR_[A-Z_]+/g)!;
    expect([...new Set(named)].filter((name) => !variables.has(name))).toEqual([]);
  });

  it("are what their own tools take, where these are installed", () => {
    const checks: [string, string[]][] = [
      ["promtool", ["check", "rules", "deploy/prometheus/alerts.yml"]],
      ["docker-compose", ["-f", "deploy/containers/compose.yaml", "config", "-q"]],
    ];
    for (const [program, args] of checks) {
      if (!has(program, "--version")) continue;
      const env = { ...process.env, FELDSPAR_GENESIS_HASH: "00".repeat(32) };
      const { status, stderr } = spawnSync(program, args, { encoding: "utf8", env });
      expect([program, status, status === 0 ? "" : stderr]).toEqual([program, 0, ""]);
    }
    JSON.parse(read("deploy/grafana/dashboard.json"));
  });
});
