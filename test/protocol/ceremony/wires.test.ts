// What carries a ceremony where there is no Node.js: sockets, and a BroadcastChannel.
import { describe, expect, it } from "vitest";
import { cardOf, invite } from "../../../src/ceremony/invitation.js";
import type { Party } from "../../../src/ceremony/party.js";
import { Room } from "../../../src/ceremony/room.js";
import { channelWire, joinOver, roomOnChannel, seatOver, socketWire, type Wire } from "../../../src/ceremony/wires.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { people } from "./table.js";

/** Two ends of a socket that opens after a while. */
function socketPair() {
  const ends = [0, 1].map(() => {
    const target = new EventTarget();
    const end = {
      readyState: 0,
      other: null as unknown as { deliver(text: string): void },
      send: (text: string) => void setTimeout(() => end.other.deliver(text), 1),
      deliver: (data: string) => void target.dispatchEvent(Object.assign(new Event("message"), { data })),
      open() {
        end.readyState = 1;
        target.dispatchEvent(new Event("open"));
      },
      addEventListener: (type: string, listener: (event: { readonly data?: unknown }) => void) =>
        target.addEventListener(type, listener as () => void),
    };
    return end;
  });
  ends[0]!.other = ends[1]!;
  ends[1]!.other = ends[0]!;
  setTimeout(() => {
    for (const end of ends) end.open();
  }, 20);
  return ends;
}

async function ceremony(wireOf: (room: Room, name: string) => Wire): Promise<void> {
  const identities = await people(3);
  const members = identities.map((identity) => cardOf("min-sig", identity));
  const invitation = invite({ host: identities[0]!, members, threshold: 2, quorum: 3, purpose: "signing" });
  const room = new Room({ invitation });
  const parties: Party[] = [];
  for (const identity of identities) {
    const wire = wireOf(room, identity.url);
    parties.push(await joinOver(wire, { invitation, identity, store: new MemoryStore(), retry: 300 }));
  }
  const keys = await Promise.all(parties.map((party) => party.sealed()));
  expect(new Set(keys.map(({ words }) => words.join(" "))).size).toBe(1);
  await Promise.all(parties.map((party) => party.stop()));
}

describe("a ceremony", () => {
  it("over sockets that are not open yet", async () => {
    await ceremony((room) => {
      const [ours, theirs] = socketPair();
      seatOver(socketWire(ours!), room);
      return socketWire(theirs!);
    });
  });

  it("over a BroadcastChannel, on which others speak too", async () => {
    const name = `feldspar ceremony ${Math.random()}`;
    const open: BroadcastChannel[] = [];
    const channel = (): BroadcastChannel => {
      const made = new BroadcastChannel(name);
      open.push(made);
      return made;
    };
    try {
      await ceremony((room) => {
        if (open.length === 0) roomOnChannel(channel() as never, room);
        for (const junk of [null, 7, { to: "room", seat: "x", text: "y" }, { to: "seat", text: 3 }])
          open[0]!.postMessage(junk);
        return channelWire(channel() as never);
      });
    } finally {
      for (const one of open) one.close();
    }
  });
});

it("a socket whose other end does not read holds no more than so much", () => {
  const sent: string[] = [];
  const socket = {
    readyState: 1,
    bufferedAmount: 0,
    send: (text: string) => void sent.push(text),
    addEventListener() {},
  };
  const wire = socketWire(socket);
  wire.send("first");
  socket.bufferedAmount = 16 << 20;
  wire.send("lost");
  socket.bufferedAmount = 0;
  wire.send("last");
  expect(sent).toEqual(["first", "last"]);
});
