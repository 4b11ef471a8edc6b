// A machine that comes back without what it stored, or with an old copy of it, into a ceremony that has gone on.
import { expect, it } from "vitest";
import { entryToJson, MOST_TOGETHER, readTold, type ToRoom } from "../../../src/ceremony/messages.js";
import { MemoryStore } from "../../../src/store/memory.js";
import { memberEntry } from "../../../src/view-change/entries.js";
import { minerRegistration } from "../../../src/view-change/identity.js";
import { decodeTransaction } from "../../../src/view-change/transaction.js";
import { Table } from "./table.js";

/** The commitments in a message, or null. */
function mpkIn(message: ToRoom): string | null {
  const told = readTold(message);
  if (told.type !== "say" || told.entry.kind !== "transaction") return null;
  return decodeTransaction(told.entry.bytes).kind === "mpk" && message.type === "say" ? message.bytes : null;
}

it("does not deal a second time while the room is still telling it what it has said", async () => {
  const said = new Set<string>();
  let isHeld = true;
  let lost = 0;
  const stores = [new MemoryStore(), new MemoryStore()];
  const table: Table = await Table.laid({
    storeOf: (name) => (name === "Ben" ? stores[0]! : new MemoryStore()),
    toRoom: (from, message) => {
      const mpk = from === "Ben" ? mpkIn(message) : null;
      if (mpk !== null) said.add(mpk);
      return mpk !== null && isHeld ? null : message;
    },
    // of what the room tells who comes back, the second part is lost once
    toParty: (to, message) => {
      const isSecond = to === "Ben" && message.type === "entries" && message.after === MOST_TOGETHER && lost++ === 0;
      return isSecond && table.person("Ben").store === stores[1] ? null : message;
    },
  });
  const { chain } = table.room.state;
  await table.until(() => table.room.state.chain.session?.contributions.filter((one) => one !== null).length === 3);
  // the others' doing: more than the room tells at once
  for (let serial = 2; table.room.transcript.entries.length < MOST_TOGETHER + 5; serial++) {
    const registration = minerRegistration("min-sig", table.host.identity, { genesisHash: chain.genesisHash, serial });
    table.host.seat.receive({ type: "say", ...entryToJson(memberEntry("min-sig", registration)) });
  }
  isHeld = false;
  await table.until(() => table.room.state.chain.phase === "share");
  expect(said.size).toBe(1);
  await table.dies("Ben");
  lost = 0;
  const ben = table.person("Ben");
  table.seated.set("Ben", { ...ben, store: stores[1]! });
  const { party, problems } = await table.sit(ben.identity);
  await table.settle();
  expect([lost, party.state.position]).toEqual([1, BigInt(MOST_TOGETHER)]);
  await table.until(() => problems.some(({ code }) => code === "LOG_DIVERGED"));
  expect([said.size, party.state.position]).toEqual([1, table.room.state.position]);
  expect(problems[0]!.message).toContain("a lost disk");
});
