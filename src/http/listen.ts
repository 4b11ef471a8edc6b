// A server on Node: an application on a port, or on a Unix socket. Loopback by default: what is to be seen from outside
// says so.
import { chmod, rm } from "node:fs/promises";
import type { IncomingMessage, Server } from "node:http";
import { connect } from "node:net";
import { createAdaptorServer } from "@hono/node-server";
import type { Hono } from "hono";
import { FeldsparError } from "../encoding/index.js";
import { boundConnections, type ConnectionBounds } from "./connections.js";

export type ListenAt = { readonly host?: string; readonly port: number } | { readonly socket: string };

export interface Listening {
  /** The port that was taken; 0 for a socket. */
  readonly port: number;
  /** Ends streams too; resolves when nothing is open any more. */
  close(): Promise<void>;
}

/** Node cuts longer ones silently. */
const LONGEST_SOCKET = 100;

/**
 * Serves the application. Throws what the system says (of a port that is taken, for example), and BAD_OPTION for a
 * socket's path too long.
 */
export async function listen(app: Hono, at: ListenAt, bounds: ConnectionBounds = {}): Promise<Listening> {
  const server = createAdaptorServer({ fetch: app.fetch }) as Server;
  boundConnections(server, bounds);
  if ("socket" in at) await freeSocket(at.socket);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    if ("socket" in at) server.listen(at.socket, () => resolve());
    else server.listen(at.port, at.host ?? "127.0.0.1", () => resolve());
  });
  if ("socket" in at) await chmod(at.socket, 0o600);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : 0,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A process that was killed leaves its socket behind: it is taken away unless somebody answers on it. */
async function freeSocket(path: string): Promise<void> {
  if (path.length > LONGEST_SOCKET)
    throw new FeldsparError("BAD_OPTION", `socket: expected a path of at most ${LONGEST_SOCKET} characters: ${path}`);
  const answered = await new Promise<boolean>((resolve) => {
    const socket = connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
  if (answered) throw new FeldsparError("BAD_OPTION", `socket: another process answers on ${path}`);
  await rm(path, { force: true });
}

/** The address from which a request came, of a server that `listen` began. */
export function addressOf(_: Request, environment: unknown): string {
  const { incoming } = environment as { readonly incoming?: IncomingMessage };
  return incoming?.socket?.remoteAddress ?? "";
}
