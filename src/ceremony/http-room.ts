// A room over HTTP: `POST /seats/<name>` says something, `GET /seats/<name>` waits for what is said to whoever sits
// there. A seat's name is 128 random bits that its party has chosen. Node.js only, and on loopback unless told
// otherwise: what goes over it is sealed or signed, but whoever listens sees who says when. With a token, which then
// stands before every path, web pages may ask, and people who are not invited yet meet in a lobby.
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { checkInteger, someOptionsOf } from "../../bindings/arguments.js";
import { FeldsparError, fail, Gathered } from "../encoding/index.js";
import { type BodyAccount, BodyBudget } from "../http/body-budget.js";
import { boundConnections } from "../http/connections.js";
import { checkPort, checkText } from "../node/options.js";
import { Lobby } from "./lobby.js";
import { Post } from "./post.js";
import type { Room } from "./room.js";

export interface HttpRoomOptions {
  /** Default "127.0.0.1". */
  readonly host?: string;
  /** Default 0: any that is free. */
  readonly port?: number;
  /**
   * 32 hexadecimal digits that whoever asks has to know: they stand before each path, `url` has them, and web pages of
   * any origin that know them may ask. With them there is a lobby: `POST /lobby` says a text to everybody there, and
   * `GET /lobby?after=<count>` waits for the next ones.
   */
  readonly token?: string;
}

/** Makes the room of the first invitation, JSON, that is posted to `/invitation`; throws for what is none. */
export type RoomMaker = (invitation: string) => Room;

export interface HttpRoom {
  readonly url: string;
  /** Resolves when nobody is connected any more. */
  close(): Promise<void>;
}

const SEAT = /^\/seats\/([0-9a-f]{32})$/;
const LOBBY = /^\/lobby(?:\?after=(\d{1,15}))?$/;
const TOKEN = /^[0-9a-f]{32}$/;
/** Whoever knows the token may ask from any page: there are no cookies here that a page could misuse. */
const ANY_PAGE = { "access-control-allow-origin": "*" };
const ASKED_BEFORE = {
  ...ANY_PAGE,
  "access-control-allow-methods": "GET, POST",
  "access-control-allow-headers": "content-type",
  "access-control-max-age": "600",
};
const LONGEST = 4 << 20;
/** A request is held so long, in milliseconds. */
const HELD = 20_000;

/** Throws TOO_LARGE, TOO_MANY. */
async function bodyOf(request: IncomingMessage, account: BodyAccount): Promise<string> {
  const gathered = new Gathered();
  for await (const part of request as AsyncIterable<Buffer>) {
    if (gathered.length + part.length > LONGEST) fail("TOO_LARGE", `expected at most ${LONGEST} bytes`);
    account.grow(part.length);
    gathered.add(part);
  }
  return new TextDecoder().decode(gathered.whole());
}

function answer(response: ServerResponse, status: number, body?: unknown): void {
  response.writeHead(status, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(body === undefined ? "" : JSON.stringify(body));
}

class Reception {
  private post: Post | null = null;
  private readonly lobby = new Lobby();
  private readonly bodies = new BodyBudget();

  constructor(
    private readonly place: Room | RoomMaker,
    private readonly token: string | undefined,
  ) {
    if (typeof place !== "function") this.post = new Post(place);
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { token } = this;
    const { url = "", method } = request;
    const before = token === undefined ? "" : `/${token}`;
    if (!url.startsWith(before)) return answer(response, 404);
    if (token !== undefined) {
      for (const [name, value] of Object.entries(method === "OPTIONS" ? ASKED_BEFORE : ANY_PAGE))
        response.setHeader(name, value);
      if (method === "OPTIONS") return answer(response, 204);
    }
    const path = url.slice(before.length);
    const onGone = (gone: () => void) => response.once("close", gone);
    const seat = SEAT.exec(path)?.[1];
    const inLobby = token === undefined ? null : LOBBY.exec(path);
    if (method === "GET") {
      if (inLobby !== null) return answer(response, 200, await this.lobby.hear(Number(inLobby[1] ?? 0), HELD, onGone));
      if (seat === undefined || this.post === null) return answer(response, 404);
      return answer(response, 200, await this.post.hear(seat, HELD, onGone));
    }
    if (method !== "POST") return answer(response, 405);
    return this.take(request, response, (text) => {
      if (inLobby !== null) this.lobby.say(text);
      else if (token !== undefined && path === "/invitation") return this.open(text);
      else if (seat === undefined || this.post === null) return 404;
      else this.post.say(seat, text);
      return 202;
    });
  }

  /** The first invitation makes the room; whoever comes with another one is too late. */
  private open(invitation: string): number {
    if (this.post !== null || typeof this.place !== "function") return 409;
    try {
      this.post = new Post(this.place(invitation));
      return 202;
    } catch (error) {
      if (error instanceof FeldsparError) return 400;
      throw error;
    }
  }

  private async take(request: IncomingMessage, response: ServerResponse, act: (text: string) => number): Promise<void> {
    const account = this.bodies.open(request.socket.remoteAddress ?? "");
    try {
      return answer(response, act(await bodyOf(request, account)));
    } catch (error) {
      if (!(error instanceof FeldsparError)) throw error;
      return answer(response, error.code === "TOO_LARGE" ? 413 : 429);
    } finally {
      account.close();
    }
  }
}

/**
 * A room as an HTTP server, on loopback unless it is told otherwise; with a token, also one that is made when its
 * members have met. Resolves when it can be reached. Rejects with LEDGER_UNAVAILABLE where it cannot listen, BAD_TYPE,
 * BAD_INTEGER, BAD_HEX for a token that is none, BAD_OPTION where a room is to be made and there is no token.
 *
 * @example
 * const server = await roomOverHttp(new Room({ invitation })); // or { host, port }
 * server.url.startsWith("http://127.0.0.1:"); //=> true
 * await server.close();
 */
export async function roomOverHttp(room: Room | RoomMaker, options: HttpRoomOptions = {}): Promise<HttpRoom> {
  const { host = "127.0.0.1", port = 0, token } = someOptionsOf<HttpRoomOptions>(options, ["host", "port", "token"]);
  if (typeof room !== "function") checkPort(room, "room", ["enter"]);
  else if (token === undefined) fail("BAD_OPTION", "a room that is yet to be made needs a token");
  checkText(host, "host");
  if (token !== undefined) {
    checkText(token, "token");
    if (!TOKEN.test(token)) fail("BAD_HEX", "token: expected 32 hexadecimal digits, in lower case");
  }
  checkInteger(port, "port", 0, 65_535);
  const reception = new Reception(room, token);
  const server = createServer((request, response) => {
    reception.serve(request, response).catch(() => response.destroy());
  });
  boundConnections(server);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, resolve);
  }).catch((error: Error) => fail("LEDGER_UNAVAILABLE", `the room cannot listen on ${host}: ${error.message}`));
  const { address, port: bound } = server.address() as AddressInfo;
  return {
    url: `http://${address.includes(":") ? `[${address}]` : address}:${bound}${token === undefined ? "" : `/${token}`}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
