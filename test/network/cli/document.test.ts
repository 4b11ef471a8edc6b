// docs/network.md has every command, setting and exit status, as the sources have them.
import { readFileSync } from "node:fs";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { networkCommands } from "../../../src/cli/network/commands.js";
import { DAEMON_EXIT, statusOfStop } from "../../../src/cli/network/exit.js";
import { environmentName, SETTINGS } from "../../../src/cli/network/settings.js";
import { FeldsparError } from "../../../src/encoding/index.js";

const document = readFileSync("docs/network.md", "utf8");
const rows = document.split("\n").filter((line) => line.startsWith("| "));

describe("docs/network.md", () => {
  it("has every setting with its names and its default", () => {
    for (const setting of SETTINGS) {
      const row = rows.find((line) => line.includes(`\`${environmentName(setting)}\``));
      expect(row, setting.name).toContain(`\`${setting.flag.split(" ")[0]}\``);
      if (setting.name !== "state") expect(row).toContain(`| \`${setting.name}\` |`);
      if (setting.standard !== "") expect(row).toContain(`\`${setting.standard}\``);
    }
  });

  it("has every command", () => {
    const program = new Command();
    networkCommands(program, () => {});
    const names = program.commands.map((command) => command.name());
    expect(names.length).toBeGreaterThan(15);
    const [, table] = document.split("## Commands");
    for (const command of program.commands) {
      expect(table, command.name()).toContain(`\`${command.name()}`);
      for (const one of command.commands) expect(table, one.name()).toContain(`${one.name()}\``);
    }
  });

  it.each([
    ["LOG_DIVERGED", DAEMON_EXIT.diverged],
    ["MINER_FAILED", DAEMON_EXIT.broken],
    ["STORE_FAILED", DAEMON_EXIT.store],
    ["STORE_LATE", DAEMON_EXIT.store],
    ["SET_ASIDE", DAEMON_EXIT.setAside],
    ["STORE_WENT_BACK", DAEMON_EXIT.setAside],
    ["STORE_TAKEN", DAEMON_EXIT.setAside],
  ] as const)("says that a node ends for %s with %i, and it does", (code, status) => {
    expect(statusOfStop(new FeldsparError(code, "a reason"))).toBe(status);
    expect(rows.find((line) => line.startsWith(`| ${status} |`))).toContain(`\`${code}\``);
  });
});
