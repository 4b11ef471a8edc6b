// The tables of docs/protocol.md are the code's: parameters with their defaults, fields of the genesis, reasons, kinds.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import {
  checkParameters,
  MAX_MINERS,
  MAX_SHARDERS,
  makeGenesis,
  validateParameters,
} from "../../../src/magic-block/index.js";
import { REMOVAL_REASONS, RESTART_REASONS } from "../../../src/view-change/contract/events.js";
import { createSigningIdentity } from "../../../src/view-change/identity.js";
import { PHASE_OF } from "../../../src/view-change/transaction.js";

const text = readFileSync("docs/protocol.md", "utf8");

/** Cells of the table that begins with these titles. */
function table(...titles: readonly string[]): string[][] {
  const lines = text.split("\n");
  const head = lines.findIndex((line) => line.startsWith(`| ${titles.join(" | ")} |`));
  const end = lines.findIndex((line, at) => at > head && !line.startsWith("|"));
  expect(head, titles.join()).toBeGreaterThan(0);
  return lines.slice(head + 2, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const named = (cells: string) => [...cells.matchAll(/`([\w-]+)`/g)].map(([, name]) => name!);
const codes = (rows: string[][]) => rows.map(([code]) => named(code!)[0]!).sort();

it("parameters and their defaults", () => {
  const rows = table("parameter", "default", "range");
  const { parameters } = validateParameters({ miners: 4 });
  expect(rows.flatMap(([names]) => named(names!)).sort()).toEqual(Object.keys(parameters).sort());
  const row = (name: string) => rows.find(([names]) => named(names!)[0] === name)!.slice(1);
  const { minStake, minSharders, maxSharders, phaseRounds, viewRounds, lotRounds, handOverRounds } = parameters;
  const { absences, maxAttempts, backOff, fastPath } = parameters;
  expect(new Set(Object.values(phaseRounds))).toEqual(new Set([50]));
  expect(row("phaseRounds")[0]).toBe("50 each");
  expect(row("miners")[1]).toBe(`1 … ${MAX_MINERS}`);
  expect(row("minStake")[0]).toBe(String(minStake));
  expect(row("minSharders")).toEqual([`${minSharders}, ${maxSharders}`, `1 … ${MAX_SHARDERS}`]);
  expect([fastPath, row("fastPath")[0]]).toEqual([true, "on"]);
  const single = { viewRounds, lotRounds, handOverRounds, absences, maxAttempts };
  for (const [name, value] of Object.entries(single)) expect(row(name)[0], name).toBe(String(value));
  expect(row("backOff")[0]).toBe(`${backOff.base}, ${backOff.cap}`);
  const [threshold, quorum] = row("threshold")[0]!.match(/[\w/%]+/g)!;
  expect(validateParameters({ miners: 4, threshold: threshold!, quorum: quorum! }).parameters).toEqual(parameters);
  expect([parameters.incumbency.numerator, row("incumbency")[0]]).toEqual([0, "0; in `reshare` 1/2"]);
  const reshare = validateParameters({ miners: 4 }, { mode: "reshare" }).parameters;
  expect(reshare).toEqual(validateParameters({ miners: 4, incumbency: "1/2" }).parameters);
  expect(() => checkParameters({ ...parameters, handOverRounds: 1 }, {})).toThrow("from 2 to");
});

it("fields of the genesis and their defaults", () => {
  const rows = table("field", "default", "what it is");
  const { publicKey, proofOfPossession } = createSigningIdentity("min-sig");
  const sharder = { publicKey, proofOfPossession, stake: 1n, url: "" };
  const { parameters: _, ...genesis } = makeGenesis({ chainId: "x", sharders: [sharder], parameters: { miners: 4 } });
  expect(rows.flatMap(([names]) => named(names!)).sort()).toEqual(Object.keys(genesis).sort());
  for (const [names, given] of rows) {
    const name = named(names!)[0]!;
    const value = name === "beacon" ? genesis.beacon.mode : genesis[name as keyof typeof genesis];
    if (typeof value === "object" || name === "chainId") continue;
    expect(given!.replaceAll("`", ""), name).toBe(String(value));
  }
  expect(rows.find(([names]) => names === "`beacon`")![2]).toContain(`\`catchUp\` (${genesis.beacon.catchUp})`);
});

it("reasons and kinds", () => {
  expect(codes(table("code", "when", "the attempt ended because"))).toEqual(Object.keys(RESTART_REASONS).sort());
  expect(codes(table("code", "role", "why", "count"))).toEqual(Object.keys(REMOVAL_REASONS).sort());
  const drawn = /<desc[^>]*>([^<]*)/.exec(readFileSync("docs/images/states.svg", "utf8"))![1]!;
  expect(drawn.match(/[A-Z]+(_[A-Z]+)+/g)!.sort()).toEqual(Object.keys(RESTART_REASONS).sort());
  const kinds = table("kind of transaction", "sender", "phase", "what it carries");
  const phases = kinds.map(([kind, , phase]) => [named(kind!)[0]!, phase!.split(",")[0]!] as const);
  expect(Object.fromEntries(phases)).toEqual(PHASE_OF);
});
