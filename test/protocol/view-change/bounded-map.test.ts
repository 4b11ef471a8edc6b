// A map bounded by bytes, and by entries where that is asked for, too.
import { expect, it } from "vitest";
import { BoundedMap } from "../../../src/view-change/bounded-map.js";
import { RememberedAggregates } from "../../../src/view-change/miner/aggregates.js";

it("is bounded by both, and a value set again weighs once", () => {
  const map = new BoundedMap<string>(10, 2);
  map.set("a", "1", 4);
  map.set("a", "2", 3);
  expect([map.get("a"), map.heldBytes]).toEqual(["2", 3]);
  map.set("b", "3", 1);
  map.set("c", "4", 1);
  expect([map.get("a"), map.get("b"), map.get("c"), map.heldBytes]).toEqual([undefined, "3", "4", 2]);
  map.set("d", "5", 10);
  expect([map.get("b"), map.get("c"), map.get("d"), map.heldBytes]).toEqual([undefined, undefined, "5", 10]);
  map.set("d", "6", 11);
  expect([map.get("d"), map.heldBytes]).toEqual([undefined, 0]);
});

it("aggregates of signatures: the latest, for exactly the same list", () => {
  const aggregates = new RememberedAggregates(1);
  let computed = 0;
  const of = (...bytes: number[]) =>
    aggregates.of(
      bytes.map((byte) => new Uint8Array(48).fill(byte)),
      () => Uint8Array.of(++computed),
    )[0];
  expect([of(1, 2), of(1, 2), of(1, 3), of(1, 2), of(4), of(4), of(1, 2)]).toEqual([1, 1, 2, 3, 4, 4, 5]);
});
