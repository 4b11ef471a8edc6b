// The command as a person runs it: the built program in a process of its own, its output, exit status and files.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "feldspar-cli-"));
const path = (name: string) => join(folder, name);
const candidates = path("candidates.csv");

function feldspar(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ["dist/src/cli/main.js", ...args], {
    encoding: "utf8",
  });
  return { status, stdout, stderr };
}

function simulate(out: string, ...more: string[]) {
  const size = ["--miners", "7", "--threshold", "4", "--quorum", "5"];
  return feldspar(
    "simulate",
    "--candidates",
    candidates,
    ...size,
    "--seed",
    "s",
    "--rounds",
    "3",
    "--out",
    out,
    ...more,
  );
}

beforeAll(() => {
  const rows = Array.from({ length: 9 }, (_, i) => `miner ${i + 1},${1000 - i}`);
  writeFileSync(candidates, `name,stake\n${rows.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("feldspar simulate and verify", () => {
  const out = path("out");

  it("reports who was removed and why, and writes its files", () => {
    const { status, stdout, stderr } = simulate(out, "--faults", "no-mpk:2,bad-share:1>3");
    expect(stderr).toContain("contribute");
    expect(stdout).toMatch(/out\s+dealer 2 miner \d in contribute: /);
    expect(stdout).toMatch(/off\s+receiver 2 miner \d in contribute: /);
    expect(stdout).toContain("revealed (1>3)");
    expect(stdout).toContain("all honest miners computed the same");
    expect(stdout.match(/group public key [0-9a-f]{192}/)).not.toBeNull();
    expect(status).toBe(0);
    expect(readdirSync(out).sort()).toEqual([
      "beacon.json",
      "genesis.json",
      "magic-block.json",
      "report.json",
      "report.svg",
    ]);
    const svg = readFileSync(join(out, "report.svg"), "utf8");
    expect(svg).toMatch(/^<svg xmlns.*<\/svg>\n$/s);
    const report = JSON.parse(readFileSync(join(out, "report.json"), "utf8"));
    expect(report.attempts.at(-1).matrix[0]).toMatch(/^A.R/);
    expect(report.beacon).toHaveLength(3);
  });

  it("verifies what it wrote, from the files alone", () => {
    const files = ["genesis.json", "magic-block.json", "beacon.json"].map((name) => join(out, name));
    const { status, stdout } = feldspar("verify", ...files);
    expect(stdout.match(/✓ valid/g)).toHaveLength(3);
    expect(stdout).toContain("signed by the genesis' sharders");
    expect(status).toBe(0);
    const { hash } = JSON.parse(readFileSync(files[0]!, "utf8"));
    expect(feldspar("verify", "--genesis-hash", hash, ...files).status).toBe(0);
    expect(feldspar("verify", "--genesis-hash", "0".repeat(64), ...files).status).toBe(1);
  });

  it("accepts the trusted hash and refuses another", () => {
    const { hash } = JSON.parse(readFileSync(join(out, "magic-block.json"), "utf8"));
    const block = join(out, "magic-block.json");
    expect(feldspar("verify", block, "--trust", hash).status).toBe(0);
    const { status, stdout } = feldspar("verify", block, "--trust", "0".repeat(64));
    expect(stdout).toContain("✗ INVALID");
    expect(status).toBe(1);
  });

  it("gives the same bytes for the same seed, and others for another", () => {
    for (const [name, seed, same] of [
      ["again", "s", true],
      ["other", "t", false],
    ] as const) {
      simulate(path(name), "--faults", "no-mpk:2,bad-share:1>3", "--seed", seed);
      for (const file of ["genesis.json", "magic-block.json", "beacon.json"]) {
        const equal = readFileSync(join(out, file)).equals(readFileSync(join(path(name), file)));
        expect(equal, `${name} ${file}`).toBe(same);
      }
    }
  });

  it("says INVALID with status 1 for a beacon with one altered digit", () => {
    const text = readFileSync(join(out, "beacon.json"), "utf8");
    const { rounds } = JSON.parse(text);
    const { randomness } = rounds[1];
    writeFileSync(
      path("altered.json"),
      text.replaceAll(
        randomness,
        randomness.replace(/^./, (d: string) => (d === "0" ? "1" : "0")),
      ),
    );
    const { status, stdout } = feldspar("verify", join(out, "magic-block.json"), path("altered.json"));
    expect(stdout).toContain("✗ INVALID  beacon");
    expect(status).toBe(1);
  });

  it("chains several views and verifies them as a light client", () => {
    const chain = path("chain");
    expect(simulate(chain, "--views", "3", "--mode", "reshare", "--sharders", "3").status).toBe(0);
    const files = ["genesis.json", "magic-blocks.json", "beacon.json"].map((name) => join(chain, name));
    const { status, stdout } = feldspar("verify", ...files);
    expect(stdout.match(/✓ valid/g)).toHaveLength(5);
    expect(stdout).toContain("handed over by the view before");
    expect(status).toBe(0);
    // the last block by itself too
    expect(feldspar("verify", ...files, join(chain, "magic-block.json")).status).toBe(0);
    const blocks = JSON.parse(readFileSync(files[1]!, "utf8")) as { groupPublicKey: string; sharders: unknown[] }[];
    expect(new Set(blocks.map(({ groupPublicKey }) => groupPublicKey)).size).toBe(1);
    expect(blocks.map(({ sharders }) => sharders.length)).toEqual([3, 3, 3]);
  });

  it("takes members that come and go from the file", () => {
    const moving = path("moving.csv");
    const rows = ["a,9,,2", "b,8,,", "c,7,,", "d,6,,", "e,5,2,"];
    writeFileSync(moving, `name,stake,joins,leaves\n${rows.join("\n")}\n`);
    const { status, stdout } = feldspar("simulate", "--candidates", moving, "--views", "2", "--json", "--seed", "s");
    expect(status).toBe(0);
    const { attempts } = JSON.parse(stdout) as { attempts: { selected: { name: string }[] }[] };
    const names = attempts.map(({ selected }) =>
      selected
        .map(({ name }) => name)
        .sort()
        .join(""),
    );
    expect(names).toEqual(["abcd", "bcde"]);
  });

  it("goes by its former name, and says so", () => {
    const { status, stderr } = feldspar("view-change", "--candidates", candidates, "--rounds", "0", "--json");
    expect(stderr).toContain("view-change is called feldspar simulate now\n");
    expect(status).toBe(0);
  });

  it("reports a failed view change with status 1 and writes no magic block", () => {
    const failed = path("failed");
    const { status, stdout } = simulate(failed, "--faults", "no-mpk:1+2+3");
    expect(stdout).toContain("No view change");
    expect(status).toBe(1);
    expect(existsSync(join(failed, "magic-block.json"))).toBe(false);
  });

  it("prints one JSON document with --json, and nothing else", () => {
    const { stdout, stderr } = simulate(path("json"), "--json");
    expect(JSON.parse(stdout).activated).toBe(true);
    expect(stderr.replace(/^.*Warning.*$/gm, "").trim()).toBe("");
    const verdict = feldspar("verify", "--json", join(path("json"), "beacon.json"));
    expect(JSON.parse(verdict.stdout).valid).toBe(true);
  });
});

describe("feldspar verify with drand beacons", () => {
  // quicknet, round 1000: public
  const beacon = {
    round: 1000,
    signature: "b44679b9a59af2ec876b1a6b1ad52ea9b1615fc3982b19576350f93447cb1125e342b73a8dd2bacbe47e4b6b63ed5e39",
  };

  it("verifies a public beacon of a named network, and refuses it for another round", () => {
    writeFileSync(path("drand.json"), JSON.stringify(beacon));
    writeFileSync(path("drand-bad.json"), JSON.stringify([beacon, { ...beacon, round: 1001 }]));
    expect(feldspar("verify", "--network", "quicknet", path("drand.json"))).toMatchObject({ status: 0 });
    const { status, stdout } = feldspar("verify", "--network", "quicknet", path("drand-bad.json"));
    expect(stdout).toMatch(/✓ valid.*1000[\s\S]*✗ INVALID.*1001/);
    expect(status).toBe(1);
  });
});

describe("bad input: one line saying what was expected, status 2, nothing written", () => {
  const nowhere = path("nowhere");
  it.each([
    ["no candidates file", ["simulate", "--candidates", path("missing.csv")], "expected a readable file"],
    ["no option", ["simulate"], "--candidates"],
    ["a threshold of zero", ["--threshold", "0"], "threshold"],
    ["t > k", ["--threshold", "6", "--quorum", "5"], "must not be above the quorum"],
    ["2t <= n", ["--threshold", "3", "--miners", "7"], "t"],
    ["a threshold that is no number", ["--threshold", "many"], "expected an integer or a fraction"],
    ["too many miners", ["--miners", "1001"], "whole number from 1 to 1000"],
    ["an unknown scheme", ["--scheme", "bls"], "min-sig or min-pk"],
    ["an unknown mode", ["--mode", "stale"], "fresh or reshare"],
    ["no sharders", ["--sharders", "0"], "whole number from 1 to 100"],
    ["an unknown fault", ["--faults", "explode:3"], "expected one of"],
    ["a fault of nobody", ["--faults", "no-ack:99"], "99"],
    ["an unknown option", ["--colour"], "unknown option"],
    ["an unknown command", ["transmute"], "unknown command"],
  ])("%s", (_, args, expected) => {
    const own = args[0] === "simulate" || args[0] === "transmute";
    const size = ["--miners", "7", "--threshold", "4", "--quorum", "5"];
    const full = own ? args : ["simulate", "--candidates", candidates, ...size, ...args];
    const { status, stdout, stderr } = feldspar(...full, ...(args[0] === "transmute" ? [] : ["--out", nowhere]));
    const lines = stderr.trim().split("\n");
    expect(lines.at(-1)).toContain(expected);
    expect(lines).toHaveLength(1);
    expect(stdout).toBe("");
    expect(status).toBe(2);
    expect(existsSync(nowhere)).toBe(false);
  });

  it.each([
    ["a file that is not JSON", "{", "expected JSON"],
    ["JSON of something else", '{"hello":1}', "expected a genesis, a magic block"],
    ["an empty list", "[]", "expected a genesis, a magic block"],
    ["a magic block without fields", '{"groupPolynomial":[],"certificate":{}}', "magic block"],
    ["a drand beacon without its chain", '{"round":1,"signature":"00"}', "chain info"],
  ])("verify: %s", (_, text, expected) => {
    writeFileSync(path("bad.json"), text);
    const { status, stderr } = feldspar("verify", path("bad.json"));
    expect(stderr.trim().split("\n")).toHaveLength(1);
    expect(stderr).toContain(expected);
    expect(status).toBe(2);
  });
});

describe("C2 and C3: the files of a run are one, and what can be checked before is checked before", () => {
  it("leaves nothing of an earlier run when a later one fails, and leaves it alone when one is refused", () => {
    const twice = path("twice");
    expect(simulate(twice).status).toBe(0);
    writeFileSync(join(twice, "notes.txt"), "mine");
    expect(simulate(twice, "--threshold", "9").status).toBe(2);
    expect(simulate(twice, "--faults", "no-mpk:99").status).toBe(2);
    expect(readdirSync(twice).sort()).toEqual([
      "beacon.json",
      "genesis.json",
      "magic-block.json",
      "notes.txt",
      "report.json",
      "report.svg",
    ]);
    expect(simulate(twice, "--faults", "no-mpk:1+2+3").status).toBe(1);
    expect(readdirSync(twice).sort()).toEqual(["notes.txt", "report.json", "report.svg"]);
    expect(simulate(twice, "--rounds", "0").status).toBe(0);
    expect(existsSync(join(twice, "beacon.json"))).toBe(false);
  });

  it.each([
    ["a file", () => candidates],
    ["below a file", () => join(candidates, "out")],
    [
      "a folder in the place of a file",
      () => {
        mkdirSync(join(path("taken"), "report.svg"), { recursive: true });
        return path("taken");
      },
    ],
    ["where nothing can be made", () => "/proc/feldspar/out"],
    ["no name", () => ""],
  ])("--out is %s: status 2, before anything is computed", (_, place) => {
    const { status, stdout, stderr } = simulate(place());
    expect(stderr.trim().split("\n").at(-1)).toMatch(/^feldspar: --out /);
    expect(stderr).not.toContain("contribute");
    expect(stdout).toBe("");
    expect(status).toBe(2);
  });
});

it("says when the beacon stopped after a good view change", () => {
  expect(simulate(path("stopped"), "--faults", "lost:1+2+3+4").stdout).toContain("The beacon stopped: NOT_ENOUGH");
});

describe("C4: exit statuses of verify", () => {
  const block = () => join(path("out"), "magic-block.json");
  it.each([
    ["all valid", () => [block()], 0, 1],
    ["one unreadable", () => [path("missing.json"), block()], 2, 1],
    ["one not valid", () => [path("other-stake.json"), join(path("out"), "beacon.json")], 1, 2],
    ["one of each: not valid counts", () => [path("missing.json"), path("other-stake.json"), block()], 1, 2],
  ])("%s", (_, files, expected, lines) => {
    writeFileSync(
      path("other-stake.json"),
      readFileSync(block(), "utf8").replace('"stake": "1000"', '"stake": "1001"'),
    );
    const { status, stdout } = feldspar("verify", ...files());
    expect(stdout.trim().split("\n")).toHaveLength(lines);
    expect(status).toBe(expected);
  });
});

describe("C6: an output that cannot be written", () => {
  const run = (redirected: string) =>
    spawnSync("bash", ["-c", `${process.execPath} dist/src/cli/main.js ${redirected}`], { encoding: "utf8" });
  it.each([
    ["verify, full disk", () => `verify ${path("out")}/magic-block.json > /dev/full`],
    ["help, full disk", () => "--help > /dev/full"],
    ["verify, closed pipe", () => `verify ${path("out")}/magic-block.json | true; exit \${PIPESTATUS[0]}`],
  ])("%s: one line, status 3", (_, command) => {
    const { status, stderr } = run(command());
    expect(stderr).toMatch(/^feldspar: standard output could not be written: .*\n$/);
    expect(status).toBe(3);
  });

  it("errors that cannot be written leave the verdict and its status", () => {
    expect(run(`verify ${path("out")}/magic-block.json ${path("missing.json")} 2> /dev/full`)).toMatchObject({
      status: 2,
    });
  });
});

describe("C9 and C11: defaults and faults of the list that there is", () => {
  it("takes fractions of the candidates when more miners are allowed", () => {
    const few = path("few.csv");
    writeFileSync(few, `name,stake\n${Array.from({ length: 6 }, (_, i) => `m${i},${9 - i}`).join("\n")}\n`);
    const { status, stdout } = feldspar("simulate", "--candidates", few, "--miners", "20", "--rounds", "0");
    expect(stdout).toContain("n = 6, t = 4 to sign, k = 5 to succeed");
    expect(status).toBe(0);
    expect(feldspar("simulate", "--candidates", few, "--quorum", "7", "--threshold", "4").status).toBe(2);
  });

  it("says which fault can do nothing", () => {
    const { status, stderr } = simulate(path("faults"), "--faults", "bad-share:5>5");
    expect(stderr).toContain("does nothing to itself");
    expect(status).toBe(2);
  });
});
