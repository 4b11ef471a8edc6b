// Stands between the page and a sharder: passes everything on, or changes what is said, or is gone for a while.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

/** Changes an answer, or a part of a stream; the same text for what stays. */
export type Alter = (path: string, text: string) => string;

export interface LyingProxy {
  readonly url: string;
  /** From now on. */
  alter: Alter;
  /** Cuts every connection and takes no more. */
  leave(): Promise<void>;
  /** Listens again, at the same address. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
}

const honest: Alter = (_, text) => text;

export async function lyingProxy(target: string): Promise<LyingProxy> {
  const sockets = new Set<Socket>();
  const proxy = { alter: honest };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url ?? "/";
    const ending = new AbortController();
    response.on("close", () => ending.abort());
    const { status, headers, body } = await fetch(target + path, { signal: ending.signal });
    const kept = [...headers].filter(([name]) => !/^(content-length|etag|connection|transfer-encoding)$/.test(name));
    response.writeHead(status, Object.fromEntries(kept));
    const isText = /json|event-stream/.test(headers.get("content-type") ?? "");
    const isStream = headers.get("content-type") === "text/event-stream";
    let whole = "";
    const decoder = new TextDecoder();
    for await (const chunk of body ?? []) {
      if (!isText) response.write(chunk);
      else if (isStream) response.write(proxy.alter(path, decoder.decode(chunk, { stream: true })));
      else whole += decoder.decode(chunk, { stream: true });
    }
    response.end(isText && !isStream ? proxy.alter(path, whole) : undefined);
  };
  const server: Server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
  });
  const listen = (port: number) => new Promise<void>((done) => server.listen(port, "127.0.0.1", done));
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const leave = () =>
    new Promise<void>((done) => {
      server.close(() => done());
      for (const socket of sockets) socket.destroy();
    });
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${port}`,
    leave,
    comeBack: () => listen(port),
    close: async () => {
      if (server.listening) await leave();
    },
  });
}
