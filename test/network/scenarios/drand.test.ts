// Scenario 13: members die and all of them are replaced while drand's own client follows the beacon: no round is
// missed, none comes twice, and the chain stays the same. `npm run test:soak` plays the same for a thousand rounds.
import { expect, it } from "vitest";
import { isWhole, record } from "./support/record.js";
import { leastWatched, type SoakOptions, soak } from "./support/soak.js";

const { FELDSPAR_SOAK } = process.env;

/** Half of the members are replaced, for less processes; test/network/drand.test.ts replaces all of them. */
const PART: SoakOptions = {
  ...{ rounds: 12, period: 1, members: 4, spare: 2, sharders: 2 },
  ...{ killEvery: 10, reshares: 1, roundTime: 100 },
};
/** Its `watch` is to deliver sixty rounds in a row. */
const WHOLE: SoakOptions = { ...PART, rounds: 80, members: 7, spare: 7, killEvery: 20, reshares: 2, roundTime: 200 };
const options: SoakOptions = FELDSPAR_SOAK === undefined ? (isWhole ? WHOLE : PART) : JSON.parse(FELDSPAR_SOAK);

it(
  "drand's client misses no round while members die and are replaced",
  async () => {
    const found = await soak(options);
    const { info, verified, signatures, listed, again, watched, watchError, infos, groupKeys, ...rest } = found;
    expect(verified).toEqual(verified.map((_, place) => place + 1));
    expect(verified.length).toBeGreaterThanOrEqual(options.rounds);
    expect(listed).toEqual(listed.map(() => signatures));
    expect(again).toEqual([]);

    expect(watchError).toBe(null);
    expect(watched).toEqual(watched.map((_, place) => watched[0]! + place));
    expect(watched.length).toBeGreaterThanOrEqual(leastWatched(options));

    expect(infos).toEqual(infos.map(() => info));
    expect(groupKeys).toHaveLength(1);
    const { kills, replacements, processes } = rest;
    expect(kills.length).toBeGreaterThanOrEqual(Math.floor(options.rounds / options.killEvery));
    expect(replacements.map(({ replaced }) => replaced)).toEqual(replacements.map(() => options.spare));
    expect(replacements).toHaveLength(options.reshares);
    const restarts = processes.reduce((sum, one) => sum + one.restarts, 0);
    expect(restarts).toBe(kills.length);
    const counts = { verified: verified.length, watched: watched.length, chainHash: info.hash };
    record(FELDSPAR_SOAK === undefined ? "13-drand" : "soak", { ...options, ...counts, ...rest });
  },
  // a thousand rounds are a thousand periods
  1000 * (3 * options.rounds * options.period + 300),
);
