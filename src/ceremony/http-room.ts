// A room over HTTP: `POST /seats/<name>` says something, `GET /seats/<name>` waits for what is said to whoever sits
// there. A seat's name is 128 random bits that its party has chosen. Node.js only, and on loopback unless told
// otherwise: what goes over it is sealed or signed, but whoever listens sees who says when.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { checkInteger, someOptionsOf } from "../../bindings/arguments.js";
import { fail } from "../encoding/index.js";
import { checkPort, checkText } from "../node/options.js";
import type { Room } from "./room.js";
import { Seats } from "./wires.js";

export interface HttpRoomOptions {
  /** Default "127.0.0.1". */
  readonly host?: string;
  /** Default 0: any that is free. */
  readonly port?: number;
}

export interface HttpRoom {
  readonly url: string;
  /** Resolves when nobody is connected any more. */
  close(): Promise<void>;
}

const PATH = /^\/seats\/([0-9a-f]{32})$/;
const LONGEST = 4 << 20;
/** A request is held so long, in milliseconds. */
const HELD = 20_000;
/** Messages that wait for a seat: of more the oldest are lost, and asked for again. */
const MOST_WAITING = 10_000;
const MOST_SEATS = 512;

interface Queue {
  texts: string[];
  wake: (() => void) | null;
}

class Post {
  private readonly queues = new Map<string, Queue>();
  private readonly seats: Seats;

  constructor(room: Room) {
    this.seats = new Seats(room, (seat, text) => this.put(seat, text));
  }

  private queue(seat: string): Queue {
    const queue = this.queues.get(seat) ?? { texts: [], wake: null };
    this.queues.delete(seat);
    this.queues.set(seat, queue);
    if (this.queues.size > MOST_SEATS) this.queues.delete(this.queues.keys().next().value!);
    return queue;
  }

  private put(seat: string, text: string): void {
    const queue = this.queue(seat);
    queue.texts.push(text);
    if (queue.texts.length > MOST_WAITING) queue.texts.shift();
    queue.wake?.();
  }

  say(seat: string, text: string): void {
    this.seats.receive(seat, text);
  }

  /** What waits; after a while also nothing. */
  async hear(seat: string, request: IncomingMessage): Promise<string[]> {
    const queue = this.queue(seat);
    queue.wake?.();
    if (queue.texts.length === 0) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, HELD);
        const wake = (): void => {
          clearTimeout(timer);
          resolve();
        };
        queue.wake = wake;
        request.on("close", wake);
      });
      queue.wake = null;
    }
    if (request.destroyed && request.socket.destroyed) return [];
    return queue.texts.splice(0);
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > LONGEST) return null;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}

function answer(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(body === undefined ? "" : JSON.stringify(body));
}

async function serve(post: Post, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const seat = PATH.exec(request.url ?? "")?.[1];
  if (seat === undefined) return answer(response, 404);
  if (request.method === "GET") return answer(response, 200, await post.hear(seat, request));
  if (request.method !== "POST") return answer(response, 405);
  const text = await bodyOf(request);
  if (text === null) return answer(response, 413);
  post.say(seat, text);
  return answer(response, 202);
}

/**
 * A room as an HTTP server, on loopback unless it is told otherwise. Resolves when it can be reached. Rejects with
 * LEDGER_UNAVAILABLE where it cannot listen, BAD_TYPE, BAD_INTEGER.
 *
 * @example
 * const server = await roomOverHttp(new Room({ invitation })); // or { host, port }
 * server.url.startsWith("http://127.0.0.1:"); //=> true
 * await server.close();
 */
export async function roomOverHttp(room: Room, options: HttpRoomOptions = {}): Promise<HttpRoom> {
  const { host = "127.0.0.1", port = 0 } = someOptionsOf<HttpRoomOptions>(options, ["host", "port"]);
  checkPort(room, "room", ["enter"]);
  checkText(host, "host");
  checkInteger(port, "port", 0, 65_535);
  const post = new Post(room);
  const server = createServer((request, response) => {
    serve(post, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  }).catch((error: Error) => fail("LEDGER_UNAVAILABLE", `the room cannot listen on ${host}: ${error.message}`));
  const { address, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(":") ? `[${address}]` : address}:${bound}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
