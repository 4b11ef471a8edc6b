// A server that answers as it is told to: what a sharder that lies, or is broken, may say.
import { createServer, type IncomingMessage, type Server } from "node:http";

export interface Lie {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Liar {
  readonly url: string;
  /** How often it was asked. */
  readonly asked: () => number;
  /** What it says from now on; null: nothing, for ever. */
  lie(to: (request: IncomingMessage) => Lie | null): void;
  close(): Promise<void>;
}

const started = new Set<Server>();

export async function startLiar(first: (request: IncomingMessage) => Lie | null): Promise<Liar> {
  let [answer, count] = [first, 0];
  const server = createServer((request, response) => {
    count++;
    const said = answer(request);
    if (said === null) return;
    response.writeHead(said.status ?? 200, said.headers ?? {}).end(said.body ?? "");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  started.add(server);
  const close = () =>
    new Promise<void>((resolve) => {
      started.delete(server);
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    asked: () => count,
    lie(to) {
      answer = to;
    },
    close,
  };
}

/** Ends those that are still there. */
export async function closeLiars(): Promise<void> {
  await Promise.all(
    [...started].map((server) => {
      started.delete(server);
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    }),
  );
}
