// When the dashboard says that the beacon has halted.
import { expect, it } from "vitest";
import { halted } from "../../web/dashboard/halted.js";
import type { GenesisFacts, RoundFacts } from "../../web/dashboard/messages.js";
import { newState, type State } from "../../web/dashboard/state.js";

function stateAt(round: number, latest: number | null, roundTime = 500): State {
  const state = newState("");
  state.genesis = { roundTime } as GenesisFacts;
  state.phase = { round } as State["phase"];
  if (latest !== null) state.rounds.set(latest, { round: latest } as RoundFacts);
  return state;
}

it("the dashboard says that the beacon has halted after five rounds and five seconds without one", () => {
  expect(halted(newState(""))).toBeNull();
  expect(halted(stateAt(90, null))).toBeNull();
  expect(halted(stateAt(90, 91))).toBeNull();
  expect(halted(stateAt(90, 80))).toBeNull();
  expect(halted(stateAt(90, 85, 60_000))).toBeNull();
  expect(halted(stateAt(90, 79))).toContain("round 80 has been due for 5.50 s, 11 rounds are due.");
});
