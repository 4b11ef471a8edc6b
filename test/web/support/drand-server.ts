// A server of drand on loopback: it replays what it is given, and says other things when it is told to.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { drand } from "../../../src/beacon/index.js";
import { toHex } from "../../../src/encoding/index.js";

/** What is answered to a path after the chain's hash: a status with a body, or nothing at all for null. */
export type Answer = { readonly status: number; readonly body: string } | null;

export interface DrandServer {
  readonly url: string;
  /** Paths that were asked for, without the chain's hash. */
  readonly asked: string[];
  /** The latest round that it has. */
  latest: number;
  /** Changes an answer. */
  alter: (path: string, answer: Answer) => Answer;
  close(): Promise<void>;
}

export async function drandServer(
  chain: drand.CompleteChainInfo,
  beacons: readonly drand.DrandBeacon[],
): Promise<DrandServer> {
  const server = { asked: [] as string[], latest: 0, alter: (_: string, answer: Answer) => answer };
  const honest = (path: string): Answer => {
    if (path === "info") return { status: 200, body: drand.chainInfoToJson(chain) };
    const named = path.replace(/^public\//, "");
    const round = named === "latest" ? server.latest : Number(named);
    const beacon = beacons.find((one) => one.round === round && round <= server.latest);
    return beacon === undefined ? { status: 404, body: "{}" } : { status: 200, body: drand.beaconToJson(beacon) };
  };
  const http = createServer((request, response) => {
    const [, hash, ...rest] = (request.url ?? "").split("/");
    const path = rest.join("/");
    server.asked.push(path);
    const known = hash === toHex(chain.hash) ? honest(path) : { status: 404, body: "{}" };
    const answer = server.alter(path, known);
    if (answer === null) {
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { "content-type": "application/json", "access-control-allow-origin": "*" });
    response.end(answer.body);
  });
  await new Promise<void>((done) => http.listen(0, "127.0.0.1", done));
  return Object.assign(server, {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((done) => {
        http.close(() => done());
        http.closeAllConnections();
      }),
  });
}
