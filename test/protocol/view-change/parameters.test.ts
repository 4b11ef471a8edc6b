// The numbers of a view change: what is accepted, what is refused, what is warned of.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson, decodeAs, encodeAs, JsonReader } from "../../../src/encoding/index.js";
import {
  ceilFraction,
  checkParameters,
  PHASES,
  parametersFormat,
  parametersHash,
  parseThreshold,
  partyIdOf,
  resolveThresholds,
  secrecyMargin,
  validateParameters,
} from "../../../src/magic-block/index.js";
import { hex } from "../../support/bytes.js";
import { codeOf } from "./codes.js";

const input = (miners: unknown, threshold: unknown, quorum: unknown, more: object = {}) =>
  validateParameters({ miners, threshold, quorum, ...more } as Parameters<typeof validateParameters>[0]);

describe("t, k, n", () => {
  it("accepts 0 < t <= k <= n with 2t > n", () => {
    for (const [n, t, k] of [
      [1, 1, 1],
      [4, 3, 3],
      [7, 4, 5],
      [100, 67, 75],
      [1000, 501, 1000],
    ] as const) {
      const { parameters } = input(n, t, k);
      expect(resolveThresholds(parameters, n)).toEqual({ t, k, n });
    }
  });

  it("refuses everything else", () => {
    const refused: [unknown, unknown, unknown][] = [
      [4, 0, 3],
      [4, -1, 3],
      [4, 2, 3], // 2t = n: two disjoint sets could sign
      [4, 3, 2], // t > k
      [4, 3, 5], // k > n
      [4, 5, 5],
      [0, 1, 1],
      [4097, 3000, 3500],
      [4.5, 3, 3],
      [4, 2.5, 3],
      ["4", 3, 3],
      [4, Number.NaN, 3],
      [4, {}, 3],
      [4, "x", 3],
      [4, "3/0", 3],
      [4, "5/4", 3],
      [4, "101%", 3],
      [4, "-1", 3],
    ];
    for (const [n, t, k] of refused)
      expect(
        codeOf(() => input(n, t, k)),
        JSON.stringify([n, t, k]),
      ).toBe("BAD_PARAMETER");
  });

  it("refuses options that make no sense", () => {
    const refused = [
      { minStake: 0n },
      { minStake: 1 },
      { minSharders: 0 },
      { minSharders: 3, maxSharders: 2 },
      { maxSharders: 1001 },
      { lotRounds: 0 },
      { handOverRounds: 1 },
      { viewRounds: -1 },
      { absences: 0 },
      { phaseRounds: { share: 50, publish: 27 } }, // publish must be more than share / 2 + 2
      { tieBreak: "other" },
      { minMiners: 0 },
      { minMiners: 5 },
      { phaseRounds: 0 },
      { phaseRounds: { share: 1.5 } },
      { incumbency: 5 },
      { incumbency: -1 },
      { backOff: { base: 10, cap: 5 } },
      { maxAttempts: 0 },
      { fastPath: "yes" },
    ];
    for (const options of refused)
      expect(
        codeOf(() => input(4, 3, 3, options)),
        Object.entries(options).join(),
      ).toBe("BAD_PARAMETER");
  });

  it("warns where equality loses something, and says what", () => {
    expect(input(100, 67, 75).warnings).toEqual([]);
    expect(input(4, 3, 3).warnings).toEqual([expect.stringMatching(/k − t = 0/)]);
    expect(input(7, 5, 7).warnings).toEqual([expect.stringMatching(/quorum = miners = 7/)]);
    expect(input(3, 3, 3).warnings.length).toBe(3);
  });

  it("reports the secrecy margin min(2t − n − 1, n − t)", () => {
    expect(input(100, 67, 75).secrecyMargin).toBe(33);
    expect(secrecyMargin({ t: 51, k: 51, n: 100 })).toBe(1);
    expect(secrecyMargin({ t: 4, k: 4, n: 7 })).toBe(0);
  });
});

describe("fractions are exact rationals", () => {
  it("reads integers, ratios and percentages without floating point", () => {
    expect(parseThreshold("67", "t")).toBe(67);
    expect(parseThreshold("2/3", "t")).toEqual({ numerator: 2, denominator: 3 });
    expect(parseThreshold("66%", "t")).toEqual({ numerator: 66, denominator: 100 });
    expect(parseThreshold("66.6%", "t")).toEqual({ numerator: 666, denominator: 1000 });
    expect(codeOf(() => parseThreshold(0.66, "t"))).toBe("BAD_PARAMETER");
    expect(codeOf(() => parseThreshold("0.66", "t"))).toBe("BAD_PARAMETER");
  });

  it("rounds up exactly: ceil(p·m/q)", () => {
    expect(ceilFraction({ numerator: 66, denominator: 100 }, 100)).toBe(66); // in floats 0.66 * 100 = 66.00000000000001
    expect(ceilFraction({ numerator: 7, denominator: 100 }, 100)).toBe(7); // in floats 7.000000000000001
    expect(ceilFraction({ numerator: 2, denominator: 3 }, 100)).toBe(67);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), fc.integer({ min: 1, max: 1000 }), fc.nat(1000), (p, q, m) => {
        const result = ceilFraction({ numerator: p, denominator: q }, m);
        expect(result * q).toBeGreaterThanOrEqual(p * m);
        expect((result - 1) * q).toBeLessThan(Math.max(p * m, 1));
      }),
    );
  });

  it("takes fractions of the list's size and lets integers stand", () => {
    const { parameters } = input(100, "66%", "75%");
    expect(resolveThresholds(parameters, 100)).toEqual({ t: 66, k: 75, n: 100 });
    expect(resolveThresholds(parameters, 41)).toEqual({ t: 28, k: 31, n: 41 });
    expect(resolveThresholds(input(100, 67, 75).parameters, 80)).toEqual({ t: 67, k: 75, n: 80 });
    expect(codeOf(() => resolveThresholds(input(100, 67, 75).parameters, 70))).toBe("BAD_PARAMETER"); // k > n
  });
});

describe("parameters of a chain", () => {
  const { parameters } = input(100, "2/3", "75%", { minMiners: 5, viewRounds: 1000 });

  it("have the protocol's defaults", () => {
    expect(input(100, undefined, undefined).parameters).toMatchObject({
      threshold: { numerator: 2, denominator: 3 },
      quorum: { numerator: 75, denominator: 100 },
      ...{ minMiners: null, minStake: 1n, minSharders: 1, maxSharders: 100, fastPath: true },
      ...{ viewRounds: 0, lotRounds: 10, handOverRounds: 10, tieBreak: "shuffle", absences: 2, maxAttempts: 16 },
      phaseRounds: { start: 50, contribute: 50, share: 50, publish: 50, wait: 50 },
      incumbency: { numerator: 0 },
      backOff: { base: 1, cap: 640 },
    });
    const reshare = validateParameters({ miners: 4 }, { mode: "reshare" });
    expect(reshare.parameters.incumbency).toEqual({ numerator: 1, denominator: 2 });
    expect(validateParameters({ miners: 4 }, { purpose: "signing" }).parameters.tieBreak).toBe("oldest");
    expect(codeOf(() => validateParameters({ miners: 4, tieBreak: "shuffle" }, { purpose: "signing" }))).toBe(
      "BAD_PARAMETER",
    );
  });

  it("give themselves back from bytes and JSON, and every field is in their hash", () => {
    expect(decodeAs(parametersFormat, encodeAs(parametersFormat, parameters), "parameters")).toEqual(parameters);
    const json = JSON.parse(canonicalJson(parametersFormat.toJson(parameters)));
    expect(parametersFormat.fromJson(new JsonReader(json, "parameters"))).toEqual(parameters);
    const changes: Partial<typeof parameters>[] = [
      ...[{ miners: 99 }, { threshold: 67 }, { quorum: 75 }, { minMiners: null }, { minStake: 2n }, { minSharders: 2 }],
      ...[{ maxSharders: 99 }, { fastPath: false }, { viewRounds: 1 }, { lotRounds: 9 }, { handOverRounds: 9 }],
      ...[{ incumbency: { numerator: 1, denominator: 3 } }, { tieBreak: "oldest" as const }, { absences: 3 }],
      ...[{ maxAttempts: 3 }, { backOff: { base: 2, cap: 640 } }, { backOff: { base: 1, cap: 641 } }],
      ...PHASES.map((phase) => ({ phaseRounds: { ...parameters.phaseRounds, [phase]: 51 } })),
    ];
    const hashes = changes.map((change) => hex(parametersHash({ ...parameters, ...change })));
    expect(new Set([hex(parametersHash(parameters)), ...hashes]).size).toBe(changes.length + 1);
  });

  it("are checked as a whole where they come from elsewhere", () => {
    expect(checkParameters(parameters, {})).toBe(undefined);
    expect(codeOf(() => checkParameters({ ...parameters, threshold: 50 }, {}))).toBe("BAD_PARAMETER");
  });
});

describe("party ids", () => {
  it("are the 1-based index, or hex '1' and 31 digits of the miner's id", () => {
    const id = "0123456789abcdef".repeat(4);
    expect(partyIdOf("index", 7, id)).toBe(7);
    expect(partyIdOf("zus", 7, id)).toBe(BigInt(`0x1${id.slice(0, 31)}`));
    expect(codeOf(() => partyIdOf("zus", 1, "xyz"))).toBe("BAD_ID");
  });
});
