// A room over HTTP that is yet to be made: people who know its token meet in a lobby, from any web page, and the first
// invitation makes the room. Whoever does not know the token finds nothing there.
import { afterAll, describe, expect, it } from "vitest";
import { roomOverHttp } from "../../../src/ceremony/http-room.js";
import { httpWire } from "../../../src/ceremony/http-wire.js";
import { cardOf, invite } from "../../../src/ceremony/invitation.js";
import { Lobby } from "../../../src/ceremony/lobby.js";
import { Room } from "../../../src/ceremony/room.js";
import { joinOver } from "../../../src/ceremony/wires.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { createMinerIdentity } from "../../../src/view-change/identity.js";

const TOKEN = "0123456789abcdef0123456789abcdef";
const identities = await Promise.all(["Ada", "Ben"].map((url) => createMinerIdentity({ scheme: "min-sig", url })));
const members = identities.map((identity) => cardOf("min-sig", identity));
const invitation = invite({ host: identities[0]!, members, threshold: 2, quorum: 2, purpose: "signing" });
const nobody = () => {};

describe("a lobby", () => {
  it("tells everybody everything in its order, and wakes whoever waits", async () => {
    const lobby = new Lobby();
    const waiting = lobby.hear(0, 10_000, nobody);
    lobby.say("one");
    expect(await waiting).toEqual({ after: 0, texts: ["one"] });
    lobby.say("two");
    expect(await lobby.hear(0, 0, nobody)).toEqual({ after: 0, texts: ["one", "two"] });
    expect(await lobby.hear(1, 0, nobody)).toEqual({ after: 1, texts: ["two"] });
    expect(await lobby.hear(2, 0, nobody)).toEqual({ after: 2, texts: [] });
    let go = nobody;
    const left = lobby.hear(2, 10_000, (gone) => {
      go = gone;
    });
    go();
    expect(await left).toEqual({ after: 2, texts: [] });
  });

  it("is bounded, and says from where on it knows", async () => {
    const lobby = new Lobby({ most: 100 });
    for (let count = 0; count < 50; count++) lobby.say(`text ${String(count).padStart(5, "0")}`);
    const { after, texts } = await lobby.hear(0, 0, nobody);
    expect([after, texts.length, texts.at(-1)]).toEqual([40, 10, "text 00049"]);
    // somebody who has heard more than there is was in another one
    expect((await lobby.hear(1000, 0, nobody)).after).toBe(40);
    expect(() => lobby.say("x".repeat((1 << 17) + 1))).toThrow(expect.objectContaining({ code: "TOO_LARGE" }));
  });
});

describe("a room that is yet to be made", async () => {
  const made: Room[] = [];
  const server = await roomOverHttp(
    (text) => {
      const room = new Room({ invitation: text });
      made.push(room);
      return room;
    },
    { token: TOKEN },
  );
  const origin = new URL(server.url).origin;
  afterAll(() => server.close());
  const post = (path: string, body: string) => fetch(server.url + path, { method: "POST", body });

  it("is found by whoever knows the token, from any page, and by nobody else", async () => {
    expect(server.url).toBe(`${origin}/${TOKEN}`);
    for (const path of ["/", "/lobby", "/invitation", `/seats/${TOKEN}`, `/${TOKEN.replace("0", "1")}/lobby`]) {
      for (const method of ["GET", "POST", "OPTIONS"]) {
        const response = await fetch(origin + path, { method });
        expect([path, method, response.status]).toEqual([path, method, 404]);
        expect(response.headers.get("access-control-allow-origin")).toBeNull();
      }
    }
    const before = await fetch(`${server.url}/lobby`, { method: "OPTIONS" });
    expect([before.status, before.headers.get("access-control-allow-headers")]).toEqual([204, "content-type"]);
    expect(before.headers.get("access-control-allow-credentials")).toBeNull();
    for (const path of ["/nothing", "/lobby?after=-1", `/seats/${TOKEN}`]) {
      const response = await fetch(server.url + path);
      expect([path, response.status]).toEqual([path, 404]);
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
    }
    expect((await fetch(`${server.url}/lobby`, { method: "DELETE" })).status).toBe(405);
  });

  it("is made by the first invitation, and by no other", async () => {
    expect((await post("/lobby", "hello")).status).toBe(202);
    expect(await (await fetch(`${server.url}/lobby`)).json()).toEqual({ after: 0, texts: ["hello"] });
    expect((await post("/lobby", "x".repeat(1 << 18))).status).toBe(413);
    expect((await post(`/seats/${TOKEN}`, "{}")).status).toBe(404);
    expect((await post("/invitation", "nothing")).status).toBe(400);
    expect((await post("/invitation", JSON.stringify({ ...invitation, t: 1 }))).status).toBe(400);
    expect(made.length).toBe(0);
    expect((await post("/invitation", JSON.stringify(invitation))).status).toBe(202);
    expect((await post("/invitation", JSON.stringify(invitation))).status).toBe(409);
    expect(made.length).toBe(1);
    const wires = identities.map(() => httpWire(server.url));
    const parties = await Promise.all(
      identities.map((identity, at) =>
        joinOver(wires[at]!, { invitation, identity, store: new MemoryStore(), retry: 100 }),
      ),
    );
    const sealed = await Promise.all(parties.map((party) => party.sealed()));
    expect(sealed[0]!.words).toEqual(sealed[1]!.words);
    await Promise.all(parties.map((party) => party.stop()));
    for (const wire of wires) wire.close();
  });

  it("needs a token of 32 digits", async () => {
    const make = () => new Room({ invitation });
    await expect(roomOverHttp(make)).rejects.toMatchObject({ code: "BAD_OPTION" });
    for (const token of ["", "abc", TOKEN.toUpperCase(), `${TOKEN}0`])
      await expect(roomOverHttp(make, { token })).rejects.toMatchObject({ code: "BAD_HEX" });
    await expect(roomOverHttp(make, { token: 1 as never })).rejects.toMatchObject({ code: "BAD_TYPE" });
  });
});
