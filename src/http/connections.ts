// What strangers may hold of a server: connections, time, and the bytes of answers that they do not read. A follower
// reads at once, asks one thing at a time, and waits twenty seconds at most.
import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { isLoopback, type LimitsOptions, networkOf } from "./limits.js";

/** Milliseconds in which a request's head is there, and all of it; and after which a silent connection is closed. */
const HEAD_TIME = 10_000;
const REQUEST_TIME = 30_000;
const SILENT_TIME = 45_000;
/**
 * For which a connection is kept for the next request. Node's own five seconds are so short that somebody who asks once
 * a second finds it closed after a pause, and takes that for an error: requests are not made again by fetch.
 */
const KEPT_TIME = 30_000;
/** For which a request may be held until there is an answer: nothing is heard on its connection meanwhile. */
export const LONGEST_HELD = SILENT_TIME - 5000;

export interface ConnectionBounds {
  /** Connections at once; 1024 by default. */
  readonly most?: number;
  /** Of one address that is not this machine's; 200 by default. */
  readonly mostOfOne?: number;
  /** Requests that are answered at once on one connection; 8 by default. */
  readonly mostTogether?: number;
  /** Bytes of answers that wait for those who asked, of all; 64 MiB by default. Who waits for most is cut off first. */
  readonly mostUnread?: number;
}

/** Where nobody counts requests by address, somebody else does: everything may come from one. */
export function connectionBounds({ perSecond }: LimitsOptions = {}): ConnectionBounds {
  return perSecond === 0 ? { mostOfOne: Number.POSITIVE_INFINITY } : {};
}

/** Bounds what the connections of a server cost. */
export function boundConnections(server: Server, bounds: ConnectionBounds = {}): void {
  const { most = 1024, mostOfOne = 200, mostTogether = 8, mostUnread = 64 << 20 } = bounds;
  server.headersTimeout = HEAD_TIME;
  server.requestTimeout = REQUEST_TIME;
  server.keepAliveTimeout = KEPT_TIME;
  server.maxConnections = most;
  server.setTimeout(SILENT_TIME);
  const ofNetwork = new Map<string, number>();
  const answers = new Map<ServerResponse, Socket>();
  const together = new Map<Socket, number>();
  const count = <Key>(counts: Map<Key, number>, key: Key, change: 1 | -1): number => {
    const now = (counts.get(key) ?? 0) + change;
    if (now === 0) counts.delete(key);
    else counts.set(key, now);
    return now;
  };

  server.on("connection", (socket: Socket) => {
    const { remoteAddress = "" } = socket;
    if (isLoopback(remoteAddress)) return;
    const from = networkOf(remoteAddress);
    socket.once("close", () => count(ofNetwork, from, -1));
    if (count(ofNetwork, from, 1) > mostOfOne) socket.destroy();
  });

  server.on("request", ({ socket }: { readonly socket: Socket }, answer: ServerResponse) => {
    answers.set(answer, socket);
    answer.once("close", () => {
      answers.delete(answer);
      count(together, socket, -1);
    });
    if (count(together, socket, 1) > mostTogether) socket.destroy();
    cutOff(answers, mostUnread);
  });
}

/** Bytes of an answer that are still here. */
const unread = (answer: ServerResponse): number => answer.writableLength;

function cutOff(answers: ReadonlyMap<ServerResponse, Socket>, most: number): void {
  let all = 0;
  for (const answer of answers.keys()) all += unread(answer);
  if (all <= most) return;
  for (const [answer, socket] of [...answers].sort(([a], [b]) => unread(b) - unread(a))) {
    if (all <= most / 2) return;
    all -= unread(answer);
    socket.destroy();
  }
}
