// Requests that are none, that are two, or that mean another path than they say: all are answered or cut off, nothing
// else happens, and the next one is answered.
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Network, startNetwork } from "../support/in-process.js";

let network: Network;
let ports: number[];

beforeAll(async () => {
  network = await startNetwork({ miners: 1, sharders: 1 });
  ports = network.urls.map((url) => Number(new URL(url).port));
});
afterAll(() => network.stop());

/** What came back until the connection ended, or fell silent. */
function exchange(port: number, bytes: string | Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let said = "";
    let timer = setTimeout(() => socket.destroy(), 1500);
    // a stream of events has no end
    const last = setTimeout(() => socket.destroy(), 2500);
    socket.on("data", (part) => {
      said += part.toString("latin1");
      clearTimeout(timer);
      timer = setTimeout(() => socket.destroy(), 300);
    });
    socket.on("error", () => {});
    socket.on("close", () => {
      clearTimeout(last);
      resolve(said);
    });
  });
}

const statuses = (said: string): number[] =>
  [...said.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
const get = (path: string, ...lines: string[]) => [`GET ${path} HTTP/1.1`, "Host: a", ...lines, "", ""].join("\r\n");
const post = (path: string, ...lines: string[]) => [`POST ${path} HTTP/1.1`, "Host: a", ...lines].join("\r\n");

const ODD: readonly (readonly [string, string | Uint8Array])[] = [
  ["two lengths", post("/v1/entries", "Content-Length: 5", "Content-Length: 50", "", "12345")],
  ["a length and chunks", post("/v1/entries", "Content-Length: 5", "Transfer-Encoding: chunked", "", "0\r\n\r\nGET /")],
  ["chunks that are none", post("/v1/entries", "Transfer-Encoding: chunked", "", "zz\r\n12345\r\n")],
  ["chunks of a chunk", post("/v1/entries", "Transfer-Encoding: chunked, chunked", "", "0\r\n\r\n")],
  ["a length that is negative", post("/v1/messages", "Content-Length: -5", "", "")],
  ["a length of exabytes", post("/v1/messages", "Content-Length: 99999999999999999999", "", "")],
  ["a header of 100 KB", get("/v1/phase", `X: ${"x".repeat(100_000)}`)],
  ["a thousand headers", get("/v1/phase", ...Array.from({ length: 3000 }, (_, index) => `X-${index}: ${index}`))],
  ["a header with a line break in it", get("/v1/phase", "X: a\nSet-Cookie: b")],
  ["a NUL in a header", get("/v1/phase", "X: a\0b")],
  ["no host", "GET /v1/phase HTTP/1.1\r\n\r\n"],
  ["two hosts", get("/v1/phase", "Host: b")],
  ["a host that is none", "GET /v1/phase HTTP/1.1\r\nHost: a b:c/d@e\r\n\r\n"],
  ["the version before there were headers", "GET /v1/phase\r\n\r\n"],
  ["noise", Uint8Array.from({ length: 3000 }, (_, index) => (index * 197) % 256)],
  ["the start of TLS", Uint8Array.of(22, 3, 1, 2, 0, 1, 0, 1, 252, 3, 3)],
  ["the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"],
  ["an upgrade", get("/v1/events", "Connection: Upgrade", "Upgrade: websocket")],
  ["CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["TRACE", "TRACE /v1/phase HTTP/1.1\r\nHost: a\r\n\r\n"],
  ["a path of another host", get("http://evil.example/v1/phase")],
  ["a path that climbs", get("/v1/../../etc/passwd")],
  ["a path that climbs in disguise", get("/assets/..%2f..%2fpackage.json")],
  ["a path in bad percents", get("/v1/magic-blocks/%E0%A4%A")],
  ["a path with NUL", get("/v1/beacon/%00")],
  ["a path of a prototype", get("/v1/magic-blocks/__proto__")],
  ["a number that is none", get("/v1/magic-blocks/1e99")],
  ["a number that is none of them", get("/v1/beacon/NaN")],
  ["a negative round", get("/v1/checkpoints/-1")],
  ["a round of all digits", get("/v1/blocks/999999999999999")],
  ["numbers twice", get("/v1/headers?from=1&from=x&limit=__proto__")],
  ["a part after the end of numbers", get("/v1/entries?from=999999999999999&wait=1")],
  ["a last event of another kind", get("/v1/phase", "Last-Event-ID: -1e9")],
];

describe("a request with", () => {
  it.each(ODD)("%s is refused or answered, and nothing else happens", async (_, bytes) => {
    for (const port of ports) {
      const said = await exchange(port, bytes);
      // one answer at most, of somebody who is well; what was asked for after it is not done
      expect(statuses(said).filter((status) => status >= 500 && status !== 503)).toEqual([]);
      expect(said).not.toContain("Set-Cookie");
      expect(said).not.toContain("root:");
      expect(said).not.toContain("    at ");
      expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    }
  });

  it("the methods of other pages does nothing, and tells browsers of no right to send more", async () => {
    for (const port of ports) {
      const asked = await fetch(`http://127.0.0.1:${port}/v1/entries`, {
        method: "OPTIONS",
        headers: { origin: "http://evil.example", "access-control-request-method": "POST" },
      });
      expect([asked.status, asked.headers.get("access-control-allow-methods")]).toEqual([404, null]);
    }
  });
});
