// EIP-2537, the precompiles of Ethereum: addition (no subgroup check), multiplication, multi-scalar multiplication,
// pairing check and maps to the curves, with all cases that must fail.
//
// The precompiles' own format is read here, the rest goes through the public API: field elements are 64 bytes with 16
// zero bytes in front (c0 before c1), infinity is all zero bytes, and scalars are any 32 bytes, which the caller
// reduces modulo r.
import { expect, it } from "vitest";
import { G1, type G1Point, G2, pairingCheck } from "../../src/curve/index.js";
import { concat, fromHex, hex, integer } from "../support/bytes.js";
import { ORDER } from "../support/generators.js";
import { describeWithVectors, type Vectors } from "../support/vectors.js";
import { refusal } from "../support/verdict.js";

interface Positive {
  Name: string;
  Input: string;
  Expected: string;
}

interface Negative {
  Name: string;
  Input: string;
  ExpectedError: string;
}

/** What this file itself refuses: the precompile's frame, which the product does not know. */
class FrameError extends Error {}

type Check = { subgroupCheck: boolean };

const CODES: Record<string, string[]> = {
  "invalid fp.Element encoding": ["NOT_CANONICAL", "BAD_FLAGS"],
  "invalid point: not on curve": ["NOT_ON_CURVE"],
  "g1 point is not in the correct subgroup": ["NOT_IN_SUBGROUP"],
  "g2 point is not in the correct subgroup": ["NOT_IN_SUBGROUP"],
};
const FRAME_ERRORS = ["invalid input length", "invalid field element top bytes"];

function element(bytes: Uint8Array): Uint8Array {
  if (bytes.length !== 64) throw new FrameError("invalid input length");
  if (bytes.subarray(0, 16).some((byte) => byte !== 0)) throw new FrameError("invalid field element top bytes");
  return bytes.slice(16);
}

function elements(bytes: Uint8Array): Uint8Array[] {
  return Array.from({ length: bytes.length / 64 }, (_, index) => element(bytes.subarray(64 * index, 64 * index + 64)));
}

/** Records of `size` bytes, at least one (exactly `count` when given). */
function records(input: Uint8Array, size: number, count?: number): Uint8Array[] {
  const found = input.length / size;
  if (found === 0 || !Number.isInteger(found) || (count !== undefined && found !== count)) {
    throw new FrameError("invalid input length");
  }
  return Array.from({ length: found }, (_, index) => input.subarray(size * index, size * (index + 1)));
}

const g1 = {
  group: G1,
  size: 128,
  read: (bytes: Uint8Array, options: Check) => {
    const parts = elements(bytes);
    const infinity = bytes.every((byte) => byte === 0);
    return infinity ? G1.ZERO : G1.fromBytes(concat(...parts), options);
  },
  write: (bytes: Uint8Array) =>
    bytes[0]! & 0x40
      ? new Uint8Array(128)
      : concat(...[0, 48].flatMap((at) => [new Uint8Array(16), bytes.slice(at, at + 48)])),
};

const g2 = {
  group: G2,
  size: 256,
  read: (bytes: Uint8Array, options: Check) => {
    const [x0, x1, y0, y1] = elements(bytes) as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
    const infinity = bytes.every((byte) => byte === 0);
    return infinity ? G2.ZERO : G2.fromBytes(concat(x1, x0, y1, y0), options);
  },
  write: (bytes: Uint8Array) =>
    bytes[0]! & 0x40
      ? new Uint8Array(256)
      : concat(...[48, 0, 144, 96].flatMap((at) => [new Uint8Array(16), bytes.slice(at, at + 48)])),
};

const CHECKED = { subgroupCheck: true };
const UNCHECKED = { subgroupCheck: false };

function scalar(bytes: Uint8Array): bigint {
  return integer(bytes) % ORDER;
}

interface Side {
  group: typeof G1;
  size: number;
  read: (bytes: Uint8Array, options: Check) => G1Point;
  write: (bytes: Uint8Array) => Uint8Array;
}

/** One function for the points of both groups. */
const operations = ({ group, size, read, write }: Side) => ({
  add: (input: Uint8Array) => {
    const [a, b] = records(input, size, 2).map((bytes) => read(bytes, UNCHECKED)) as [G1Point, G1Point];
    return write(a.add(b).toBytes(false));
  },
  mul: (input: Uint8Array) => {
    const [record] = records(input, size + 32, 1) as [Uint8Array];
    const point = read(record.subarray(0, size), CHECKED);
    return write(point.multiply(scalar(record.subarray(size))).toBytes(false));
  },
  msm: (input: Uint8Array) => {
    const list = records(input, size + 32);
    const points = list.map((record) => read(record.subarray(0, size), CHECKED));
    const scalars = list.map((record) => scalar(record.subarray(size)));
    return write(group.msm(points, scalars).toBytes(false));
  },
});

const PRECOMPILES: Record<string, (input: Uint8Array) => Uint8Array> = {
  add_G1: operations(g1).add,
  add_G2: operations(g2 as never).add,
  mul_G1: operations(g1).mul,
  mul_G2: operations(g2 as never).mul,
  msm_G1: operations(g1).msm,
  msm_G2: operations(g2 as never).msm,
  map_fp_to_G1: (input) => g1.write(G1.mapToCurve(element(input)).toBytes(false)),
  map_fp2_to_G2: (input) => {
    const [c0, c1] = records(input, 64, 2).map(element) as [Uint8Array, Uint8Array];
    return g2.write(G2.mapToCurve(concat(c1, c0)).toBytes(false));
  },
  pairing_check: (input) => {
    const pairs = records(input, 384).map(
      (record) => [g1.read(record.subarray(0, 128), CHECKED), g2.read(record.subarray(128), CHECKED)] as const,
    );
    return Uint8Array.of(...new Uint8Array(31), pairingCheck(pairs as never) ? 1 : 0);
  },
};

const POSITIVE = { add_G1: 9, add_G2: 9, mul_G1: 11, mul_G2: 11, map_fp_to_G1: 5, map_fp2_to_G2: 5 };
const NEGATIVE = {
  add_G1: 7,
  add_G2: 7,
  mul_G1: 8,
  mul_G2: 8,
  msm_G1: 8,
  msm_G2: 8,
  pairing_check: 25,
  map_fp_to_G1: 5,
  map_fp2_to_G2: 5,
};

function cases<T>(vectors: Vectors, file: string, count: number): T[] {
  const list = vectors.json<T[]>(file);
  it(`${file}: ${count} cases`, () => expect(list.length).toBe(count));
  return list;
}

describeWithVectors("eip2537", (vectors) => {
  for (const [name, count] of Object.entries(POSITIVE)) {
    for (const { Name, Input, Expected } of cases<Positive>(vectors, `${name}_bls.json`, count)) {
      const input = fromHex(Input);
      it(`${name}: ${Name}`, () => expect(hex(PRECOMPILES[name]!(input))).toBe(Expected));
      // a multiplication is a multi-scalar multiplication of one point
      if (name.startsWith("mul_")) {
        it(`${name.replace("mul", "msm")}: ${Name}`, () =>
          expect(hex(PRECOMPILES[name.replace("mul", "msm")]!(input))).toBe(Expected));
      }
    }
  }

  for (const [name, count] of Object.entries(NEGATIVE)) {
    for (const { Name, Input, ExpectedError } of cases<Negative>(vectors, `fail-${name}_bls.json`, count)) {
      it(`${name} fails: ${Name} (${ExpectedError})`, () => {
        const call = () => PRECOMPILES[name]!(fromHex(Input));
        if (FRAME_ERRORS.includes(ExpectedError)) expect(call).toThrow(new FrameError(ExpectedError));
        else expect(CODES[ExpectedError]).toContain(refusal(call));
      });
    }
  }
});
