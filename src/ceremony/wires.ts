// What carries a ceremony: anything that brings texts both ways. A wire may lose, repeat and reorder what it is given;
// parties say again what was not heard.

import { checkCallbacks, reading, readingLater } from "../../bindings/arguments.js";
import { randomBytes } from "../../bindings/random.js";
import { toHex } from "../encoding/index.js";
import { checkPort, checkText } from "../node/options.js";
import { Party } from "./party.js";
import type { PartyOptions } from "./party-options.js";
import type { Room, Seat } from "./room.js";

export interface Wire {
  send(text: string): void;
  /** Who takes what comes. What comes before is lost. */
  receive(handler: (text: string) => void): void;
}

/**
 * A party at the end of a wire: as `Party.start`, with the wire in the place of `send`. Rejects as that does, and with
 * BAD_TYPE for what is no wire.
 *
 * @example
 * const room = new Room({ invitation });
 * const [mine, theirs] = socketPair().map(socketWire);
 * const seat = seatOver(theirs, room);
 * const party = await joinOver(mine, { invitation, identity: host, store: new MemoryStore() });
 * party.result; //=> null
 * await party.stop();
 * seat.leave();
 */
export async function joinOver(wire: Wire, options: Omit<PartyOptions, "send">): Promise<Party> {
  return readingLater("joinOver", () => joined(wire, options));
}

async function joined(wire: Wire, options: Omit<PartyOptions, "send">): Promise<Party> {
  checkPort(wire, "wire", ["send", "receive"]);
  let party: Party | null = null;
  const early: string[] = [];
  wire.receive((text) => {
    if (party === null) early.push(text);
    else party.receive(text);
  });
  const started = await Party.start({ ...options, send: (message) => wire.send(JSON.stringify(message)) });
  party = started;
  for (const text of early) started.receive(text);
  return started;
}

/**
 * A seat in a room for whoever is at the other end of a wire. Throws BAD_TYPE.
 *
 * @example
 * // a room behind WebSockets: server.on("connection", (socket) => seatOver(socketWire(socket), room))
 * const [, theirs] = socketPair().map(socketWire);
 * const seat = seatOver(theirs, new Room({ invitation }));
 * seat.leave(); //=> undefined
 */
export function seatOver(wire: Wire, room: Room): Seat {
  checkPort(wire, "wire", ["send", "receive"]);
  checkPort(room, "room", ["enter"]);
  return reading("wire", () => {
    const seat = room.enter((message) => wire.send(JSON.stringify(message)));
    wire.receive((text) => seat.receive(text));
    return seat;
  });
}

/** What a WebSocket has, in browsers, Node 22 and most libraries. */
export interface SocketLike {
  readonly readyState: number;
  /** Bytes that were sent and have not gone yet. */
  readonly bufferedAmount?: number;
  send(text: string): void;
  addEventListener(type: "open" | "message", listener: (event: { readonly data?: unknown }) => void): void;
}

const CONNECTING = 0;
const OPEN = 1;
/** Bytes that wait for an other end that does not read. */
const MOST_BUFFERED = 16 << 20;

/**
 * A WebSocket, at either end. What is sent before it is open waits; what is sent after it was closed is lost, and so is
 * what would wait behind 16 MiB that the other end has not read. Throws BAD_TYPE for what has not the methods of one.
 *
 * @example
 * const [mine, theirs] = socketPair().map(socketWire); // or socketWire(new WebSocket("wss://…")) at one end
 * const heard = new Promise((resolve) => theirs.receive(resolve));
 * mine.send("hello");
 * await heard; //=> "hello"
 */
export function socketWire(socket: SocketLike): Wire {
  checkPort(socket, "socket", ["send", "addEventListener"]);
  let waiting: string[] = [];
  reading("socket", () => {
    socket.addEventListener("open", () => {
      for (const text of waiting) socket.send(text);
      waiting = [];
    });
  });
  return {
    send(text) {
      checkText(text, "text");
      if (socket.readyState === CONNECTING) waiting.push(text);
      else if (socket.readyState === OPEN && (socket.bufferedAmount ?? 0) < MOST_BUFFERED) socket.send(text);
    },
    receive(handler) {
      checkCallbacks({ handler: handler ?? null }, ["handler"]);
      socket.addEventListener("message", ({ data }) => {
        if (typeof data === "string") handler(data);
      });
    },
  };
}

/** What a BroadcastChannel has. */
export interface ChannelLike {
  postMessage(message: unknown): void;
  addEventListener(type: "message", listener: (event: { readonly data?: unknown }) => void): void;
}

interface OnChannel {
  readonly to: "room" | "seat";
  readonly seat: string;
  readonly text: string;
}

function readOnChannel(data: unknown, to: OnChannel["to"]): OnChannel | null {
  const read = data as Partial<OnChannel> | null;
  const fits = typeof read === "object" && read !== null && read.to === to && typeof read.text === "string";
  return fits && typeof read.seat === "string" && /^[0-9a-f]{32}$/.test(read.seat) ? (read as OnChannel) : null;
}

/**
 * A party's end of a BroadcastChannel on which a room listens (`roomOnChannel`): tabs of one browser, or threads.
 * Throws BAD_TYPE for what has not the methods of one.
 *
 * @example
 * const [here, there] = [new BroadcastChannel("ceremony"), new BroadcastChannel("ceremony")];
 * roomOnChannel(there, new Room({ transcript })); // one that has heard something already
 * const wire = channelWire(here); // in another tab
 * const heard = new Promise<string>((resolve) => wire.receive(resolve));
 * wire.send(JSON.stringify({ type: "hello", id: host.id, after: 0, fresh: true }));
 * JSON.parse(await heard).type; //=> "entries"
 * here.close();
 * there.close();
 */
export function channelWire(channel: ChannelLike): Wire {
  checkPort(channel, "channel", ["postMessage", "addEventListener"]);
  const seat = toHex(randomBytes(16));
  return {
    send(text) {
      checkText(text, "text");
      channel.postMessage({ to: "room", seat, text } satisfies OnChannel);
    },
    receive(handler) {
      checkCallbacks({ handler: handler ?? null }, ["handler"]);
      channel.addEventListener("message", ({ data }) => {
        const read = readOnChannel(data, "seat");
        if (read?.seat === seat) handler(read.text);
      });
    },
  };
}

/** Seats of one room that whoever comes is given by its name. */
const MOST_SEATS = 256;

/** Seats by names that parties choose; of too many the one that was silent longest is given up. */
export class Seats {
  private readonly seats = new Map<string, Seat>();

  constructor(
    private readonly room: Room,
    private readonly send: (seat: string, text: string) => void,
  ) {
    checkCallbacks({ send: send ?? null }, ["send"]);
  }

  receive(name: string, text: string): void {
    const seat = this.seats.get(name) ?? this.room.enter((message) => this.send(name, JSON.stringify(message)));
    this.seats.delete(name);
    this.seats.set(name, seat);
    if (this.seats.size > MOST_SEATS) this.leave(this.seats.keys().next().value!);
    seat.receive(text);
  }

  leave(name: string): void {
    this.seats.get(name)?.leave();
    this.seats.delete(name);
  }
}

/**
 * A room on a BroadcastChannel, for as many parties as come. Throws BAD_TYPE.
 *
 * @example
 * const channel = new BroadcastChannel("another ceremony");
 * const room = new Room({ invitation });
 * roomOnChannel(channel, room); // parties in other tabs: joinOver(channelWire(channel), …)
 * room.transcript.entries; //=> []
 * channel.close();
 */
export function roomOnChannel(channel: ChannelLike, room: Room): void {
  checkPort(channel, "channel", ["postMessage", "addEventListener"]);
  checkPort(room, "room", ["enter"]);
  const seats = new Seats(room, (seat, text) => channel.postMessage({ to: "seat", seat, text } satisfies OnChannel));
  reading("channel", () => {
    channel.addEventListener("message", ({ data }) => {
      const read = readOnChannel(data, "room");
      if (read !== null) seats.receive(read.seat, read.text);
    });
  });
}
