// The qualified set from published data: both rule sets, to the fixpoint.
import { describe, expect, it } from "vitest";
import { type Entry, qualify } from "../../../src/entry/view-change.js";

/** One line per dealer, one letter per receiver: a acknowledged, r revealed, - nothing. */
function run(
  rules: "seed" | "zus",
  threshold: number,
  lines: string[],
  publishers = lines.map((_, position) => position + 1),
) {
  const letters: Record<string, Entry> = { a: "acknowledged", r: "revealed", "-": "none" };
  return qualify({
    rules,
    threshold,
    publishers,
    entry: (dealer, receiver) => letters[lines[dealer - 1]![receiver - 1]!]!,
  });
}

describe("rule set seed", () => {
  it("keeps everybody when everything is acknowledged", () => {
    const result = run("seed", 3, ["aaaa", "aaaa", "aaaa", "aaaa"]);
    expect(result).toEqual({
      members: [1, 2, 3, 4],
      qualified: [1, 2, 3, 4],
      disqualified: [],
      removed: [],
      exposed: [],
    });
  });

  it("dealer rule: fewer than t confirmations, its own counted, and it is out of the key but stays a member", () => {
    const result = run("seed", 3, ["aarr", "aaar", "aaaa", "aaaa"]);
    expect(result.members).toEqual([1, 2, 3, 4]);
    expect(result.qualified).toEqual([2, 3, 4]);
    expect(result.disqualified).toEqual([1]);
  });

  it("receiver rule: t reveals by qualified dealers and it is off the list with its dealing", () => {
    const result = run("seed", 3, ["aaar", "aaar", "aaar", "aaaa"]);
    expect(result.members).toEqual([1, 2, 3]);
    expect(result.qualified).toEqual([1, 2, 3]);
    expect(result.removed).toEqual([{ index: 4, reveals: 3 }]);
  });

  it("reveals of a disqualified dealer do not count", () => {
    // 1, 2 and 3 reveal 5's share, but 1 is disqualified: only two count
    const result = run("seed", 3, ["arrrr", "aaaar", "aaaar", "aaaaa", "aaaaa"]);
    expect(result.members).toEqual([1, 2, 3, 4, 5]);
    expect(result.disqualified).toEqual([1]);
  });

  it("goes on until nothing changes: a receiver that leaves takes its confirmations along", () => {
    // 5 goes (3 reveals); then 4 has only 1, 4 left of its confirmations and is disqualified
    const result = run("seed", 3, ["aaaar", "aaaar", "aaaar", "arraa", "aaaaa"]);
    expect(result.members).toEqual([1, 2, 3, 4]);
    expect(result.removed).toEqual([{ index: 5, reveals: 3 }]);
    expect(result.disqualified).toEqual([4]);
  });

  it("looks only at those who published", () => {
    const result = run("seed", 2, ["aaa", "---", "a-a"], [1, 3]);
    expect(result.members).toEqual([1, 3]);
  });

  it("lists members whose share became public for every qualified dealer", () => {
    // 4's own dealing is disqualified, everybody else revealed its share: with t = 4 it stays, exposed
    const result = run("seed", 4, ["aaaar", "aaaar", "aaaar", "aaaaa", "rrraa"]);
    expect(result.members).toEqual([1, 2, 3, 4, 5]);
    expect(result.qualified).toEqual([1, 2, 3, 4]);
    expect(result.exposed).toEqual([]);
    const exposed = run("seed", 4, ["aaaar", "aaaar", "aaaar", "rrraa", "rrraa"]);
    expect(exposed.qualified).toEqual([1, 2, 3]);
    expect(exposed.exposed).toEqual([5]);
  });
});

describe("rule set zus", () => {
  it("has the receiver rule only", () => {
    const result = run("zus", 3, ["arrr", "aaaa", "aaaa", "aaaa"]);
    expect(result.qualified).toEqual([1, 2, 3, 4]);
  });

  it("judges all receivers at once: two that reach the threshold go together", () => {
    const result = run("zus", 3, ["aarr", "aarr", "aaar", "aara"]);
    expect(result.members).toEqual([1, 2]);
  });

  it("lets entries be missing", () => {
    expect(run("zus", 3, ["aaa-", "aaa-", "aaaa", "aaaa"]).members).toEqual([1, 2, 3, 4]);
  });
});
