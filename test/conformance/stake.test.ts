// Real voting power of a public proof-of-stake network at two epochs: read by the command line's parser, and the input
// of selection.
import { sha256 } from "@noble/hashes/sha2.js";
import { sha3_256 } from "@noble/hashes/sha3.js";
import { expect, it } from "vitest";
import { parseCandidates } from "../../src/cli/candidates.js";
import { selectMiners } from "../../src/view-change/contract/selection.js";
import { hex, utf8 } from "../support/bytes.js";
import { describeWithVectors } from "../support/vectors.js";

interface Candidate {
  id: string;
  name: string;
  stake: bigint;
  order: number;
}

/** Stake descending, the older registration first: written out independently of the product. */
function ordered(candidates: Candidate[]): Candidate[] {
  return [...candidates].sort((a, b) => (a.stake === b.stake ? a.order - b.order : Number(b.stake - a.stake)));
}

const LOT = sha256(utf8("stake"));

describeWithVectors("stake", (vectors) => {
  const files = vectors.files();
  it("has two epochs", () => expect(files.length).toBe(2));

  const epochs = files.map((file) => {
    const text = vectors.text(file);
    const rows = text.trim().split(/\r?\n/).slice(1);
    const candidates = parseCandidates(text, file).map(({ name, stake }, order) => ({
      id: hex(sha3_256(utf8(name))),
      name,
      stake,
      order,
    }));

    it(`${file}: every row is a candidate, whose power sums to 10000`, () => {
      expect(candidates.length).toBe(rows.length);
      for (const [index, { name, stake }] of candidates.entries()) {
        const cut = rows[index]!.lastIndexOf(",");
        expect(name).toBe(rows[index]!.slice(0, cut).trim());
        expect(stake).toBe(BigInt(rows[index]!.slice(cut + 1)));
      }
      // shares in ten-thousandths: the sources round
      const total = candidates.reduce((sum, { stake }) => sum + stake, 0n);
      expect(Math.abs(Number(total) - 10_000)).toBeLessThanOrEqual(candidates.length);
    });

    it(`${file}: the best by stake, in any order of arrival`, () => {
      for (const seats of [1, 4, 21, 67, 100, candidates.length, candidates.length + 5]) {
        const selected = selectMiners(candidates, { seats });
        expect(selected.map(({ id }) => id)).toEqual(
          ordered(candidates)
            .slice(0, seats)
            .map(({ id }) => id)
            .sort(),
        );
        expect(selectMiners([...candidates].reverse(), { seats })).toEqual(selected);
      }
    });

    it(`${file}: ties at the cut are drawn by lot, everybody above it is certain`, () => {
      const sorted = ordered(candidates);
      let ties = 0;
      for (let seats = 1; seats < candidates.length; seats++) {
        const selected = selectMiners(candidates, { seats, lot: LOT });
        expect(selected.length).toBe(seats);
        const cut = sorted[seats - 1]!.stake;
        const chosen = new Set(selected.map(({ id }) => id));
        for (const { id, stake } of candidates) {
          if (stake > cut) expect(chosen.has(id)).toBe(true);
          if (stake < cut) expect(chosen.has(id)).toBe(false);
        }
        if (sorted[seats]!.stake === cut) ties++;
        expect(selectMiners([...candidates].reverse(), { seats, lot: LOT })).toEqual(selected);
      }
      expect(ties).toBeGreaterThan(10);
    });
    return candidates;
  });

  it("the second epoch keeps seats for members of the first", () => {
    const [early, late] = epochs as [Candidate[], Candidate[]];
    const first = selectMiners(early, { seats: 50 });
    const incumbents = new Set(first.map(({ id }) => id));
    const staying = late.filter(({ id }) => incumbents.has(id));
    expect(staying.length).toBeGreaterThan(10);
    for (const numerator of [0, 1, 2, 3]) {
      const options = { seats: 40, incumbents, incumbency: { numerator, denominator: 3 }, lot: LOT };
      const second = selectMiners(late, options);
      expect(second.length).toBe(40);
      const kept = second.filter(({ id }) => incumbents.has(id)).length;
      expect(kept).toBeGreaterThanOrEqual(Math.min(Math.ceil((40 * numerator) / 3), staying.length));
      expect(selectMiners([...late].reverse(), options)).toEqual(second);
    }
  });
});
