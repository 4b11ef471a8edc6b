// Somebody who is not invited, with a connection to a room over HTTP: floods, seats that nobody asks for, connections
// that are held.
import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { afterAll, describe, expect, it } from "vitest";
import { roomOverHttp } from "../../../src/ceremony/http-room.js";
import { httpWire } from "../../../src/ceremony/http-wire.js";
import { cardOf, invite } from "../../../src/ceremony/invitation.js";
import { entryToJson } from "../../../src/ceremony/messages.js";
import { Post } from "../../../src/ceremony/post.js";
import { Room } from "../../../src/ceremony/room.js";
import { genesisFromJson, genesisHash } from "../../../src/magic-block/index.js";
import { memberEntry } from "../../../src/view-change/entries.js";
import { createMinerIdentity, minerRegistration } from "../../../src/view-change/identity.js";
import { patience } from "../../support/patience.js";
import { until } from "../support/until.js";

const identities = await Promise.all(
  ["Ada", "Ben", "Cleo"].map((url) => createMinerIdentity({ scheme: "min-sig", url })),
);
const members = identities.map((identity) => cardOf("min-sig", identity));
const invitation = invite({ host: identities[0]!, members, threshold: 2, quorum: 3, purpose: "signing" });

/** A room in which somebody has said something. */
function begun(): Room {
  const room = new Room({ invitation });
  const genesis = genesisFromJson(invitation.genesis);
  const registration = minerRegistration("min-sig", identities[0]!, { genesisHash: genesisHash(genesis) });
  room.enter(() => {}).receive({ type: "say", ...entryToJson(memberEntry("min-sig", registration)) });
  expect(room.transcript.entries.length).toBe(1);
  return room;
}

const seatOf = (count: number): string => count.toString(16).padStart(32, "0");
const hello = JSON.stringify({ type: "hello", id: identities[0]!.id, after: 0, fresh: true });
const nobody = () => {};

describe("what waits for seats that nobody asks for", () => {
  it("is bounded for each and for all; somebody who asks is told all the same", async () => {
    const post = new Post(begun(), { mostOfOne: 4000, mostOfAll: 20_000 });
    for (let seat = 0; seat < 40; seat++) {
      for (let time = 0; time < 20; time++) post.say(seatOf(seat), hello);
      expect(post.waiting).toBeLessThanOrEqual(20_000);
    }
    expect(post.waiting).toBeGreaterThan(10_000);
    post.say(seatOf(99), hello);
    const heard = await post.hear(seatOf(99), 1, nobody);
    expect(heard.map((text) => JSON.parse(text).type)).toEqual(["entries"]);
    let waiting = post.waiting;
    for (let seat = 0; seat < 40; seat++) {
      const texts = await post.hear(seatOf(seat), 0, nobody);
      waiting -= texts.join("").length;
      expect(texts.join("").length).toBeLessThanOrEqual(4000);
    }
    expect([waiting, post.waiting]).toEqual([0, 0]);
  });

  it("stays for whoever asks next, when the one who asked has gone", async () => {
    const post = new Post(begun());
    let go = nobody;
    const asked = post.hear(seatOf(1), 10_000, (gone) => {
      go = gone;
    });
    go();
    post.say(seatOf(1), hello);
    expect(await asked).toEqual([]);
    expect(await post.hear(seatOf(1), 0, nobody)).toHaveLength(1);
  });
});

describe("connections to a room", async () => {
  const server = await roomOverHttp(begun());
  const sockets: Socket[] = [];
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await server.close();
  });

  it("hold a few requests each: more at once, and it is cut off", async () => {
    const socket = connect(Number(new URL(server.url).port), "127.0.0.1");
    sockets.push(socket);
    const closed = new Promise((resolve) => socket.once("close", () => resolve("closed")));
    socket.on("error", () => {}).resume();
    const ask = (seat: number) => `GET /seats/${seatOf(seat)} HTTP/1.1\r\nHost: a\r\n\r\n`;
    socket.write(Array.from({ length: 30 }, (_, seat) => ask(seat)).join(""));
    const late = new Promise((resolve) => setTimeout(() => resolve("held"), patience(5)));
    expect(await Promise.race([closed, late])).toBe("closed");
    expect((await fetch(`${server.url}/seats/${seatOf(1)}`, { method: "POST", body: hello })).status).toBe(202);
  });
});

describe("a room that answers without end", () => {
  it("is heard no further than rooms keep for a seat, and asked again", async () => {
    let asked = 0;
    let sent = 0;
    const server = createServer((_, response) => {
      asked++;
      const part = Buffer.alloc(1 << 20, " ");
      const push = (): void => {
        while (!response.destroyed) {
          sent += part.length;
          if (!response.write(part)) return void response.once("drain", push);
        }
      };
      push();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const wire = httpWire(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    let heard = 0;
    wire.receive(() => {
      heard++;
    });
    await until(() => asked === 2, 60);
    wire.close();
    expect(heard).toBe(0);
    expect(sent / asked).toBeLessThan(2 * (64 << 20));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
});
