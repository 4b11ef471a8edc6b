// Whoever keeps the beacon's outputs from the ledger: every view owes rounds then, and its members keep their keys.
import { expect, it } from "vitest";
import { decodeMinerState, encodeMinerState } from "../../../src/view-change/miner/state-bytes.js";
import { Driven, people } from "../view-change/driven.js";

it("a miner that holds the keys of many views can be restarted", async () => {
  const driven = await Driven.of(await people(5));
  for (let view = 1; view <= 18; view++) await driven.untilView(view);
  for (const state of driven.states.values()) {
    expect(state.keys.length).toBe(18);
    expect(decodeMinerState(encodeMinerState(state, 1)).state.keys).toEqual(state.keys);
  }
});
