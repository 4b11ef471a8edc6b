// Thresholds that hold for a full list, and for none that somebody has left.
import { describe, expect, it } from "vitest";
import { resolveThresholds, validateParameters } from "../../../src/magic-block/index.js";
import { table } from "../view-change/contract/table.js";

describe("fractions", () => {
  it.each([
    ["1/2", "75%"],
    ["50%", "50%"],
    ["2/3", "60%"],
  ])("t = %s with k = %s are refused, also from the authority", (threshold, quorum) => {
    expect(() => validateParameters({ miners: 5, threshold, quorum })).toThrow(/^threshold: expected a fraction/);
    const set = table();
    const [numerator, denominator] = threshold.includes("/") ? threshold.split("/").map(Number) : [50, 100];
    const parameters = {
      ...set.state.parameters,
      threshold: { numerator: numerator!, denominator: denominator! },
      quorum: { numerator: Number.parseInt(quorum, 10), denominator: 100 },
    };
    expect(set.refusals([set.says.authority({ type: "parameters", parameters })])).toEqual(["BAD_PARAMETER"]);
  });

  it.each([
    ["51%", "51%"],
    ["2/3", "75%"],
    ["66%", "66.5%"],
  ])("t = %s with k = %s do for every list", (threshold, quorum) => {
    const { parameters } = validateParameters({ miners: 4096, threshold, quorum });
    for (let size = 1; size <= 4096; size++) expect(resolveThresholds(parameters, size).n).toBe(size);
  });
});
