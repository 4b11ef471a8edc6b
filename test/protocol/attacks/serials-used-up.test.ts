// A thief of a long-term key registers with the highest serial that there is. The machine that it was stolen from goes
// on with everything that needs no serial.
import { expect, it } from "vitest";

import { EMPTY_SHARDER_MEMORY, Sharder } from "../../../src/view-change/sharder.js";
import { person } from "../view-change/contract/people.js";
import { table } from "../view-change/contract/table.js";
import { Driven, people } from "../view-change/driven.js";

it("a suspended miner is not brought down", async () => {
  const driven = await Driven.of(await people(5));
  await driven.untilPhase("contribute");
  const { id } = driven.everybody[0]!;
  const suspension = { length: 1, lasted: 0, returned: false };
  const candidates = driven.state.candidates.map((one) =>
    one.id === id ? { ...one, serial: Number.MAX_SAFE_INTEGER, suspension } : one,
  );
  driven.state = { ...driven.state, candidates };
  await driven.give(id, "block");
  expect(driven.effects("append", id)).toEqual([]);
  expect(driven.transactions("mpk", id).length).toBe(1);
});

it("nor a sharder that wants to go on", () => {
  const set = table();
  const one = person("sharder 1");
  set.block([set.says.registerSharder(one, Number.MAX_SAFE_INTEGER)]);
  set.freeze();
  expect(new Sharder("min-sig", one).step(EMPTY_SHARDER_MEMORY, set.state).entries).toEqual([]);
});
