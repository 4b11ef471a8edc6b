// `fetch` for servers whose certificates are signed by somebody of one's own, or that want one shown: the global
// function of Node knows neither.
import { Agent, request } from "node:https";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";

export interface Certificates {
  /** PEM. */
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
}

/** Asks with these certificates: one address, a body of text, a signal; nothing else of what `fetch` takes. */
export function tlsFetch(certificates: Certificates): typeof fetch {
  const agent = new Agent({ ...certificates, keepAlive: true });
  return (input, { method = "GET", headers, body, signal } = {}) =>
    new Promise((resolve, reject) => {
      const options = { agent, method, headers: Object.fromEntries(new Headers(headers)), signal: signal ?? undefined };
      const asked = request(String(input), options, (answer) => {
        const stream = Readable.toWeb(answer) as ReadableStream<Uint8Array>;
        resolve(new Response(stream as BodyInit, { status: answer.statusCode ?? 500 }));
      });
      asked.on("error", reject);
      asked.end(body);
    });
}
