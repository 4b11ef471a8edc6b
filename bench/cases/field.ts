// Field arithmetic: products as a loop inside each library's own WebAssembly where it has one, so that call overhead
// does not blur them.
import { readFileSync } from "node:fs";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { digest } from "../measure/inputs.js";
import { montgomeryBytes } from "../peers/coordinates.js";
import type { Ffjavascript } from "../peers/ffjavascript.js";
import type { Peers } from "../peers/index.js";
import type { Mcl } from "../peers/mcl.js";
import type { Case, Kernel } from "./case.js";

const COUNT = 1000;

interface FieldEntry {
  fpMultiplyMany(count: number): void;
  fp2MultiplyMany(count: number): void;
  fp2SquareMany(count: number): void;
}

/** `build/bench/field.<kernel>.wasm`, compiled by bench/run/compile.mjs from bench/cases/field.entry.ts. */
function loadEntry(kernel: Kernel): FieldEntry {
  const module = new WebAssembly.Module(readFileSync(`build/bench/field.${kernel}.wasm`));
  return new WebAssembly.Instance(module, {}).exports as unknown as FieldEntry;
}

type Call = (...values: number[]) => unknown;

/** Calls from JavaScript, as this library's own wrappers make them: each product pays one. */
function calls(operation: Call, addresses: readonly number[]): () => void {
  const [x, y, z] = addresses as [number, number, number?];
  return z === undefined
    ? () => {
        for (let i = 0; i < COUNT; i++) operation(x, y);
      }
    : () => {
        for (let i = 0; i < COUNT; i++) operation(x, y, z);
      };
}

function mclCalls(mcl: Mcl, name: string, size: number, operands: 1 | 2): () => void {
  const { mod } = mcl;
  const memory = (mod as unknown as { HEAP8: Int8Array }).HEAP8;
  const addresses = Array.from({ length: operands + 1 }, () => (mod._malloc as (size: number) => number)(size));
  for (const address of addresses.slice(1)) {
    for (let i = 0; i < size; i++) memory[address + i] = i % 48 === 47 ? 1 : (i * 37 + address) & 127;
  }
  return calls(mod[name] as Call, addresses);
}

function ffCalls({ calls: exported, put, allocate }: Ffjavascript, name: string, parts: number, operands: 1 | 2) {
  const element = () =>
    put(Uint8Array.from(Array.from({ length: parts }, (_, i) => [...montgomeryBytes(digest("ff", i))]).flat()));
  const inputs = Array.from({ length: operands }, element);
  return calls(exported[name] as Call, [...inputs, allocate(48 * parts)]);
}

export function fieldCases({ mcl, blst, ffjavascript, montgomery }: Peers, kernel: Kernel): Case[] {
  const entry = loadEntry(kernel);
  const { Fp, Fp2 } = bls12_381.fields;
  const value = (index: number) => Fp.create(BigInt(`0x${Buffer.from(digest("field", index)).toString("hex")}`) ** 2n);
  const [a, b] = [value(0), value(1)];
  const [a2, b2] = [Fp2.fromBigTuple([a, b]), Fp2.fromBigTuple([b, a])];
  const repeat = (operation: () => unknown) => () => {
    for (let i = 0; i < COUNT; i++) operation();
  };
  return [
    {
      id: "fp-multiply",
      group: "field",
      title: "Fp multiplication (a lane pair counts as two)",
      repeats: COUNT,
      note: "montgomery's products wait for one another; the others' are independent",
      contestants: {
        feldspar: () => entry.fpMultiplyMany(COUNT),
        "mcl-wasm": mclCalls(mcl, "_mclBnFp_mul", 48, 2),
        "@noble/curves": repeat(() => Fp.mul(a, b)),
        ffjavascript: ffCalls(ffjavascript, "f1m_mul", 1, 2),
        montgomery: () => montgomery.multiplyMany(COUNT),
        ...(blst && { "native blst": () => blst.fpMultiplyMany(COUNT) }),
      },
    },
    {
      id: "fp2-multiply",
      group: "field",
      title: "Fp2 multiplication",
      repeats: COUNT,
      contestants: {
        feldspar: () => entry.fp2MultiplyMany(COUNT),
        "mcl-wasm": mclCalls(mcl, "_mclBnFp2_mul", 96, 2),
        "@noble/curves": repeat(() => Fp2.mul(a2, b2)),
        ffjavascript: ffCalls(ffjavascript, "f2m_mul", 2, 2),
        ...(blst && { "native blst": () => blst.fp2MultiplyMany(COUNT) }),
      },
    },
    {
      id: "fp2-square",
      group: "field",
      title: "Fp2 squaring",
      repeats: COUNT,
      contestants: {
        feldspar: () => entry.fp2SquareMany(COUNT),
        "mcl-wasm": mclCalls(mcl, "_mclBnFp2_sqr", 96, 1),
        "@noble/curves": repeat(() => Fp2.sqr(a2)),
        ffjavascript: ffCalls(ffjavascript, "f2m_square", 2, 1),
        ...(blst && { "native blst": () => blst.fp2SquareMany(COUNT) }),
      },
    },
  ];
}
