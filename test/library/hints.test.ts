// C17: a message says what to do, not only which type came.
import { describe, expect, it } from "vitest";
import { drand } from "../../src/beacon/index.js";
import { minSig } from "../../src/bls/index.js";
import { Fr, G1, G2, pairing } from "../../src/curve/index.js";
import { split } from "../../src/threshold/index.js";

/** As the console of Node does. */
const inspect = (value: object) =>
  (value as Record<symbol, () => string>)[Symbol.for("nodejs.util.inspect.custom")]?.();

const any = (value: unknown) => value as never;
const beacon = drand.beaconFromJson({ round: 1, signature: "00".repeat(48) });

describe("hints", () => {
  it.each([
    ["a network's name", () => drand.verify(any("quicknet"), beacon), "drand.networks.quicknet"],
    [
      "a network that is none",
      () => drand.verify(any(drand.networks["mainnet" as never]), beacon),
      "drand.networks.default",
    ],
    [
      "a beacon as served",
      () => drand.verify(drand.networks.quicknet, any({ round: 1, signature: "00" })),
      "beaconFromJson",
    ],
    ["upper-case hex", () => drand.beaconFromJson({ round: 1, signature: "AB".repeat(48) }), "upper-case"],
    ["a number as a scalar", () => G1.BASE.multiply(any(5)), "5n"],
    ["a number as a public scalar", () => G2.BASE.multiplyVartime(any(5)), "5n"],
    ["a number in the field", () => Fr.add(any(5), 1n), "5n"],
    ["a number to reduce", () => Fr.create(any(5)), "5n"],
    ["no options", () => (split as (secret: Uint8Array) => unknown)(minSig.randomSecretKey()), "{ threshold, ids }"],
  ])("%s", (_, call, hint) => expect(call).toThrow(hint));

  it("a point on the console says how to see it", () => {
    expect(inspect(G1.BASE)).toContain("toBytes()");
    expect(inspect(pairing(G1.BASE, G2.BASE))).toContain("toBytes()");
  });
});
