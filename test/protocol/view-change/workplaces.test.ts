// Who of a simulation's miners works alone, so that one miner's costs can be measured on it.
import { describe, expect, it } from "vitest";
import { ProtocolCache } from "../../../src/entry/view-change.js";
import { randomFactory } from "../../../src/simulation/random.js";
import { Workplaces } from "../../../src/simulation/together/workplaces.js";

const names = (count: number) => Array.from({ length: count }, (_, index) => `m${index + 1}`);

describe("workplaces", () => {
  const workplaces = () =>
    new Workplaces({
      ...{ scheme: "min-sig", chainId: "workplaces", cache: new ProtocolCache(), seeded: true },
      random: randomFactory("workplaces"),
      waiting: () => null,
    });

  it("let three honest miners spread over the list work alone, or as many as there are", () => {
    const places = workplaces();
    for (const [count, alone] of [
      [100, ["m17", "m51", "m84"]],
      [3, ["m1", "m2", "m3"]],
      [2, ["m1", "m2"]],
      [0, []],
    ] as const) {
      places.begin(names(count));
      expect(places.typical([...names(100), "somebody"])).toEqual(alone);
    }
  });
});
