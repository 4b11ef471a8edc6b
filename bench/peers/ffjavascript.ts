// ffjavascript, the JavaScript around wasmcurves (circom, snarkjs): a generated WebAssembly module for BLS12-381,
// called directly and on one thread. It has no compressed encodings in the standard form, no hashing and no signatures:
// field, scalar multiplication, pairing and sums only.
import { buildBls12381 } from "ffjavascript";
import { montgomeryAffine } from "./coordinates.js";

interface Engine {
  readonly tm: {
    readonly instance: { readonly exports: Record<string, (...values: number[]) => void> };
    readonly memory: WebAssembly.Memory;
  };
  readonly Gt: { readonly n8: number };
}

/** Affine points in the module's own memory. */
export interface FfPoints {
  readonly group: "G1" | "G2";
  readonly address: number;
  readonly count: number;
}

export interface Ffjavascript {
  readonly calls: Record<string, (...values: number[]) => void>;
  readonly memory: WebAssembly.Memory;
  allocate(size: number): number;
  /** Bytes copied into the module's memory. */
  put(bytes: Uint8Array): number;
  /** Affine points from uncompressed encodings. */
  points(group: "G1" | "G2", encoded: readonly Uint8Array[]): FfPoints;
  /** The sum in projective coordinates at the address returned; scalars are 32 bytes little-endian in its memory. */
  msm(points: FfPoints, scalars: number): number;
  multiply(points: FfPoints, scalar: number): number;
  pairing(g1: FfPoints, g2: FfPoints): void;
}

const PROJECTIVE = { G1: 144, G2: 288 } as const;
const AFFINE = { G1: 96, G2: 192 } as const;
const PREFIX = { G1: "g1m", G2: "g2m" } as const;

export async function loadFfjavascript(): Promise<Ffjavascript> {
  const { tm, Gt } = (await buildBls12381(true)) as Engine;
  const calls = tm.instance.exports;
  // its functions take scratch above what is allocated without growing the memory
  tm.memory.grow(1024);
  const call = (name: string, ...values: number[]) => (calls[name] as (...values: number[]) => void)(...values);
  // the first word of its memory is where free memory begins
  const allocate = (size: number) => {
    const free = new Uint32Array(tm.memory.buffer, 0, 1);
    const address = free[0] as number;
    free[0] = address + ((size + 7) & ~7);
    return address;
  };
  const put = (bytes: Uint8Array) => {
    const address = allocate(bytes.length);
    new Uint8Array(tm.memory.buffer).set(bytes, address);
    return address;
  };
  const scratch = {
    G1: allocate(PROJECTIVE.G1),
    G2: allocate(PROJECTIVE.G2),
    pair: allocate(PROJECTIVE.G1),
    gt: allocate(Gt.n8),
  };
  return {
    calls,
    memory: tm.memory,
    allocate,
    put,
    points: (group, encoded) => {
      const bytes = new Uint8Array(AFFINE[group] * encoded.length);
      encoded.forEach((point, index) => {
        bytes.set(montgomeryAffine(point), AFFINE[group] * index);
      });
      return { group, address: put(bytes), count: encoded.length };
    },
    msm: ({ group, address, count }, scalars) => {
      call(`${PREFIX[group]}_multiexpAffine`, address, scalars, 32, count, scratch[group]);
      return scratch[group];
    },
    multiply: ({ group, address }, scalar) => {
      call(`${PREFIX[group]}_timesScalarAffine`, address, scalar, 32, scratch[group]);
      return scratch[group];
    },
    pairing: (g1, g2) => {
      call("g1m_toJacobian", g1.address, scratch.pair);
      call("g2m_toJacobian", g2.address, scratch.G2);
      call("bls12381_pairing", scratch.pair, scratch.G2, scratch.gt);
    },
  };
}
