// The exact probabilities behind docs/operating.md, against counting; and the settings it recommends, against the rules
// of the protocol.
import { describe, expect, it } from "vitest";
import { checkThresholds, secrecyMargin as marginOf } from "../../../src/magic-block/index.js";

const script = (name: string) => import(new URL(`../../../scripts/operating/${name}.mjs`, import.meta.url).href);
const { atLeastDrawn, fewerThan, format, log10 } = await script("probability");
const { recommend, SIZES, secrecyMargin } = await script("settings");

const bits = (value: number) => [...value.toString(2)].filter((digit) => digit === "1").length;

describe("probabilities", () => {
  it("binomial: as counted over all outcomes", () => {
    const n = 7;
    for (let k = 0; k <= n; k++) {
      let sum = 0n;
      for (let outcome = 0; outcome < 1 << n; outcome++) {
        const successes = bits(outcome);
        if (successes < k) sum += 3n ** BigInt(successes) * 2n ** BigInt(n - successes);
      }
      const { numerator, denominator } = fewerThan(k, n, [3, 5]);
      expect(numerator * 5n ** BigInt(n)).toBe(sum * denominator);
    }
  });

  it("hypergeometric: as counted over all draws", () => {
    const [all, marked, drawn] = [9, 4, 5];
    const draws = Array.from({ length: 1 << all }, (_, set) => set).filter((set) => bits(set) === drawn);
    for (let k = 0; k <= drawn; k++) {
      const hits = draws.filter((set) => bits(set & ((1 << marked) - 1)) >= k).length;
      const { numerator, denominator } = atLeastDrawn(k, drawn, marked, all);
      expect(numerator * BigInt(draws.length)).toBe(BigInt(hits) * denominator);
    }
  });

  it("are rounded to two digits, half up", () => {
    const shown = (numerator: bigint, denominator: bigint) => format({ numerator, denominator });
    expect(shown(0n, 1n)).toBe("0");
    expect(shown(1n, 1n)).toBe("1");
    expect(shown(125n, 1000n)).toBe("13 %");
    expect(shown(1n, 80n)).toBe("1.3 %");
    expect(shown(1n, 800n)).toBe("0.13 %");
    expect(shown(99951n, 100000000n)).toBe("0.10 %");
    expect(shown(1n, 3n * 10n ** 12n)).toBe("3.3·10⁻¹³");
    expect(shown(999n, 1000n)).toBe("> 98 %");
    expect(shown(1n, 10n ** 40n)).toBe("< 10⁻³⁰");
    expect(log10({ numerator: 1n, denominator: 10n ** 300n })).toBeCloseTo(-300, 9);
    expect(log10({ numerator: 2n, denominator: 10n })).toBeCloseTo(Math.log10(0.2), 9);
  });
});

it("recommended settings keep the rules, with the largest margin", () => {
  for (const n of SIZES) {
    const { t, k, f } = recommend(n);
    expect(() => checkThresholds({ t, k, n })).not.toThrow();
    expect(f).toBe(marginOf({ t, k, n }));
    for (let other = 1; other <= n; other++) expect(secrecyMargin(other, n)).toBeLessThanOrEqual(f);
  }
});
