// A ceremony over WebSockets: the room on a server on loopback, and a party at the end of each connection.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { cardOf, invite } from "../../../src/ceremony/invitation.js";
import type { Party } from "../../../src/ceremony/party.js";
import { Room } from "../../../src/ceremony/room.js";
import { verifyTranscript } from "../../../src/ceremony/transcript.js";
import { joinOver, type SocketLike, seatOver, socketWire } from "../../../src/ceremony/wires.js";
import { combineSignatures, Signer, signingRequest, verifySignature } from "../../../src/entry/signing.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { createMinerIdentity } from "../../../src/view-change/identity.js";
import { utf8 } from "../../support/bytes.js";
import { until } from "../support/until.js";

const identities = await Promise.all(
  ["Ada", "Ben", "Cleo"].map((url) => createMinerIdentity({ scheme: "min-sig", url })),
);
const members = identities.map((identity) => cardOf("min-sig", identity));
const invitation = invite({ host: identities[0]!, members, threshold: 2, quorum: 3, purpose: "signing" });
const refused: string[] = [];
const room = new Room({ invitation, onRefused: ({ code }) => refused.push(code) });

let server: Server;
let sockets: WebSocketServer;
let url: string;

beforeAll(async () => {
  server = createServer();
  sockets = new WebSocketServer({ server, maxPayload: 4 << 20 });
  sockets.on("connection", (socket) => {
    const seat = seatOver(socketWire(socket), room);
    socket.on("close", () => seat.leave()).on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  for (const socket of sockets.clients) socket.terminate();
  sockets.close();
  await new Promise((resolve) => server.close(resolve));
});

/** The engine's own where it has one: Node from 22 on. */
const connect = (): SocketLike & { close(): void } => new (globalThis.WebSocket ?? WebSocket)(url);

describe("a ceremony over WebSockets", () => {
  it("has a key, though one of three is cut off in the middle and somebody else speaks, too", async () => {
    const stores = identities.map(() => new MemoryStore());
    const join = (place: number, socket: SocketLike): Promise<Party> =>
      joinOver(socketWire(socket), { invitation, identity: identities[place]!, store: stores[place]!, retry: 300 });
    const open = identities.map(() => connect());
    const parties = await Promise.all(open.map((socket, place) => join(place, socket)));

    const stranger = new WebSocket(url);
    stranger.addEventListener("open", () => {
      for (const junk of [
        "junk",
        "{}",
        new Uint8Array(64),
        `{"type":"private","to":"${"00".repeat(32)}","bytes":"00"}`,
      ])
        stranger.send(junk);
    });

    // Cleo's connection breaks as soon as something was said, and she comes back over another one
    await until(() => room.state.position > 3, 30);
    open[2]!.close();
    await parties[2]!.stop();
    expect(parties[2]!.result).toBe(null);
    await until(() => sockets.clients.size === 3, 30);
    open[2] = connect();
    parties[2] = await join(2, open[2]);

    const keys = await Promise.all(parties.map((party) => party.sealed()));
    expect(new Set(keys.map(({ words }) => words.join(" "))).size).toBe(1);
    expect(verifyTranscript(room.transcript)).toMatchObject({ valid: true });
    await until(() => refused.length >= 3, 10);

    const key = keys[0]!;
    const content = { context: "example.org/letter", message: utf8("by two of three") };
    const request = signingRequest(key, content);
    const signers = parties.slice(1).map((party) => new Signer({ key: () => party.key, policy: () => true }));
    const parts = await Promise.all(signers.map((signer) => signer.answer(request)));
    expect(verifySignature(key, content, combineSignatures(key, request, parts).signature)).toBe(true);

    await Promise.all(parties.map((party) => party.stop()));
    for (const socket of [...open, stranger]) socket.close();
    await until(() => sockets.clients.size === 0, 30);
  });
});
