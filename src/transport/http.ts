// Private messages over HTTP: each is posted to the address of its receiver. Of what waits for one peer the newest of
// each kind wins: the protocol sends again what is not acknowledged.
import { onAbort } from "../../bindings/on-abort.js";
import type { Fetch } from "../../bindings/platform.js";
import { checkBytes, type ErrorCode, FeldsparError, optionsOf } from "../encoding/index.js";
import { boundedBody } from "../http/client/body.js";
import { refusalIn } from "../http/client/client.js";
import { quietly, reasonOf } from "../node/callbacks.js";
import { checkCallbacks, checkId, checkMilliseconds } from "../node/options.js";
import type { Transport } from "../node/ports.js";

export interface HttpTransportOptions {
  /** Where a miner is, as the chain names it; undefined for one that it does not. */
  readonly urlOf: (id: string) => string | undefined;
  /** Milliseconds until a peer that does not answer is given up for this message; 10,000 by default. */
  readonly timeout?: number;
  readonly fetch?: Fetch;
  /** A message was taken. */
  readonly onTaken?: (to: string) => void;
  /** A message was not taken: by whom, and why; with the code of who refused it, null where nobody did. */
  readonly onLost?: (to: string, reason: string, code: ErrorCode | null) => void;
}

const CALLBACKS = ["fetch", "onTaken", "onLost"] as const;

function checkedOptions(given: HttpTransportOptions): HttpTransportOptions {
  const options = optionsOf<HttpTransportOptions>(given, ["urlOf", "timeout", ...CALLBACKS]);
  const { urlOf, timeout } = options;
  checkCallbacks({ ...options, urlOf: urlOf ?? null }, ["urlOf", ...CALLBACKS]);
  if (timeout !== undefined) checkMilliseconds(timeout, "timeout");
  return options;
}

/** Of why a message is refused, in bytes. */
const LONGEST_REFUSAL = 2000;

/** Messages that wait for a peer while one is on its way. */
const MOST_WAITING = 4;

/** What a peer says; null for nothing that could be understood. */
async function refusalOf(response: Response): Promise<FeldsparError | null> {
  try {
    const said = refusalIn({ status: response.status, body: await boundedBody(response, LONGEST_REFUSAL) });
    // as of one that does not say why
    return said.code === "LEDGER_UNAVAILABLE" ? null : said;
  } catch {
    await response.body?.cancel().catch(() => {});
    return null;
  }
}

interface Peer {
  busy: boolean;
  waiting: Uint8Array[];
}

/**
 * @example
 * const urls = new Map([["ben", "http://127.0.0.1:1"]]); // as the chain names them
 * const transport = new HttpTransport({ urlOf: (id) => urls.get(id), timeout: 1000 });
 * const arrived = new Promise<Uint8Array>((resolve) => transport.receive(resolve));
 * transport.send("ben", bytesOf("hello")); // posted; lost where nobody is, and the protocol sends again
 * transport.deliver(bytesOf("what the server at one's own address got"));
 * (await arrived).length; //=> 40
 * transport.close();
 */
export class HttpTransport implements Transport {
  private handler: ((message: Uint8Array) => void) | null = null;
  private readonly peers = new Map<string, Peer>();
  private readonly ending = new AbortController();

  private readonly options: HttpTransportOptions;

  /** Throws BAD_TYPE, BAD_INTEGER, UNKNOWN_OPTION. */
  constructor(options: HttpTransportOptions) {
    this.options = checkedOptions(options);
  }

  /**
   * Does not wait; bytes are copied. Throws UNKNOWN_ID for a peer whose address nobody knows, BAD_TYPE for what is no
   * message.
   */
  send(to: string, message: Uint8Array): void {
    checkId(to);
    checkBytes(message, "message");
    const url = this.options.urlOf(to);
    if (url === undefined) throw new FeldsparError("UNKNOWN_ID", "the receiver's address is not known");
    const peer = this.peers.get(to) ?? { busy: false, waiting: [] };
    this.peers.set(to, peer);
    peer.waiting.push(new Uint8Array(message));
    if (peer.waiting.length > MOST_WAITING) peer.waiting.shift();
    if (!peer.busy) void this.empty(to, peer, url);
  }

  /** Throws BAD_TYPE. */
  receive(handler: ((message: Uint8Array) => void) | null): void {
    if (handler !== null) checkCallbacks({ handler: handler ?? null }, ["handler"]);
    this.handler = handler;
  }

  /** What a server was sent. Throws BAD_TYPE for what is no bytes, and what the handler throws. */
  deliver(message: Uint8Array): void {
    checkBytes(message, "message");
    this.handler?.(message);
  }

  /** Ends everything that is on its way. */
  close(): void {
    this.ending.abort();
    this.peers.clear();
  }

  private async empty(to: string, peer: Peer, first: string): Promise<void> {
    peer.busy = true;
    let url: string | undefined = first;
    for (let message = peer.waiting.shift(); message !== undefined; message = peer.waiting.shift()) {
      if (this.ending.signal.aborted) break;
      if (url !== undefined) await this.post(to, url, message);
      url = this.urlOf(to);
    }
    this.peers.delete(to);
  }

  /** Undefined for one that nobody knows any more, whatever whoever is asked throws. */
  private urlOf(to: string): string | undefined {
    try {
      return this.options.urlOf(to);
    } catch {
      return undefined;
    }
  }

  private async post(to: string, url: string, message: Uint8Array): Promise<void> {
    const { timeout = 10_000, fetch: ask = fetch, onTaken, onLost } = this.options;
    // one of its own: what is made of a signal that lives on stays with it for long
    const ending = new AbortController();
    const end = (): void => ending.abort(new Error(`no answer within ${timeout} ms`));
    const timer = setTimeout(end, timeout);
    const callOff = onAbort(this.ending.signal, end);
    try {
      const { signal } = ending;
      const body = message as Uint8Array<ArrayBuffer>;
      const response = await ask(new URL("/v1/messages", url), { method: "POST", body, signal, redirect: "error" });
      if (response.status === 202) {
        await response.body?.cancel();
        quietly(() => onTaken?.(to));
        return;
      }
      const { status } = response;
      const refusal = await refusalOf(response);
      const why = refusal === null ? `status ${status}` : `status ${status}: ${refusal.message}`;
      quietly(() => onLost?.(to, why, refusal?.code ?? null));
    } catch (error) {
      quietly(() => onLost?.(to, reasonOf(error), null));
    } finally {
      clearTimeout(timer);
      callOff();
    }
  }
}
