// Field arithmetic: products as a loop inside each library's own WebAssembly where it has one, so that call overhead does not blur them.
import { readFileSync } from "node:fs";
import { bls12_381 } from "@noble/curves/bls12-381.js";
import type { Case, Kernel } from "../case.js";
import type { Mcl } from "../peers/mcl.js";
import { digest } from "../support/inputs.js";

const COUNT = 1000;

interface FieldEntry {
  fpMultiplyMany(count: number): void;
  fp2MultiplyMany(count: number): void;
  fp2SquareMany(count: number): void;
}

/** `build/bench/field.<kernel>.wasm`, compiled by scripts/bench.mjs from bench/assembly/field.entry.ts. */
function loadEntry(kernel: Kernel): FieldEntry {
  const module = new WebAssembly.Module(readFileSync(`build/bench/field.${kernel}.wasm`));
  return new WebAssembly.Instance(module, {}).exports as unknown as FieldEntry;
}

export function fieldCases(mcl: Mcl, kernel: Kernel): Case[] {
  const entry = loadEntry(kernel);
  const { Fp, Fp2 } = bls12_381.fields;
  const value = (index: number) => Fp.create(BigInt(`0x${Buffer.from(digest("field", index)).toString("hex")}`) ** 2n);
  const [a, b] = [value(0), value(1)];
  const [a2, b2] = [Fp2.fromBigTuple([a, b]), Fp2.fromBigTuple([b, a])];
  const module = mcl.mod;
  const raw = (name: string, size: number, square = false) => {
    // operands at three addresses of the peer's own heap; the same call its wrappers make
    const malloc = module._malloc ?? module._mclBnMalloc;
    const [x, y, z] = [0, 1, 2].map(() => (malloc as (size: number) => number)(size)) as [number, number, number];
    const memory = (module as unknown as { HEAP8: Int8Array }).HEAP8;
    for (const address of [x, y])
      for (let i = 0; i < size; i++) memory[address + i] = i % 48 === 47 ? 1 : (i * 37 + address) & 127;
    const operation = module[name] as (...values: number[]) => number;
    return square
      ? () => {
          for (let i = 0; i < COUNT; i++) operation(z, x);
        }
      : () => {
          for (let i = 0; i < COUNT; i++) operation(z, x, y);
        };
  };
  const repeat = (operation: () => unknown) => () => {
    for (let i = 0; i < COUNT; i++) operation();
  };
  return [
    {
      id: "fp-multiply",
      group: "field",
      title: "Fp multiplication (a lane pair counts as two)",
      repeats: COUNT,
      contestants: {
        feldspar: () => entry.fpMultiplyMany(COUNT),
        "mcl-wasm": raw("_mclBnFp_mul", 48),
        "@noble/curves": repeat(() => Fp.mul(a, b)),
      },
    },
    {
      id: "fp2-multiply",
      group: "field",
      title: "Fp2 multiplication",
      repeats: COUNT,
      contestants: {
        feldspar: () => entry.fp2MultiplyMany(COUNT),
        "mcl-wasm": raw("_mclBnFp2_mul", 96),
        "@noble/curves": repeat(() => Fp2.mul(a2, b2)),
      },
    },
    {
      id: "fp2-square",
      group: "field",
      title: "Fp2 squaring",
      repeats: COUNT,
      contestants: {
        feldspar: () => entry.fp2SquareMany(COUNT),
        "mcl-wasm": raw("_mclBnFp2_sqr", 96, true),
        "@noble/curves": repeat(() => Fp2.sqr(a2)),
      },
    },
  ];
}
