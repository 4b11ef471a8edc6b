// Manners of the command line: examples below each help that run as they stand, completion in the shells that there
// are, standard input as a file, files shown to people, silence when told.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { commandsBelow, EXAMPLES, pathOf } from "../../../src/cli/examples.js";
import { makeProgram } from "../../../src/cli/program.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-manners-"));
const main = resolve("dist/src/cli/main.js");
const program = makeProgram(() => {});
const commands = new Map(commandsBelow(program).map((command) => [pathOf(command), command]));

function feldspar(args: readonly string[], input = "") {
  return spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: "utf8", input });
}

/** A line of an example as a shell reads it: words, and a file for standard input. */
function wordsOf(line: string): { readonly args: string[]; readonly stdin: string | undefined } {
  const [command, stdin] = line.split(" < ");
  return { args: command!.split(" "), stdin };
}

beforeAll(() => {
  const rows = Array.from({ length: 8 }, (_, i) => `miner ${i + 1},${1000 - i}`);
  writeFileSync(join(folder, "candidates.csv"), `name,stake\n${rows.join("\n")}\n`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("examples", () => {
  it("belong to commands that there are", () => {
    for (const path of Object.keys(EXAMPLES)) expect([path, commands.has(path)]).toEqual([path, true]);
  });

  const lines = Object.entries(EXAMPLES).flatMap(([path, examples]) => examples.map(({ line }) => ({ path, line })));

  it.each(lines)("$line: takes what the command takes", ({ path, line }) => {
    const command = commands.get(path)!;
    expect(`${line} `.startsWith(`${path} `)).toBe(true);
    const { args } = wordsOf(line);
    const flags = command.options.map(({ long }) => long);
    for (const word of args.filter((one) => one.startsWith("--"))) expect(flags).toContain(word);
    for (const { long, mandatory } of command.options) if (mandatory) expect(args).toContain(long);
  });

  const alone = lines.filter(({ line }) => /^(simulate|verify(?! --network)|inspect|completion)/.test(line));

  it.each(alone)("$line: runs", ({ line }) => {
    const { args, stdin } = wordsOf(line);
    const { status, stderr } = feldspar(args, stdin === undefined ? "" : readFileSync(join(folder, stdin), "utf8"));
    expect([status, stderr.includes("feldspar:")]).toEqual([0, false]);
  });

  it("stand below the help", () => {
    expect(feldspar(["inspect", "--help"]).stdout).toContain("$ feldspar inspect out/magic-block.json");
  });
});

describe("inspect", () => {
  it("shows who is in a block, with stakes and addresses, and who was removed", () => {
    const run = [
      "simulate",
      "--candidates",
      "candidates.csv",
      "--faults",
      "no-mpk:2",
      "--seed",
      "s",
      "--out",
      "removed",
    ];
    expect(feldspar(run).status).toBe(0);
    const { status, stdout } = feldspar(["inspect", "removed/magic-block.json", "removed/genesis.json"]);
    expect(status).toBe(0);
    expect(stdout).toMatch(/removed +2/);
    expect(stdout).toMatch(/dealer +2 +contribute +no-mpk/);
    expect(stdout).toMatch(/7 +\d+ +https:\/\/\S+ +[0-9a-f]{64}/);
    expect(stdout).toContain("genesis of the chain feldspar-simulation");
  });

  it("says what is no document, and shows the others", () => {
    const block = JSON.parse(readFileSync(join(folder, "out/magic-block.json"), "utf8")) as object;
    const { status, stdout, stderr } = feldspar(
      ["inspect", "out/beacon.json", "-", "none.json"],
      JSON.stringify({ ...block, t: -1, url: "\x1b[31m" }),
    );
    expect(status).toBe(2);
    expect(stdout).toContain("beacon of view 1");
    expect(stdout).toContain("standard input: malformed: ");
    expect(stderr).toContain("none.json: expected a readable file");
  });
});

describe("completion", () => {
  const script = (shell: string) => {
    const { stdout } = feldspar(["completion", shell]);
    const file = join(folder, `completion.${shell}`);
    writeFileSync(file, stdout);
    return file;
  };

  it("bash: commands, their commands, their options, and files", () => {
    const ask = (...words: string[]) => {
      const line = `COMP_WORDS=(feldspar ${words.join(" ")}); COMP_CWORD=${words.length}; _feldspar; echo "\${COMPREPLY[@]}"`;
      const { stdout } = spawnSync("bash", ["-c", `source ${script("bash")}; ${line}`], {
        encoding: "utf8",
        cwd: folder,
      });
      return stdout.trim().split(" ");
    };
    expect(ask("ver")).toEqual(["verify"]);
    expect(ask("admin", "s")).toEqual(["sign", "submit"]);
    expect(ask("simulate", "--mo")).toEqual(["--mode"]);
    expect(ask("inspect", "candi")).toEqual(["candidates.csv"]);
  });

  it.each(["zsh", "fish"])("%s: names every command", (shell) => {
    const text = readFileSync(script(shell), "utf8");
    for (const path of commands.keys()) {
      if (path === "view-change") continue;
      expect(text).toContain(path.split(" ").at(-1));
    }
    const { status, error } = spawnSync(shell, ["-n", script(shell)], { encoding: "utf8" });
    // where the shell is not installed its syntax is not looked at
    expect(error === undefined ? status : 0).toBe(0);
  });

  it("another shell is refused", () => {
    expect(feldspar(["completion", "cmd"]).status).toBe(2);
  });
});

it("what cannot be understood ends with what to try", () => {
  for (const args of [["verfy"], ["simulate", "--candidats", "x"], ["simulate"], ["completion"]]) {
    const { status, stdout, stderr } = feldspar(args);
    expect([args, status, stdout]).toEqual([args, 2, ""]);
    expect(stderr).toMatch(/^error: .*; feldspar --help says more\n$/);
  }
});

it("--quiet says nothing when all goes well, and the report when it does not", () => {
  const run = ["simulate", "--candidates", "candidates.csv", "--seed", "s", "--rounds", "1", "--quiet"];
  const { status, stdout, stderr } = feldspar(run);
  expect([status, stdout, stderr]).toEqual([0, "", ""]);
  const failing = feldspar([...run, "--faults", "no-mpk:1,no-mpk:2,no-mpk:3"]);
  expect(failing.status).toBe(1);
  expect(failing.stdout).toContain("View 1");
});
