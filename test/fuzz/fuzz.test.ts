// A short share of the fuzzer (`npm run fuzz` plays as much as it is given time for): plans with the transparent group,
// some with the core itself, and every rule that is switched off on purpose.
import { describe, expect, it } from "vitest";
import { findRule, makePlayer, playMany, RULES } from "./fuzzer.mjs";

interface Played {
  readonly line: string;
  readonly found: readonly string[];
}

const PLANS = 1000;
const PLANS_WITH_CORE = 12;

async function failuresOf(transparent: boolean, first: number, count: number): Promise<string[]> {
  const player = await makePlayer({ real: !transparent });
  const failures: string[] = [];
  const onResult = ({ line, found }: Played) => {
    if (found.length > 0) failures.push(`${line}: ${found.join("; ")}`);
  };
  await playMany({ player, transparent, threads: 2, first, last: first + count - 1, onResult });
  return failures;
}

describe("plans of faults", () => {
  it("harm nobody honest, tell no secret and certify no second block, whatever happens", async () => {
    expect(await failuresOf(true, 0, PLANS)).toEqual([]);
  }, 600_000);

  it("nor do they with the core in the place of the transparent group", async () => {
    expect(await failuresOf(false, 0, PLANS_WITH_CORE)).toEqual([]);
  }, 300_000);
});

describe("a rule that is switched off is found within 1000 plans", () => {
  for (const [position, rule] of RULES.entries()) {
    it(rule.name, async () => {
      const { found } = await findRule(rule, position, { most: 1000, threads: 2 });
      expect(found).not.toBeNull();
    }, 300_000);
  }
});
