// No secret stays (B2, B3): every operation of the public surface that takes a secret, or makes one, runs with two of
// them, and not one byte of the core's memory differs afterwards. That holds by construction (bindings/scope.ts,
// assembly/scratch.ts); here it is seen, on both kernels, and so is that nobody has forgotten to ask for it.
import { describe, expect, it } from "vitest";
import { generator, multiplyPoint } from "../../../bindings/point.js";
import { withArena } from "../../../bindings/scope.js";
import { G1, G2 } from "../../../src/curve/index.js";
import { KEY_OPERATIONS } from "./of-keys.js";
import { POINT_OPERATIONS } from "./of-points.js";
import { SHARE_OPERATIONS } from "./of-shares.js";
import { TIMELOCK_OPERATIONS } from "./of-timelock.js";
import { SECRETS } from "./operation.js";
import { PUBLIC, SURFACE, THROUGH_OTHERS } from "./surface.js";
import { arenaStart, arraysLeft, differingBytes, holdsPartOf } from "./traces.js";

const OPERATIONS = [...POINT_OPERATIONS, ...KEY_OPERATIONS, ...SHARE_OPERATIONS, ...TIMELOCK_OPERATIONS];

describe("the public surface", () => {
  it("is divided in full: what handles secrets, what calls that, and what is public", () => {
    const listed = [...OPERATIONS.flatMap(({ covers }) => covers), ...THROUGH_OTHERS, ...PUBLIC];
    expect(SURFACE.filter((name) => !listed.includes(name))).toEqual([]);
    expect(listed.filter((name) => !SURFACE.includes(name))).toEqual([]);
    expect(SURFACE.length).toBeGreaterThan(200);
  });
});

describe("two secrets leave the same memory", () => {
  it.each(OPERATIONS)("$name", ({ run }) => {
    expect(differingBytes(run).slice(0, 20)).toEqual([]);
  });
});

describe("arrays that are made on the way hold nothing of the secret", () => {
  it.each(OPERATIONS.filter(({ elsewhere }) => elsewhere === undefined))("$name", ({ run }) => {
    const operation = run(0);
    const left = arraysLeft(operation).filter((array) => holdsPartOf(array, SECRETS[0]));
    expect(left.length).toBe(0);
  });
});

describe("the test sees what is left", () => {
  it.each([G1, G2])("of a scalar in an operation for public ones, in scratch and in the arena: $name", (group) => {
    const point = group.hashToCurve(SECRETS[0], { DST: "a point" });
    const found = differingBytes((which) => () => point.multiplyVartime(SECRETS[which]));
    expect(found.filter((at) => at < arenaStart()).length).toBeGreaterThan(32);
    expect(found.filter((at) => at >= arenaStart()).length).toBeGreaterThan(32);
  });

  it("of the secret sequence itself, where nobody asks for wiping", () => {
    for (const group of ["G1", "G2"] as const) {
      const found = differingBytes((which) => () => {
        multiplyPoint(group, generator(group), SECRETS[which], "any");
      });
      expect(found.length).toBeGreaterThan(1000);
    }
  });

  it("of one byte in the arena", () => {
    const found = differingBytes((which) => () => withArena((arena) => arena.put(Uint8Array.of(which + 1))));
    expect(found).toEqual([arenaStart()]);
  });

  it("of a copy that nobody overwrites", () => {
    const left = arraysLeft(() => void new Uint8Array([1, 2, 3, ...SECRETS[0]]));
    expect(left.filter((array) => holdsPartOf(array, SECRETS[0])).length).toBe(1);
    expect(arraysLeft(() => new Uint8Array(SECRETS[0])).length).toBe(0);
  });
});
