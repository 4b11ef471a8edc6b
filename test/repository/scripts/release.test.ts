// What release:check says of versions and changelogs: the one of this repository, and wrong ones.
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const script = new URL("../../../scripts/release/judge.mjs", import.meta.url);
const { judgeChangelog, judgeVersions } = await import(script.href);

const GOOD = "# Changelog\n\n## 0.2.0 - 2026-11-29\n\n- More.\n\n## 0.1.0 - 2026-11-26\n\n- All of it.\n";
const judged = (changelog: string, version = "0.2.0"): string[] => judgeChangelog(changelog, version, "2026-11-29");

describe("a changelog", () => {
  it("of the version in package.json, with dates, may be published", () => expect(judged(GOOD)).toEqual([]));

  it.each([
    ["of another version", GOOD, "0.3.0", /has version 0\.3\.0, the newest one of CHANGELOG\.md is 0\.2\.0/],
    [
      "with something unreleased",
      GOOD.replace("## 0.2.0", "## Unreleased\n\n- x\n\n## 0.2.0"),
      "0.2.0",
      /"Unreleased"/,
    ],
    ["without a date", GOOD.replace(" - 2026-11-29", ""), "0.2.0", /"0\.2\.0": expected a version and its date/],
    ["with a day that there is not", GOOD.replace("2026-11-26", "2026-02-30"), "0.2.0", /expected a day up to/],
    ["with a day to come", GOOD.replace("2026-11-29", "2026-12-01"), "0.2.0", /expected a day up to 2026-11-29/],
    ["in another order", GOOD.replace("0.1.0", "0.2.1"), "0.2.0", /0\.2\.0 stands above 0\.2\.1/],
    ["that repeats a version", GOOD.replace("0.1.0", "0.2.0"), "0.2.0", /0\.2\.0 stands above 0\.2\.0/],
    ["that says nothing", GOOD.replace("- More.\n", ""), "0.2.0", /says nothing of "0\.2\.0 - 2026-11-29"/],
    ["without versions", "# Changelog\n", "0.2.0", /has no version/],
  ])("%s is refused", (_, changelog, version, reason) => {
    const problems = judged(changelog, version);
    expect(problems.join("\n")).toMatch(reason);
  });
});

describe("the version", () => {
  it("has to be the same everywhere", () => {
    expect(judgeVersions("0.2.0", [["package-lock.json", "0.2.0"]])).toEqual([]);
    expect(judgeVersions("0.2.0", [["bindings/version.ts", "0.1.0"]])).toEqual([
      "bindings/version.ts says 0.1.0, package.json 0.2.0",
    ]);
  });
});

describe("npm run release:check", () => {
  const check = (...args: string[]) =>
    spawnSync(process.execPath, ["scripts/release/check.mjs", ...args], { encoding: "utf8" });

  it("finds this repository's version and changelog good", () => {
    const { status, stdout } = check("--only", "changelog");
    expect(stdout).toMatch(/^good: version and changelog/);
    expect(status).toBe(0);
  });

  it("knows its steps, and the command is there", () => {
    const { status, stderr } = check("--only", "everything");
    expect(stderr).toContain("no step everything");
    expect(status).toBe(2);
    expect(JSON.parse(readFileSync("package.json", "utf8")).scripts["release:check"]).toBe(
      "node scripts/release/check.mjs",
    );
  });
});
