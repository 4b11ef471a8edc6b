// A room over HTTP: `POST /seats/<name>` says something, `GET /seats/<name>` waits for what is said to whoever sits
// there. A seat's name is 128 random bits that its party has chosen. Node.js only, and on loopback unless told
// otherwise: what goes over it is sealed or signed, but whoever listens sees who says when.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { checkInteger, someOptionsOf } from "../../bindings/arguments.js";
import { FeldsparError, fail } from "../encoding/index.js";
import { type BodyAccount, BodyBudget } from "../http/body-budget.js";
import { boundConnections } from "../http/connections.js";
import { checkPort, checkText } from "../node/options.js";
import { Post } from "./post.js";
import type { Room } from "./room.js";

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

/** Throws TOO_LARGE, TOO_MANY. */
async function bodyOf(request: IncomingMessage, account: BodyAccount): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > LONGEST) fail("TOO_LARGE", `expected at most ${LONGEST} bytes`);
    account.grow((part as Buffer).length);
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}

function answer(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(body === undefined ? "" : JSON.stringify(body));
}

interface Open {
  readonly post: Post;
  readonly bodies: BodyBudget;
}

async function serve({ post, bodies }: Open, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const seat = PATH.exec(request.url ?? "")?.[1];
  if (seat === undefined) return answer(response, 404);
  if (request.method === "GET")
    return answer(response, 200, await post.hear(seat, HELD, (gone) => response.once("close", gone)));
  if (request.method !== "POST") return answer(response, 405);
  const account = bodies.open(request.socket.remoteAddress ?? "");
  try {
    post.say(seat, await bodyOf(request, account));
    return answer(response, 202);
  } catch (error) {
    if (!(error instanceof FeldsparError)) throw error;
    return answer(response, error.code === "TOO_LARGE" ? 413 : 429);
  } finally {
    account.close();
  }
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
  const open = { post: new Post(room), bodies: new BodyBudget() };
  const server = createServer((request, response) => {
    serve(open, request, response).catch(() => response.destroy());
  });
  boundConnections(server);
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
