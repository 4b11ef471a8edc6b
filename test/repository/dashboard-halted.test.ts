// When the dashboard says that the beacon has halted.
import { expect, it } from "vitest";
import { halted } from "../../web/dashboard/halted.js";
import type { GenesisFacts, RoundFacts } from "../../web/dashboard/messages.js";
import { newState, type State } from "../../web/dashboard/state.js";

function stateAt(round: number, latest: number | null, roundTime = 500): State {
  const state = newState("");
  state.genesis = { roundTime, drandTimes: null } as GenesisFacts;
  state.phase = { round } as State["phase"];
  if (latest !== null) state.rounds.set(latest, { round: latest, valid: true } as RoundFacts);
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

it("and of one in drand's form by the clock", () => {
  const period = 3;
  const behind = (rounds: number) => {
    const state = stateAt(1_000_000, 100);
    const genesisTime = Math.floor(Date.now() / 1000) - period * (100 + rounds - 1);
    state.genesis = { ...state.genesis!, drandTimes: { genesisTime, period } };
    return halted(state);
  };
  expect([behind(0), behind(5)]).toEqual([null, null]);
  expect(behind(6)).toContain("round 101 has been due for 18.0 s, 6 rounds are due.");
});

it("whatever rounds a sharder names that do not verify", () => {
  const state = stateAt(90, 79);
  state.rounds.set(Number.MAX_SAFE_INTEGER, { round: Number.MAX_SAFE_INTEGER, valid: false } as RoundFacts);
  expect(halted(state)).toContain("round 80 has been due for 5.50 s, 11 rounds are due.");
});

it("but not while rounds come that verify, where the clock here is ahead", () => {
  const state = stateAt(1, 100);
  const genesisTime = Math.floor(Date.now() / 1000) - 3600 - 300;
  state.genesis = { ...state.genesis!, drandTimes: { genesisTime, period: 3 } };
  expect(halted(state)).toContain("The beacon has halted");
  expect(halted({ ...state, grewAt: performance.now() - 1000 })).toBeNull();
  expect(halted({ ...state, grewAt: performance.now() - 16_000 })).toContain("The beacon has halted");
});
