// Every function of the bindings that is given a secret: none of its bytes, and none of a secret result's, are in the
// core's memory afterwards, in either order of the bytes.
import { describe, expect, it } from "vitest";
import { core } from "../../bindings/instance.js";
import {
  type GroupName,
  generator,
  multiplyGenerator,
  multiplyPoint,
  multiplyToBytes,
  type RawPoint,
} from "../../bindings/point.js";
import { randomBytes } from "../../bindings/random.js";
import {
  addScalars,
  multiplyScalars,
  negateScalar,
  randomScalar,
  randomScalars,
  reduceScalar,
  subtractScalars,
} from "../../bindings/scalar.js";
import {
  evaluatePolynomial,
  findWrongShares,
  interpolateSecret,
  sumScalars,
  verifyOneShare,
} from "../../bindings/sharing.js";
import { multiplyGeneratorMany } from "../../bindings/vector.js";
import { concat, scalarBytes } from "../support/bytes.js";

const PIECE = 8;

function isInMemory(piece: Uint8Array): boolean {
  const memory = new Uint8Array((core().wasm.memory as WebAssembly.Memory).buffer);
  for (let at = memory.indexOf(piece[0]!); at >= 0; at = memory.indexOf(piece[0]!, at + 1)) {
    if (piece.every((byte, index) => memory[at + index] === byte)) return true;
  }
  return false;
}

/** What of these bytes is found, as positions in them. */
function foundOf(secret: Uint8Array): number[] {
  const starts = Array.from({ length: Math.floor(secret.length / PIECE) }, (_, index) => index * PIECE);
  return starts.filter((start) => {
    const piece = secret.slice(start, start + PIECE);
    return isInMemory(piece) || isInMemory(piece.slice().reverse());
  });
}

const ids = concat(scalarBytes(1n), scalarBytes(2n), scalarBytes(3n));
const one = () => randomScalar();
const many = () => randomScalars(3);

/** What is secret of what goes in, and what is done with it; a result that is secret too is given back. */
type Case = [name: string, secret: () => Uint8Array, call: (secret: Uint8Array) => Uint8Array | undefined];

const cases: Case[] = [
  ["evaluatePolynomial", many, (secret) => evaluatePolynomial(secret, ids)],
  ["interpolateSecret", many, (secret) => interpolateSecret(ids, secret)],
  ["sumScalars", many, (secret) => sumScalars(secret)],
  ["addScalars", one, (secret) => addScalars(secret, scalarBytes(5n))],
  ["subtractScalars", one, (secret) => subtractScalars(scalarBytes(5n), secret)],
  ["multiplyScalars", one, (secret) => multiplyScalars(secret, scalarBytes(7n))],
  ["negateScalar", one, (secret) => negateScalar(secret)],
  ["reduceScalar", () => randomBytes(48), (secret) => reduceScalar(secret)],
  ...(["G1", "G2"] as const).flatMap((group) => ofGroup(group)),
];

function ofGroup(group: GroupName): Case[] {
  const vector = () => multiplyGeneratorMany(group, scalarBytes(3n));
  const shareItems = (share: Uint8Array) => [{ dealer: 0, id: scalarBytes(1n), share }];
  const weights = scalarBytes(1n);
  const nothing = (_: RawPoint | boolean | readonly number[] | object) => undefined;
  return [
    ...(["secret", "secretAny"] as const).map((mode): Case => {
      return [
        `multiplyPoint in ${group}, ${mode}`,
        one,
        (secret) => nothing(multiplyPoint(group, generator(group), secret, mode)),
      ];
    }),
    [`multiplyGenerator in ${group}`, one, (secret) => nothing(multiplyGenerator(group, secret))],
    [`multiplyToBytes in ${group}`, one, (secret) => nothing(multiplyToBytes(group, generator(group), secret))],
    [
      `multiplyToBytes of the generator of ${group}`,
      one,
      (secret) => nothing(multiplyToBytes(group, undefined, secret)),
    ],
    [`multiplyGeneratorMany in ${group}`, many, (secret) => nothing(multiplyGeneratorMany(group, secret))],
    [`verifyOneShare in ${group}`, one, (secret) => nothing(verifyOneShare(group, vector(), scalarBytes(1n), secret))],
    [
      `findWrongShares in ${group}`,
      one,
      (secret) => nothing(findWrongShares(group, [vector()], 1, shareItems(secret), weights)),
    ],
  ];
}

describe("no byte of a secret is left in the core's memory", () => {
  it("would be found where it lies", () => {
    const { wasm } = core();
    const position = wasm.mark();
    const secret = randomScalar();
    new Uint8Array((wasm.memory as WebAssembly.Memory).buffer).set(secret, wasm.allocate(32));
    expect(foundOf(secret)).toEqual([0, 8, 16, 24]);
    wasm.wipe(position);
    expect(foundOf(secret)).toEqual([]);
  });

  it.each(cases)("after %s", (_, make, call) => {
    const secret = make();
    const result = call(secret);
    expect(foundOf(secret)).toEqual([]);
    if (result !== undefined) expect(foundOf(result)).toEqual([]);
  });
});
