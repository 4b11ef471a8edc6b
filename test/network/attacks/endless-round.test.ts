// A log that shows entries and no end of the round: junk without end, or a little junk in the place of what sharders
// say. Whoever follows it reads the round again, from somebody else, and keeps no more than a round may have.
import { afterEach, describe, expect, it, vi } from "vitest";
import { utf8 } from "../../../src/encoding/index.js";
import { MemoryLog } from "../../../src/ledger/memory-log.js";
import { EMPTY_LOG_HASH } from "../../../src/node/log/log-hash.js";
import type { Office } from "../../../src/node/log/office.js";
import { tickEntry } from "../../../src/node/log/statements.js";
import { TickedEngine } from "../../../src/node/log/ticked-engine.js";
import type { EntryLog, LedgerBlock } from "../../../src/node/ports.js";
import type { LedgerEntry } from "../../../src/view-change/entries.js";
import { createSigningIdentity } from "../../../src/view-change/identity.js";

const scheme = "min-sig";
const genesisHash = new Uint8Array(32).fill(7);
const sharder = createSigningIdentity(scheme);
const office: Office = new Map([[sharder.id, { ...sharder, url: "" }]]);
const start = { round: 0, position: 0n, logHash: EMPTY_LOG_HASH };

afterEach(() => {
  vi.useRealTimers();
});

/** A true log of one round, behind somebody who shows junk until it is doubted. */
async function behind(junk: (signal: AbortSignal) => AsyncGenerator<readonly LedgerEntry[]>) {
  const log = new MemoryLog();
  await log.append("member", utf8("an entry"));
  const tick = tickEntry(scheme, sharder, genesisHash, { ...start, round: 1 });
  await log.append(tick.kind, tick.bytes);
  let [doubts, shown] = [0, 0];
  const lying: EntryLog = {
    ...{ name: "lying", trust: "single", append: (kind, bytes) => log.append(kind, bytes) },
    ...{ read: (after, most) => log.read(after, most), head: () => log.head(), close: () => log.close() },
    async *entries(after, signal) {
      if (doubts > 0) yield* log.entries(after, signal);
      else {
        for await (const part of junk(signal)) {
          shown += part.length;
          yield part;
        }
      }
    },
    doubt() {
      doubts++;
    },
  };
  const engine = new TickedEngine({ log: lying, genesisHash, scheme, office: () => office });
  const ending = new AbortController();
  const first = async (): Promise<LedgerBlock> => {
    for await (const block of engine.blocks(start, ending.signal)) return block;
    throw new Error("no round");
  };
  return { first, shown: () => shown, doubts: () => doubts };
}

describe("a round that does not end", () => {
  it("because of junk without end is read again from somebody else, long before the machine is full", async () => {
    const bytes = new Uint8Array(1 << 20);
    const { first, shown, doubts } = await behind(async function* (signal) {
      while (!signal.aborted) yield [{ kind: "transaction", bytes }] as const;
    });
    expect((await first()).entries.length).toBe(2);
    expect([doubts(), shown() < 100]).toEqual([1, true]);
  });

  it("because what closes it is not shown is read again from somebody else, after a while", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const { first, doubts } = await behind(async function* (signal) {
      yield [{ kind: "member", bytes: utf8("junk") }] as const;
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    });
    const round = first();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(doubts()).toBe(0);
    await vi.advanceTimersByTimeAsync(20_000);
    expect((await round).entries.length).toBe(2);
    expect(doubts()).toBe(1);
  });
});
