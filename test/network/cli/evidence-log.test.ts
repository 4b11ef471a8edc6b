// `evidence.jsonl`: what a miner found and can prove, a line each that `feldspar verify` takes; bounded, and kept over
// restarts, a full disk and an operator who moves it.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { EVIDENCE_FILE, EvidenceLog } from "../../../src/cli/network/evidence-log.js";
import type { NodeLog } from "../../../src/cli/network/node-log.js";
import { verifyCommand } from "../../../src/cli/verify-command.js";
import { toHex } from "../../../src/encoding/index.js";
import { Driven, people } from "../../protocol/view-change/driven.js";
import { twoMpks } from "../support/evidence.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-evidence-log-"));
const path = join(folder, EVIDENCE_FILE);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const driven = await Driven.of(await people(4));
await driven.untilPhase("share");
const [first, second, third] = [0, 1, 2].map((place) => twoMpks(driven, place)) as [string, string, string];

const told: string[] = [];
const log: NodeLog = { level: "info", write: (_, message) => void told.push(message) };
const open = (mostBytes?: number) => {
  const { observer } = new EvidenceLog(folder, log, mostBytes);
  return (file: string | null) => observer.evidence("TWO_MPKS", "ab", file);
};
const lines = () => readFileSync(path, "utf8").split("\n").slice(0, -1);

describe("the evidence that a miner found", () => {
  it("is written down once, a line each that feldspar verify finds valid", async () => {
    const found = open();
    found(null);
    expect(existsSync(path)).toBe(false);
    for (const file of [first, second, first]) found(file);
    expect(lines()).toEqual([first, second]);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder, "line.json"), lines()[1]!);
    const genesisHash = toHex(driven.state.genesisHash);
    expect((await verifyCommand([join(folder, "line.json")], { genesisHash })).exitCode).toBe(0);
  });

  it("is known again after a restart; what a crash has torn stays a line of its own", () => {
    writeFileSync(path, `${first}\n${second.slice(0, 99)}`);
    const found = open();
    for (const file of [first, second]) found(file);
    expect(lines()).toEqual([first, second.slice(0, 99), second]);
  });

  it("is bounded, which is told once; a file that was moved is begun anew", () => {
    rmSync(path);
    const found = open(first.length + second.length);
    for (const file of [first, second, third]) found(file);
    expect(lines()).toEqual([first]);
    expect(told.splice(0)).toEqual(["evidence.jsonl is full"]);
    renameSync(path, join(folder, "old.jsonl"));
    found(second);
    expect(lines()).toEqual([second]);
  });

  it("that cannot be written ends nothing", () => {
    rmSync(path);
    mkdirSync(path);
    open()(first);
    expect(told.splice(0)).toEqual(["evidence.jsonl cannot be read", "evidence.jsonl cannot be written"]);
  });

  it("whose place cannot even be looked at ends nothing", () => {
    rmSync(path, { recursive: true });
    symlinkSync(EVIDENCE_FILE, path);
    open()(first);
    expect(told.splice(0)).toEqual(["evidence.jsonl cannot be read", "evidence.jsonl cannot be written"]);
  });
});
