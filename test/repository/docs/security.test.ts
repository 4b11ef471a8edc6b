// The numbers of docs/security.md are the code's.
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { WEIGHT_BITS } from "../../../bindings/scalar.js";
import { MAX_MINERS, MAX_SHARDERS, MAX_URL, validateParameters } from "../../../src/magic-block/index.js";
import { MAX_FRAME } from "../../../src/sealing/frame.js";
import { ProtocolCache } from "../../../src/view-change/caches.js";
import { MAX_ENTRY } from "../../../src/view-change/entries.js";
import { MOST_REFUSED } from "../../../src/view-change/miner/receive.js";
import { MAX_PAYLOAD } from "../../../src/view-change/transaction.js";

const text = readFileSync("docs/security.md", "utf8");
const source = (file: string, pattern: RegExp) => Number(pattern.exec(readFileSync(file, "utf8"))![1]);
const row = (name: string) => text.split("\n").find((line) => line.startsWith(`| ${name} |`))!;
const cells = (name: string) =>
  row(name)
    .split("|")
    .slice(2, -1)
    .map((cell) => cell.trim());

it("rounds of the subgroup check of many points", () => {
  const bulk = "assembly/curve/bulk-subgroup.ts";
  const bits = readFileSync(bulk, "utf8").match(/\? (\d+\.\d+) : .* \? (\d+\.\d+) : (\d+\.\d+);/)!;
  const perRound = bits.slice(1).map(Number);
  const search = source(bulk, /BITS_OF_SEARCH: f64 = ([\d.]+)/);
  const three = source(bulk, /BITS_OF_ORDER_THREE: f64 = ([\d.]+)/);
  const group = source(bulk, /BITS_PER_GROUP: f64 = ([\d.]+)/);
  expect(cells("bits per round")).toEqual(perRound.map(String));
  expect(text).toContain(`| | G1 | G2 | G2, ${source(bulk, /THREE_FROM: i32 = (\d+)/)} points or more |`);
  const asked = {
    64: source("src/curve/subgroup-seed.ts", /const DRAWN_BITS = (\d+)/),
    128: source("src/curve/subgroup-seed.ts", /const DERIVED_BITS = (\d+)/),
  };
  for (const [stated, bound] of Object.entries(asked)) {
    expect(bound).toBe(Number(stated));
    const wanted = bound + search;
    const rounds = perRound.map((value) => Math.ceil(wanted / value));
    expect(cells(`rounds for 2^−${stated}`)).toEqual(rounds.map(String));
    const groups = Math.ceil((wanted - rounds[0]! * three) / group);
    const name =
      stated === "64"
        ? "groups of cubic characters (order three, G1 only) for 2^−64"
        : "groups of cubic characters for 2^−128";
    expect(cells(name)).toEqual([String(groups), "–", "–"]);
  }
  const fewest = source("bindings/vector.ts", /const FEWEST_IN_BULK = (\d+)/);
  expect(cells(`subgroup of fewer than ${fewest} points`).at(-1)).toBe("0");
  expect(source(bulk, /HALVINGS: i32 = (\d+)/)).toBe(4);
});

it("weights", () => {
  expect(WEIGHT_BITS).toBe(128);
  expect(cells("signatures (`batchVerify`), weights drawn")[0]).toContain(`${WEIGHT_BITS} bits`);
});

it("bounds", () => {
  const number = (value: number) => value.toLocaleString("en-US");
  const { parameters } = validateParameters({ miners: 4, threshold: 3, quorum: 3 });
  expect(cells("miners in a view, and every list that depends on it")).toEqual([String(MAX_MINERS)]);
  expect(cells("payload of a transaction")).toEqual([`${number(MAX_PAYLOAD)} bytes`]);
  expect(cells("entry of the ledger")).toEqual([`${number(MAX_ENTRY)} bytes`]);
  expect(cells("private message")).toEqual([`${MAX_FRAME} bytes`]);
  expect(cells("URL; sharders")).toEqual([`${MAX_URL} characters; ${MAX_SHARDERS}`]);
  const refused =
    "shares of a dealer that are neither right nor signed, acknowledgements of a receiver that do not verify";
  expect(cells(refused)).toEqual([`${MOST_REFUSED} are looked at`]);
  expect(cells("failed attempts in a row")[0]).toContain(`${parameters.maxAttempts}, then stopped`);
  expect(cells("failed attempts in a row")[0]).toContain(`up to ${parameters.backOff.cap} rounds`);
  const rounds = Number(
    /MAX_ROUNDS = ([\d_]+)/.exec(readFileSync("src/beacon/record.ts", "utf8"))![1]!.replaceAll("_", ""),
  );
  expect(cells("JSON document")[0]).toContain(number(rounds));
  const remembered = new ProtocolCache().maxBytes / 2 ** 20;
  expect(cells("decoded commitments and key tables remembered")).toEqual([`${remembered} MiB together (default)`]);
});
