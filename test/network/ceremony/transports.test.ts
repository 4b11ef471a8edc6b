// Ceremonies over files in a folder and over HTTP on loopback.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { folderWire, roomInFolder } from "../../../src/ceremony/folder.js";
import { roomOverHttp } from "../../../src/ceremony/http-room.js";
import { httpWire } from "../../../src/ceremony/http-wire.js";
import { cardOf, invite } from "../../../src/ceremony/invitation.js";
import { Room } from "../../../src/ceremony/room.js";
import { joinOver, type Wire } from "../../../src/ceremony/wires.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { createMinerIdentity } from "../../../src/view-change/identity.js";

const folder = mkdtempSync(join(tmpdir(), "feldspar-ceremony-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const identities = await Promise.all(
  ["Ada", "Ben", "Cleo"].map((url) => createMinerIdentity({ scheme: "min-sig", url })),
);
const members = identities.map((identity) => cardOf("min-sig", identity));
const begin = () => {
  const invitation = invite({ host: identities[0]!, members, threshold: 2, quorum: 3, purpose: "signing" });
  return { invitation, room: new Room({ invitation }) };
};

async function play(invitation: unknown, wireOf: () => Wire): Promise<void> {
  const parties = await Promise.all(
    identities.map((identity) => joinOver(wireOf(), { invitation, identity, store: new MemoryStore(), retry: 500 })),
  );
  const keys = await Promise.all(parties.map((party) => party.sealed()));
  expect(new Set(keys.map(({ words }) => words.join(" "))).size).toBe(1);
  await Promise.all(parties.map((party) => party.stop()));
}

describe("a ceremony", () => {
  it("over files in a shared folder, in which others put things too", async () => {
    const { invitation, room } = begin();
    const shared = join(folder, "shared");
    const open = [roomInFolder(shared, room, { every: 20 })];
    for (const name of ["note.txt", `${"0".repeat(32)}.000000000001.json`])
      writeFileSync(join(shared, "room", name), "junk");
    await play(invitation, () => {
      const wire = folderWire(shared, { every: 20 });
      open.push(wire);
      return wire;
    });
    for (const one of open) one.close();
    expect(readdirSync(join(shared, "room"))).toContain("note.txt");
  });

  it("over HTTP on loopback", async () => {
    const { invitation, room } = begin();
    const server = await roomOverHttp(room);
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const open: { close(): void }[] = [];
    await play(invitation, () => {
      const wire = httpWire(server.url);
      open.push(wire);
      return wire;
    });
    for (const [path, init, status] of [
      ["/", {}, 404],
      ["/seats/x", {}, 404],
      [`/seats/${"0".repeat(32)}`, { method: "PUT" }, 405],
      [`/seats/${"0".repeat(32)}`, { method: "POST", body: "junk" }, 202],
      [`/seats/${"0".repeat(32)}`, { method: "POST", body: "x".repeat(5 << 20) }, 413],
    ] as const) {
      expect((await fetch(`${server.url}${path}`, init)).status).toBe(status);
    }
    for (const one of open) one.close();
    await server.close();
  });
});
