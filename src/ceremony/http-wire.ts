// A ceremony over HTTP, the party's end: what it says is posted, what it hears is asked for by requests that the room
// holds until there is something. Anywhere that has fetch.
import { checkCallbacks } from "../../bindings/arguments.js";
import { randomBytes } from "../../bindings/random.js";
import { decodeText, toHex } from "../encoding/index.js";
import { boundedBody } from "../http/client/body.js";
import { checkText } from "../node/options.js";
import type { Wire } from "./wires.js";

export interface HttpWire extends Wire {
  /** Ends the asking. */
  close(): void;
}

/** Milliseconds before a room that does not answer is asked again. */
const PAUSE = 1000;
/** Bytes of an answer: everything that a room keeps for a seat. */
const LONGEST = 1 << 26;

/**
 * The wire of a party to a room of `roomOverHttp`, at its address: "http://127.0.0.1:8640". It asks until it is
 * closed. Throws BAD_TYPE.
 *
 * @example
 * const server = await roomOverHttp(new Room({ invitation }));
 * const wire = httpWire(server.url);
 * const party = await joinOver(wire, { invitation, identity: host, store: new MemoryStore(), retry: 50 });
 * (await party.sealed()).number; //=> 1
 * await party.stop();
 * wire.close();
 * await server.close();
 */
export function httpWire(url: string): HttpWire {
  checkText(url, "url");
  const seat = `${url.replace(/\/+$/, "")}/seats/${toHex(randomBytes(16))}`;
  const ending = new AbortController();
  const { signal } = ending;
  // one after the other, so that they come in order
  let posting: Promise<unknown> = Promise.resolve();
  const ask = async (handler: (text: string) => void): Promise<void> => {
    while (!signal.aborted) {
      try {
        const answer = await fetch(seat, { signal });
        if (!answer.ok) throw new Error(String(answer.status));
        const texts: unknown = JSON.parse(decodeText(await boundedBody(answer, LONGEST), "answer"));
        for (const text of texts as string[]) handler(text);
      } catch {
        if (!signal.aborted) await new Promise<void>((resolve) => setTimeout(resolve, PAUSE));
      }
    }
  };
  return {
    send(body) {
      checkText(body, "text");
      const headers = { "content-type": "application/json" };
      // what does not arrive is said again
      posting = posting.then(() => fetch(seat, { method: "POST", body, headers, signal })).catch(() => {});
    },
    receive(handler) {
      checkCallbacks({ handler: handler ?? null }, ["handler"]);
      void ask(handler);
    },
    close: () => ending.abort(),
  };
}
