// A sharder that lies about the log to those who follow it: it may keep them waiting for a moment, while another one
// tells the truth; it stops nobody, and nobody ends because it says so.
import { afterEach, describe, expect, it } from "vitest";
import { utf8 } from "../../../src/encoding/index.js";
import { RemoteLog } from "../../../src/ledger/remote.js";
import { encodeEntries } from "../../../src/node/log/entry-parts.js";
import type { LedgerEntry } from "../../../src/view-change/entries.js";
import { patience } from "../../support/patience.js";
import { closeLiars, type Liar, type Lie, startLiar } from "../support/lying-sharder.js";
import { until } from "../support/until.js";

const entry = { kind: "member", bytes: utf8("an entry") } as const;
const page = (entries: readonly LedgerEntry[], position: number): Lie => ({
  headers: { "x-log-position": String(position) },
  body: encodeEntries(entries),
});
const from = (url: string | undefined) => Number(new URL(url!, "http://a").searchParams.get("from"));
/** A log of three entries; who asks for more is told at once that there are none. */
const honest = ({ method, url }: { method?: string; url?: string }): Lie =>
  method === "POST"
    ? { status: 202, body: JSON.stringify({ position: "4", duplicate: false }) }
    : page(Array<LedgerEntry>(Math.max(0, 3 - from(url))).fill(entry), 3);
const refusal = (status: number, code: string): Lie => ({ status, body: JSON.stringify({ code, message: "no" }) });

const logs: RemoteLog[] = [];

afterEach(async () => {
  await Promise.all(logs.splice(0).map((log) => log.close()));
  await closeLiars();
});

/** A log that asks the liar first. */
async function behind(lie: (request: { url?: string }) => Lie | null) {
  const liar = await startLiar(lie);
  const other = await startLiar(honest);
  const log = new RemoteLog({ urls: [liar.url, other.url], timeout: 10_000 });
  logs.push(log);
  return { liar, other, log };
}

/** The first entries, or why there are none before this ends, after a while by itself. */
async function follow(log: RemoteLog, count: number, ending = new AbortController()): Promise<number | string> {
  const timer = setTimeout(() => ending.abort(), patience(20));
  let read = 0;
  try {
    for await (const part of log.entries(0n, ending.signal)) {
      read += part.length;
      if (read >= count) break;
    }
    return read;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  } finally {
    clearTimeout(timer);
  }
}

it("a log that nobody shows is told why, each time that it is asked for", async () => {
  const { url } = await startLiar(() => refusal(403, "UNKNOWN_SENDER"));
  const told: unknown[] = [];
  const log = new RemoteLog({ urls: [url], onLost: (error) => void told.push((error as { code?: string }).code) });
  logs.push(log);
  const ending = new AbortController();
  const following = follow(log, 1, ending);
  await until(() => told.length > 1);
  ending.abort();
  await following;
  expect(new Set(told)).toEqual(new Set(["UNKNOWN_SENDER"]));
});

const LIES: readonly (readonly [string, () => Lie])[] = [
  ["that the log has diverged, as its own refusal", () => refusal(400, "LOG_DIVERGED")],
  ["that the log has diverged, as a passing refusal", () => refusal(503, "LOG_DIVERGED")],
  ["that every request is wrong", () => refusal(400, "BAD_INTEGER")],
  ["that nobody may ask", () => refusal(403, "UNKNOWN_SENDER")],
  ["a page of HTML, as a parked domain does", () => ({ body: "<html>for sale</html>" })],
  ["entries that are none", () => ({ headers: { "x-log-position": "9" }, body: "junk" })],
  ["entries without saying where its log ends", () => ({ body: encodeEntries([entry]) })],
  ["that there is nothing new", () => page([], 0)],
  ["that there is much, and shows nothing", () => page([], 10 ** 12)],
];

describe("a sharder that is asked first and answers", () => {
  it.each(LIES)("%s, stops no follower while another one answers", async (_, lie) => {
    const { log } = await behind(lie);
    expect(await follow(log, 3)).toBe(3);
  });

  it.each(LIES)("%s, and an append goes to the other", async (_, lie) => {
    const { log } = await behind(lie);
    expect(await log.append("member", utf8("mine"))).toEqual({ position: 4n, duplicate: false });
  });

  it.each(LIES)("%s, does not keep anybody from reading a part or the end of the log", async (_, lie) => {
    const { log } = await behind(lie);
    expect((await log.head()).position <= 3n).toBe(true);
    expect((await log.read(1n, 1)).length <= 1).toBe(true);
  });

  it("at once and without end that there is nothing is not asked without end", async () => {
    const liar = await startLiar(() => page([], 0));
    const log = new RemoteLog({ urls: [liar.url], timeout: 500 });
    logs.push(log);
    const ending = new AbortController();
    setTimeout(() => ending.abort(), 2000);
    await follow(log, 1, ending);
    expect(liar.asked()).toBeLessThan(12);
  });

  it("that the log ends before what was read ends nobody while others do not answer", async () => {
    const liar: Liar = await startLiar(honest);
    const silent = await startLiar(() => null);
    const log = new RemoteLog({ urls: [liar.url, silent.url], timeout: 300 });
    logs.push(log);
    const ending = new AbortController();
    let read = 0;
    for await (const part of log.entries(0n, ending.signal)) {
      read += part.length;
      liar.lie(() => page([], 0));
      setTimeout(() => ending.abort(), 3000);
    }
    expect(read).toBe(3);
  });

  it("says so together with all others: LOG_DIVERGED", async () => {
    const { liar, other, log } = await behind(honest);
    const reading = (async () => {
      for await (const _ of log.entries(0n, new AbortController().signal))
        for (const one of [liar, other]) one.lie(() => page([], 2));
    })();
    await expect(reading).rejects.toMatchObject({ code: "LOG_DIVERGED" });
  });

  it("boasts of a log that nobody else has: it is not waited for", async () => {
    const boast = (request: { url?: string }) => ({
      ...honest(request),
      headers: { "x-log-position": "999999999999" },
    });
    const { log } = await behind(boast);
    expect(await log.head()).toEqual({ position: 3n });
  });
});
