// Somebody without any key, with a connection to a sharder or a miner: floods, requests that are never finished,
// answers that are never read, streams that nobody listens to, messages of others that were recorded.
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { FeldsparError, utf8 } from "../../../src/encoding/index.js";
import { boundConnections, LONGEST_HELD } from "../../../src/http/connections.js";
import { EventStreams } from "../../../src/http/event-streams.js";
import { Limits, networkOf } from "../../../src/http/limits.js";
import { type Listening, listen } from "../../../src/http/listen.js";
import { logRoutes } from "../../../src/http/log-routes.js";
import { minerRoutes } from "../../../src/http/miner-routes.js";
import { appOf, type Route } from "../../../src/http/route.js";
import type { SharderService } from "../../../src/http/service.js";
import { LocalLog } from "../../../src/ledger/local.js";
import { MemoryLog } from "../../../src/ledger/memory-log.js";
import { until } from "../support/until.js";

const open: (Listening | Socket)[] = [];

afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => ("close" in one ? one.close() : one.destroy())));
});

const answers = { 200: "Good." };
const route = (path: string, more: Partial<Route>): Route => ({
  ...{ method: "GET", path, about: "", answers, handle: () => ({ json: {} }) },
  ...more,
});

/** A sharder's routes of the log, with nothing behind them but what these need. */
function logApp(service: Partial<SharderService>) {
  return appOf(logRoutes(service as SharderService));
}

async function served(...routes: Route[]): Promise<number> {
  const server = await listen(appOf(routes), { port: 0 });
  open.push(server);
  return server.port;
}

/** A connection on which this is said, and nothing read. */
async function say(port: number, text: string): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  open.push(socket);
  socket.on("error", () => {});
  await new Promise((resolve) => socket.once("connect", resolve));
  socket.pause();
  socket.write(text);
  return socket;
}

describe("streams of events", () => {
  it("that were asked for by HEAD take no place: nobody reads them", async () => {
    const events = new EventStreams();
    const app = logApp({ events });
    for (let time = 0; time < 250; time++) await app.request("/v1/events", { method: "HEAD" });
    expect(events.size).toBe(0);
    expect((await app.request("/v1/events")).status).toBe(200);
    events.close();
  });

  it("of one stranger do not take everybody's places, nor do those of a whole network of its own", () => {
    const events = new EventStreams();
    const { signal } = new AbortController();
    const listen = (address: string) => events.open(undefined, signal, address);
    for (let time = 0; time < 20; time++) listen(`2001:db8:1:2::${time.toString(16)}`);
    expect(() => listen("2001:db8:1:2:ffff::1")).toThrow("of one address");
    expect(listen("2001:db8:1:3::1").status).toBe(200);
    for (let time = 0; time < 20; time++) listen("198.51.100.7");
    expect(() => listen("::ffff:198.51.100.7")).toThrow("of one address");
    expect(listen("198.51.100.8").status).toBe(200);
    events.close();
  });

  it("that begin far back cost what a listener may cost, and share the events' bytes", async () => {
    const events = new EventStreams();
    for (let id = 1; id <= 512; id++) events.send({ id, event: "round", data: "x".repeat(50_000) });
    const { signal } = new AbortController();
    const chunks = await Promise.all(
      [0, 1].map(async () => {
        const reader = events.open("0", signal).body!.getReader();
        const read: Uint8Array[] = [];
        // all that waits is there at once
        for (let time = 0; time < 20; time++) {
          const next = await Promise.race([
            reader.read(),
            new Promise<null>((resolve) => setTimeout(resolve, 50, null)),
          ]);
          if (next === null || next.value === undefined) break;
          read.push(next.value);
        }
        return read;
      }),
    );
    const total = chunks[0]!.reduce((sum, { length }) => sum + length, 0);
    expect(total).toBeLessThanOrEqual(1 << 19);
    expect(total).toBeGreaterThan(1 << 18);
    expect(chunks[0]!.slice(1).every((chunk, place) => chunk === chunks[1]![place + 1])).toBe(true);
    events.close();
  });
});

describe("how often somebody may ask", () => {
  it("is counted for the network that a stranger has, whatever address of it is used", () => {
    const now = () => 0;
    const limits = new Limits({ perSecond: 5, now });
    const ask = (address: string) => limits.take(address);
    for (let host = 0; host < 5; host++) ask(`2001:db8::${host.toString(16)}`);
    expect(() => ask("2001:db8:0:0:1:2:3:4")).toThrow(FeldsparError);
    expect(() => ask("2001:db8:0:1::1")).not.toThrow();
    expect(networkOf("2001:db8::1%eth0")).toBe("2001:db8:0:0");
    expect(networkOf("::ffff:192.0.2.1")).toBe("192.0.2.1");
    expect(networkOf("fe80::1")).toBe("fe80:0:0:0");
  });

  it("holds for entries that cost a signature's check and are refused, and for no others", async () => {
    let checks = 0;
    const handle: Route["handle"] = async (request) => {
      checks++;
      if ((await request.body())[0] === 0) throw new FeldsparError("BAD_SIGNATURE", "no");
      return { status: 202, json: {} };
    };
    const costly = route("/entries", { method: "POST", longestBody: 8, costly: true, handle });
    const app = appOf([costly], { limits: { perSecond: 10, now: () => 0 }, addressOf: () => "192.0.2.1" });
    const post = async (byte: number) =>
      (await app.request("/entries", { method: "POST", body: Uint8Array.of(byte) })).status;
    for (let time = 0; time < 40; time++) expect(await post(1)).toBe(202);
    const statuses = await Promise.all(Array.from({ length: 200 }, () => post(0)));
    expect([statuses.filter((status) => status === 400).length, checks]).toEqual([10, 50]);
    expect(statuses.filter((status) => status === 429).length).toBe(190);
  });
});

describe("what costs something to read", () => {
  it("counts for as much, where it is not new: what is long for more than one", async () => {
    const handle: Route["handle"] = async (request) => {
      const { length } = await request.body();
      if (length % 2 === 1) throw new FeldsparError("MALFORMED", "no");
      return { status: length % 4 === 0 ? 202 : 200, json: {} };
    };
    const about = route("/evidence", { method: "POST", longestBody: 4 << 20, costly: "unless new", handle });
    const post = async (...lengths: number[]) => {
      const app = appOf([about], { limits: { perSecond: 20, now: () => 0 }, addressOf: () => "192.0.2.1" });
      const counts = new Map<number, number>();
      for (let time = 0; time < 40; time++)
        for (const length of lengths) {
          const body = new Uint8Array(length);
          const { status } = await app.request("/evidence", { method: "POST", body });
          counts.set(status, (counts.get(status) ?? 0) + 1);
        }
      return Object.fromEntries(counts);
    };
    expect(await post(4, 1 << 20)).toEqual({ 202: 80 });
    expect(await post(1)).toEqual({ 400: 20, 429: 20 });
    expect(await post(2)).toEqual({ 200: 20, 429: 20 });
    expect(await post((1 << 19) + 1)).toEqual({ 400: 4, 429: 36 });
  });
});

describe("bodies that come slowly", () => {
  it("are bounded together, of one stranger and of all; what is refused or was acted upon is let go of", async () => {
    let from = "192.0.2.1";
    const handle: Route["handle"] = async (request) => ({ json: { length: (await request.body()).length } });
    const app = appOf([route("/entries", { method: "POST", longestBody: 100, handle })], {
      ...{ bodies: { mostOfOne: 150, mostOfAll: 250 }, addressOf: () => from },
    });
    const streams: ReadableStreamDefaultController<Uint8Array>[] = [];
    const begin = async (length: number) => {
      const body = new ReadableStream<Uint8Array>({ start: (controller) => void streams.push(controller) });
      streams.at(-1)!.enqueue(new Uint8Array(length));
      const answer = app.request("/entries", { method: "POST", body, duplex: "half" } as RequestInit);
      await new Promise((resolve) => setTimeout(resolve, 5));
      return answer;
    };
    const whole = async (length: number) =>
      (await app.request("/entries", { method: "POST", body: new Uint8Array(length) })).status;
    const first = begin(90);
    expect([await whole(61), await whole(101), await whole(60), await whole(60)]).toEqual([429, 413, 200, 200]);
    from = "192.0.2.2";
    const second = begin(100);
    from = "192.0.2.3";
    expect([await whole(61), await whole(60)]).toEqual([429, 200]);
    from = "127.0.0.1";
    expect(await whole(61)).toBe(429);
    for (const stream of streams) stream.close();
    expect([(await first).status, (await second).status, await whole(61)]).toEqual([200, 200, 200]);
  });
});

describe("what is asked for and not read", () => {
  it("is bounded: who leaves most unread is cut off, and others are answered", async () => {
    const bytes = new Uint8Array(8 << 20);
    const port = await served(route("/big", { handle: () => ({ bytes }) }), route("/small", {}));
    const sockets: Socket[] = [];
    for (let time = 0; time < 24; time++) {
      sockets.push(await say(port, "GET /big HTTP/1.1\r\nHost: a\r\n\r\n"));
      expect((await fetch(`http://127.0.0.1:${port}/small`)).status).toBe(200);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    // a socket that is not read is told of its end when it is
    const ended = await Promise.all(
      sockets.map(async (socket) => {
        let length = 0;
        await new Promise<void>((resolve) => {
          socket.once("close", () => resolve());
          socket.on("data", (part) => {
            length += part.length;
            if (length > bytes.length) resolve();
          });
          socket.resume();
        });
        return length > bytes.length;
      }),
    );
    expect(ended.filter((whole) => whole).length).toBeLessThanOrEqual(9);
    expect(ended.filter((whole) => whole).length).toBeGreaterThan(0);
  });

  it("on one connection, request after request, ends the connection", async () => {
    const port = await served(route("/never", { handle: () => new Promise(() => {}) }));
    const socket = await say(port, "GET /never HTTP/1.1\r\nHost: a\r\n\r\n".repeat(50));
    socket.resume();
    let closed = false;
    socket.once("close", () => {
      closed = true;
    });
    await until(() => closed, 10);
  });

  it("and what is asked for without end has a time: heads, bodies, silence", () => {
    const set: Record<string, unknown> = {};
    const server = {
      on: () => server,
      setTimeout: (time: number) => {
        set.silence = time;
      },
    };
    boundConnections(server as never);
    const { headersTimeout, requestTimeout, maxConnections } = server as never as Record<string, number>;
    expect([headersTimeout! <= 10_000, requestTimeout! <= 30_000, maxConnections! <= 1024]).toEqual([true, true, true]);
    // longer than a follower waits for an entry, and listeners for a sign of life
    expect(set.silence).toBeGreaterThan(20_000);
    expect(set.silence).toBeLessThan(60_000);
    // whoever asks for every round of a beacon finds the connection open, also after a pause
    const { keepAliveTimeout } = server as never as Record<string, number>;
    expect(keepAliveTimeout).toBeGreaterThan(20_000);
    expect(keepAliveTimeout).toBeLessThan(set.silence as number);
    expect(LONGEST_HELD).toBeLessThan(set.silence as number);
  });
});

describe("parts of the log", () => {
  /** A store of long entries that counts what is read of it. */
  function counting(length: number) {
    const values = new Map<string, Uint8Array>();
    const counted = { bytes: 0 };
    const store = {
      get: async (key: string) => values.get(key),
      batch: async (puts: readonly { readonly key: string; readonly value: Uint8Array }[]) => {
        for (const { key, value } of puts) values.set(key, value);
      },
      async range(from: string, below: string, most: number) {
        const keys = [...values.keys()].filter((key) => key >= from && key < below).sort();
        const found = keys.slice(0, most).map((key) => [key, values.get(key)!] as const);
        for (const [, value] of found) counted.bytes += value.length;
        return found;
      },
      lastKey: async () => undefined,
    };
    const fill = async (log: LocalLog, count: number) => {
      for (let index = 0; index < count; index++) {
        const bytes = new Uint8Array(length);
        new DataView(bytes.buffer).setUint32(0, index);
        await log.append("transaction", bytes);
      }
    };
    return { store, counted, fill };
  }

  it("cost about what they are long, however long the entries are", async () => {
    const { store, counted, fill } = counting(1 << 18);
    const log = await LocalLog.open(store);
    await fill(log, 200);
    counted.bytes = 0;
    const part = await log.read(0n, 1000);
    expect(part.length).toBeGreaterThanOrEqual(16);
    expect(counted.bytes).toBeLessThan(16 << 20);
    let read = 0n;
    while (read < 200n) read += BigInt((await log.read(read, 1000)).length);
    expect(read).toBe(200n);
  });

  it("are whole or refused as a round's block, also of a log that shows a part at a time", async () => {
    const log = new MemoryLog();
    for (let index = 0; index < 30; index++) await log.append("member", utf8(`entry ${index}`));
    const inParts = {
      ...log,
      head: () => log.head(),
      read: (after: bigint, most: number) => log.read(after, Math.min(most, 7)),
    };
    const heads = new Map([
      [1, 2n],
      [2, 28n],
    ]);
    const archive = {
      headOf: async (round: number) => {
        const position = heads.get(round);
        return position === undefined ? null : { round, position, logHash: new Uint8Array(32) };
      },
    };
    const app = logApp({ log: inParts, archive } as never);
    const block = await (await app.request("/v1/blocks/2")).json();
    expect(block.entries.length).toBe(26);
    const long = new MemoryLog();
    for (let index = 0; index < 28; index++) await long.append("member", new Uint8Array(1 << 18).fill(index));
    const refused = await logApp({ log: long, archive } as never).request("/v1/blocks/2");
    expect([refused.status, (await refused.json()).code]).toEqual([413, "TOO_LARGE"]);
  });

  it("after what is not there yet are none, at once", async () => {
    const log = new MemoryLog();
    await log.append("member", utf8("one"));
    const answer = await logApp({ log }).request("/v1/entries?from=9&wait=5000");
    expect([answer.status, answer.headers.get("x-log-position")]).toEqual([200, "1"]);
  });
});

describe("messages of a peer that a stranger has recorded", () => {
  it("sent again and again, take nothing from what the peer has to say", async () => {
    const [peer, other] = ["a", "b"];
    let acted = 0;
    const service = {
      longest: 64,
      isReady: () => true,
      judge: async (message: Uint8Array) => ({ verdict: "authentic", from: message[0] === 0 ? peer : other }) as const,
      take: async () => void acted++,
    };
    const app = appOf(minerRoutes(service, "0"));
    const post = async (...bytes: number[]) =>
      (await app.request("/v1/messages", { method: "POST", body: Uint8Array.from(bytes) })).status;
    expect(await post(0, 1)).toBe(202);
    const replayed = await Promise.all(Array.from({ length: 500 }, () => post(0, 1)));
    expect(replayed.filter((status) => status === 202).length).toBeLessThan(15);
    // the peer has all of its turns
    for (let index = 2; index < 17; index++) expect(await post(0, index)).toBe(202);
    expect(acted).toBeLessThan(40);
    // and what it says again, because an answer was lost, is heard, a little later
    let heard = false;
    await until(async () => {
      heard ||= (await post(0, 2)) === 202;
      return heard;
    }, 5);
  });
});

describe("an answer that there is nothing at a path", () => {
  it("is kept by no cache", async () => {
    const answer = await appOf([route("/there", {})]).request("/v1/magic-blocks/2");
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([404, "no-store"]);
  });
});
