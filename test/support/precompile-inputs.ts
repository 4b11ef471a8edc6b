// Inputs of EIP-2537's precompiles that succeed, made from multiples of the generators by a fixed seed: sums of many
// points with scalars up to 2^256 - 1, points at infinity and repeated ones, and products of pairings that are one and
// that are not, which follows from the scalars alone.
import { toHex } from "../../bindings/bytes.js";
import { G1, G2 } from "../../src/curve/index.js";
import { R } from "./field.js";
import { seededRandom } from "./generators.js";

/** Coordinates of 48 bytes, in the standard's order, each in 64. */
const padded = (bytes: Uint8Array, order: readonly number[], size: number) => {
  const out = new Uint8Array(size);
  for (const [from, to] of order.entries()) out.set(bytes.subarray(48 * from, 48 * from + 48), 64 * to + 16);
  return out;
};
const joined = (parts: readonly Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** Encoded multiples of the generators; 0 is the point at infinity, all zeros. */
const p = (multiple: bigint) =>
  multiple % R === 0n ? new Uint8Array(128) : padded(G1.BASE.multiply(multiple % R).toBytes(false), [0, 1], 128);
const q = (multiple: bigint) =>
  multiple % R === 0n ? new Uint8Array(256) : padded(G2.BASE.multiply(multiple % R).toBytes(false), [1, 0, 3, 2], 256);

interface Made {
  readonly input: Uint8Array;
  /** Hexadecimal, where the scalars tell it. */
  readonly expected?: string;
}

function sum(encode: (multiple: bigint) => Uint8Array, size: number): Made {
  const random = seededRandom(2537 + size);
  const number = (bytes: number) => BigInt(`0x${toHex(random(bytes))}`);
  const terms = Array.from({ length: size }, (_, at) => {
    // infinity, a point repeated, a scalar of nought, of one and of all ones are among them
    const multiple = at % 13 === 5 ? 0n : at % 7 === 3 ? 9n : number(4);
    const scalar = at % 11 === 2 ? 2n ** 256n - 1n : at % 11 === 7 ? BigInt(at % 2) : number(32);
    return { multiple, scalar };
  });
  const input = joined(
    terms.flatMap(({ multiple, scalar }) => [
      encode(multiple),
      Uint8Array.from({ length: 32 }, (_, at) => Number((scalar >> BigInt(8 * (31 - at))) & 0xffn)),
    ]),
  );
  const total = terms.reduce((all, { multiple, scalar }) => (all + multiple * scalar) % R, 0n);
  return { input, expected: toHex(encode(total)) };
}

/** Pairs (a P, b Q): the product is one where the sum of all a b is 0 modulo r. */
function pairs(factors: readonly (readonly [bigint, bigint])[]): Made {
  const total = factors.reduce((all, [a, b]) => (((all + a * b) % R) + R) % R, 0n);
  const expected = (total === 0n ? "1" : "0").padStart(64, "0");
  return { input: joined(factors.flatMap(([a, b]) => [p(((a % R) + R) % R), q(((b % R) + R) % R)])), expected };
}

export const MADE: readonly { readonly title: string; readonly address: number; readonly inputs: () => Made[] }[] = [
  { title: "G1MSM of 2, 33 and 200 points", address: 0x0c, inputs: () => [2, 33, 200].map((size) => sum(p, size)) },
  { title: "G2MSM of 2, 17 and 130 points", address: 0x0e, inputs: () => [2, 17, 130].map((size) => sum(q, size)) },
  {
    title: "PAIRING_CHECK of 1 to 9 pairs, one and not one",
    address: 0x0f,
    inputs: () => [
      pairs([[0n, 0n]]),
      pairs([[0n, 5n]]),
      pairs([[1n, 1n]]),
      pairs([
        [6n, 35n],
        [-10n, 21n],
      ]),
      pairs([
        [6n, 35n],
        [-10n, 22n],
      ]),
      pairs([
        [1n, 1n],
        [1n, 1n],
        [1n, 1n],
        [-3n, 1n],
      ]),
      pairs([...Array.from({ length: 8 }, (_, at) => [BigInt(at), 7n] as const), [-28n, 7n]]),
      pairs([...Array.from({ length: 8 }, (_, at) => [BigInt(at), 7n] as const), [-28n, 8n]]),
    ],
  },
];
