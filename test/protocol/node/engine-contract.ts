// What every ledger engine must do, as tests that each engine's own file runs.
import { expect, it } from "vitest";
import { concatBytes, FeldsparError, utf8 } from "../../../src/encoding/index.js";
import { EMPTY_LOG_HASH, type Head, type LedgerBlock, type LedgerEngine } from "../../../src/entry/node.js";

export interface EngineUnderTest {
  readonly engine: LedgerEngine;
  /** Lets a round close: whatever was appended before is in it or in one before it. */
  readonly closeRound: () => Promise<void> | void;
  /** Entries of its own that close a round, of kind "tick". Default 0. */
  readonly ownEntries?: number;
}

const START: Head = { round: 0, position: 0n, logHash: EMPTY_LOG_HASH };
const entry = (text: string) => utf8(text);

/** What was appended, without what closes rounds. */
const othersIn = ({ entries }: LedgerBlock) => entries.filter(({ kind }) => kind !== "tick");

/** The blocks after `from` until `entries` entries were shown. */
async function read(engine: LedgerEngine, from: Head, entries: number): Promise<LedgerBlock[]> {
  const blocks: LedgerBlock[] = [];
  const ending = new AbortController();
  for await (const block of engine.blocks(from, ending.signal)) {
    blocks.push(block);
    if (blocks.reduce((sum, block) => sum + othersIn(block).length, 0) >= entries) ending.abort();
  }
  return blocks;
}

const textsOf = (blocks: readonly LedgerBlock[]) =>
  blocks.flatMap((block) => othersIn(block).map(({ kind, bytes }) => `${kind} ${new TextDecoder().decode(bytes)}`));

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work;
  } catch (error) {
    if (error instanceof FeldsparError) return error.code;
    throw error;
  }
  return "nothing was thrown";
}

/** Runs the suite; `open` makes an engine with an empty log. */
export function keepsTheEngineContract(open: () => Promise<EngineUnderTest>): void {
  it("shows everybody the same entries in the same order, in rounds that rise by one", async () => {
    const { engine, closeRound } = await open();
    for (let round = 0; round < 3; round++) {
      await Promise.all([0, 1, 2].map((i) => engine.append("transaction", entry(`${round}.${i}`))));
      await closeRound();
    }
    const [one, two] = await Promise.all([read(engine, START, 9), read(engine, START, 9)]);
    expect(one).toEqual(two);
    expect(one.map(({ round }) => round)).toEqual(one.map((_, index) => index + 1));
    expect(textsOf(one).sort()).toEqual([0, 1, 2].flatMap((r) => [0, 1, 2].map((i) => `transaction ${r}.${i}`)));
    await engine.close();
  });

  it("orders the same bytes of a kind once, and says where they are", async () => {
    const { engine, closeRound } = await open();
    const first = await engine.append("transaction", entry("a"));
    const again = await engine.append("transaction", entry("a"));
    const otherKind = await engine.append("member", entry("a"));
    await closeRound();
    const late = await engine.append("transaction", entry("a"));
    await engine.append("transaction", entry("b"));
    await closeRound();
    expect([first.duplicate, again.duplicate, otherKind.duplicate, late.duplicate]).toEqual([false, true, false, true]);
    expect([again.position, late.position]).toEqual([first.position, first.position]);
    expect(textsOf(await read(engine, START, 3))).toEqual(["transaction a", "member a", "transaction b"]);
    await engine.close();
  });

  it("keeps what was appended, whatever happens to the caller's bytes", async () => {
    const { engine, closeRound } = await open();
    const bytes = concatBytes(entry("keep"));
    await engine.append("transaction", bytes);
    bytes.fill(0);
    await closeRound();
    expect(textsOf(await read(engine, START, 1))).toEqual(["transaction keep"]);
    await engine.close();
  });

  it("goes on from any head that it has shown", async () => {
    const { engine, closeRound, ownEntries = 0 } = await open();
    for (let round = 0; round < 4; round++) {
      await engine.append("transaction", entry(String(round)));
      await closeRound();
    }
    const all = await read(engine, START, 4);
    for (const [index, head] of all.entries()) {
      if (index === all.length - 1) continue;
      const rest = await read(engine, head, 4 - all.slice(0, index + 1).flatMap(othersIn).length);
      expect(rest).toEqual(all.slice(index + 1));
    }
    expect(await engine.head()).toEqual({ position: 4n * (1n + BigInt(ownEntries)) });
    await engine.close();
  });

  it("shows blocks that come while somebody reads, and ends when the reader says so", async () => {
    const { engine, closeRound } = await open();
    const reading = read(engine, START, 2);
    await engine.append("transaction", entry("one"));
    await closeRound();
    await engine.append("transaction", entry("two"));
    await closeRound();
    expect(textsOf(await reading)).toEqual(["transaction one", "transaction two"]);
    await engine.close();
  });

  it("does not go on from a head of another history: LOG_DIVERGED", async () => {
    const { engine, closeRound } = await open();
    await engine.append("transaction", entry("one"));
    await closeRound();
    const [block] = await read(engine, START, 1);
    const strange: Head[] = [
      { ...block!, logHash: block!.logHash.map((byte) => byte ^ 1) },
      { ...block!, position: block!.position + 1n },
      { ...block!, round: block!.round + 7 },
    ];
    for (const from of strange) {
      const reading = codeOf(read(engine, from, 1));
      // some learn it from the next round
      await closeRound();
      expect(await reading).toBe("LOG_DIVERGED");
    }
    await engine.close();
  });

  it("takes nothing once it is closed: LEDGER_UNAVAILABLE", async () => {
    const { engine } = await open();
    await engine.close();
    expect(await codeOf(engine.append("transaction", entry("late")))).toBe("LEDGER_UNAVAILABLE");
  });
}
