// Bodies and pages in as many parts as somebody likes: what they cost follows from their bytes, and they end.
import { createServer } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { inputAt } from "../../../src/cli/input-file.js";
import { Asking } from "../../../src/cli/network/asking.js";
import { headerPages } from "../../../src/cli/network/verify-from.js";
import { roomOverHttp } from "../../../src/entry/ceremony/node.js";
import { SharderClient } from "../../../src/http/client/client.js";
import { listen } from "../../../src/http/listen.js";
import { appOf } from "../../../src/http/route.js";
import { headersToJson, type MagicBlock } from "../../../src/magic-block/index.js";
import { Driven, people } from "../../protocol/view-change/driven.js";
import { closeLiars, startLiar } from "../support/lying-sharder.js";

afterEach(closeLiars);

/** More than a call takes as arguments. */
const PARTS = 200_000;

/** Posts a body of chunks of one byte; resolves with the first line of the answer. */
function postInChunks(port: number, path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => {
      socket.write(`POST ${path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n`);
      socket.write(`${"1\r\nx\r\n".repeat(PARTS)}0\r\n\r\n`);
    });
    let said = "";
    socket.on("data", (part) => {
      said += part.toString("latin1");
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(said.split("\r\n")[0]!));
  });
}

describe("a body in chunks of one byte", () => {
  it("is read by a server as any other", async () => {
    const lengths: number[] = [];
    const app = appOf([
      {
        ...{ method: "POST", path: "/v1/body", about: "", longestBody: 1 << 20, answers: {} },
        handle: async (request) => {
          lengths.push((await request.body()).length);
          return {};
        },
      },
    ]);
    const server = await listen(app, { port: 0 });
    expect(await postInChunks(server.port, "/v1/body")).toContain(" 200 ");
    expect(lengths).toEqual([PARTS]);
    await server.close();
  }, 60_000);

  it("is read by a room as any other", async () => {
    const said: string[] = [];
    const seat = { receive: (text: string) => void said.push(text), leave: () => {} };
    const server = await roomOverHttp({ enter: () => seat } as never);
    expect(await postInChunks(Number(new URL(server.url).port), `/seats/${"0".repeat(32)}`)).toContain(" 202 ");
    expect(said.map(({ length }) => length)).toEqual([PARTS]);
    await server.close();
  }, 60_000);

  it("is read by whoever verifies what an address serves", async () => {
    const server = createServer((_, response) => {
      response.writeHead(200);
      for (let part = 0; part < PARTS; part++) response.write("x");
      response.end();
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const file = await inputAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    expect("bytes" in file && file.bytes.length).toBe(PARTS);
    await new Promise((done) => server.close(done));
  }, 60_000);
});

describe("pages without an end", () => {
  it("of members are asked for until one has nobody on it", async () => {
    const endless = await startLiar(({ url }) => {
      const from = Number(new URL(url!, "http://a").searchParams.get("from"));
      return { body: JSON.stringify({ items: [], next: from + 1 }) };
    });
    const asking = new Asking({ from: [endless.url], genesisHash: "00".repeat(32) });
    expect(await asking.members("miner")).toEqual([]);
    expect(endless.asked()).toBe(1);
  });

  it("of headers are not held without an end before the first is verified", async () => {
    const driven = await Driven.of(await people(4));
    await driven.untilView(1);
    const page = headersToJson(Array<MagicBlock>(100).fill(driven.state.current.magicBlock!));
    const endless = await startLiar(() => ({ body: page }));
    const client = new SharderClient({ urls: [endless.url], timeout: 60_000 });
    const reading = headerPages(client, () => {}, 2.5 * page.length);
    await expect(reading).rejects.toMatchObject({ code: "TOO_LARGE" });
    expect(endless.asked()).toBe(3);
  }, 120_000);
});
