// What every log must do that only orders entries, as tests that each log's own file runs; with sharders that close its
// rounds it must do what every engine must do, too.
import { expect, it } from "vitest";
import { concatBytes, FeldsparError, utf8 } from "../../../src/encoding/index.js";
import { chained, EMPTY_LOG_HASH, entryHash } from "../../../src/node/log/log-hash.js";
import type { Office } from "../../../src/node/log/office.js";
import { tickEntry } from "../../../src/node/log/statements.js";
import { TickedEngine } from "../../../src/node/log/ticked-engine.js";
import type { EntryLog } from "../../../src/node/ports.js";
import type { LedgerEntry } from "../../../src/view-change/entries.js";
import { createSigningIdentity } from "../../../src/view-change/identity.js";
import { type EngineUnderTest, keepsTheEngineContract } from "./engine-contract.js";

const scheme = "min-sig";
const genesisHash = new Uint8Array(32).fill(7);

async function read(log: EntryLog, after: bigint, count: number): Promise<LedgerEntry[]> {
  const found: LedgerEntry[] = [];
  const ending = new AbortController();
  for await (const part of log.entries(after, ending.signal)) {
    found.push(...part);
    if (found.length >= count) ending.abort();
  }
  return found;
}

const textOf = ({ bytes }: LedgerEntry) => new TextDecoder().decode(bytes);

/** A log with two sharders that close a round when they are told to. */
async function ticked(log: EntryLog): Promise<EngineUnderTest> {
  const sharders = [createSigningIdentity(scheme), createSigningIdentity(scheme)];
  const office: Office = new Map(sharders.map(({ id, publicKey }) => [id, { id, publicKey, url: "" }]));
  const engine = new TickedEngine({ log, genesisHash, scheme, office: () => office });
  let [round, position, logHash] = [0, 0n, EMPTY_LOG_HASH];
  return {
    engine,
    async closeRound() {
      const before = { round: round + 1, position, logHash };
      for (const sharder of sharders) {
        const { kind, bytes } = tickEntry(scheme, sharder, genesisHash, before);
        await log.append(kind, bytes);
      }
      for (const entry of await log.read(position, 1000)) {
        logHash = chained(logHash, entryHash(entry));
        position += 1n;
      }
      round += 1;
    },
    ownEntries: 2,
  };
}

/** Runs the suite; `open` makes an empty log. */
export function keepsTheLogContract(open: () => Promise<EntryLog>): void {
  it("shows entries once and in order to everybody, from any position, as they come", async () => {
    const log = await open();
    const reading = read(log, 0n, 30);
    await Promise.all(Array.from({ length: 30 }, (_, index) => log.append("member", utf8(`entry ${index}`))));
    const all = await reading;
    expect(new Set(all.map(textOf)).size).toBe(30);
    for (const after of [0, 7, 29]) expect(await read(log, BigInt(after), 30 - after)).toEqual(all.slice(after));
    expect(await log.read(10n, 5)).toEqual(all.slice(10, 15));
    expect(await log.read(30n, 5)).toEqual([]);
    expect(await log.head()).toEqual({ position: 30n });
    await log.close();
  });

  it("of many that append the same at once tells all but one that it is there, and where", async () => {
    const log = await open();
    const answers = await Promise.all(Array.from({ length: 8 }, () => log.append("lot", utf8("same"))));
    expect(answers.filter(({ duplicate }) => !duplicate).length).toBe(1);
    expect(new Set(answers.map(({ position }) => position))).toEqual(new Set([1n]));
    const other = await log.append("member", concatBytes(utf8("same")));
    expect(other).toEqual({ position: 2n, duplicate: false });
    await log.close();
  });

  it("does not go on from a position that it does not have: LOG_DIVERGED", async () => {
    const log = await open();
    await log.append("member", utf8("one"));
    const failed = await read(log, 5n, 1).catch((error: unknown) => error);
    expect((failed as FeldsparError).code).toBe("LOG_DIVERGED");
    await log.close();
  });

  it("ends its readers when it is closed, and takes nothing any more", async () => {
    const log = await open();
    const reading = read(log, 0n, 1);
    await log.close();
    expect(await reading).toEqual([]);
    for (const work of [log.append("member", utf8("late")), log.head(), log.read(0n, 1)]) {
      const failed = await Promise.resolve(work).catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(FeldsparError);
      expect((failed as FeldsparError).code).toBe("LEDGER_UNAVAILABLE");
    }
  });

  it("calls an append off: LEDGER_UNAVAILABLE", async () => {
    const log = await open();
    const failed = await log.append("member", utf8("x"), AbortSignal.abort()).catch((error: unknown) => error);
    expect((failed as FeldsparError).code).toBe("LEDGER_UNAVAILABLE");
    await log.close();
  });

  keepsTheEngineContract(async () => ticked(await open()));
}
