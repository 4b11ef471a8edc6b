// Wrong shares are named by their positions in the caller's list, in order, whatever order the dealers come in.
import { expect, it } from "vitest";
import { findWrongShares } from "../../bindings/sharing.js";
import { multiplyGeneratorMany } from "../../bindings/vector.js";
import { concat, scalarBytes } from "../support/bytes.js";

it.each(["G1", "G2"] as const)("names wrong shares in the order of the list, in %s", (group) => {
  const commitments = [3n, 4n, 5n].map((secret) => multiplyGeneratorMany(group, scalarBytes(secret)));
  const right = [3n, 4n, 5n];
  const dealers = [2, 0, 1, 2, 0];
  const items = dealers.map((dealer, index) => {
    const share = index === 2 ? right[dealer]! : right[dealer]! + 1n;
    return { dealer, id: scalarBytes(1n), share: scalarBytes(share) };
  });
  const weights = concat(...dealers.map((_, index) => scalarBytes(BigInt(index + 2))));
  expect(findWrongShares(group, commitments, 1, items, weights)).toEqual([0, 1, 3, 4]);
});
