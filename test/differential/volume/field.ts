// Many operations of the fields, on a build of the core seen from within: every primitive of the kernel (Fp, lanes,
// Fp2) and inverses against plain bigints, the tower's top against @noble/curves, the scalar field against plain
// bigints. Operands are skewed: near 0, near the modulus, powers of two, long runs of bits.
import { bls12_381 } from "@noble/curves/bls12-381.js";
import { linear, type Operation, products } from "../../core/kernel/operations.js";
import { bigEndian, integer } from "../../support/bytes.js";
import { type BuildName, compileEntry, type EntryExports } from "../../support/compile.js";
import { Access, fp2, inverse, mod, type Pair, R, Random } from "../../support/field.js";
import type { Outcome } from "./outcome.js";

const { Fp2, Fp6, Fp12 } = bls12_381.fields;
type Fp12Value = ReturnType<typeof Fp12.create>;

/** Of a hundred operations: products and sums of the kernel, inverses, Fp12, and the rest is of the scalar field. */
const SHARES = { kernel: 78, inverses: 1, fp12: 1 };
/** Operations between two looks of whoever waits. */
export const CHUNK = 5000;

export interface FieldCore {
  readonly access: Access;
  readonly scalars: EntryExports;
  readonly slots: readonly number[];
  readonly towers: readonly number[];
  /** Where scalars lie: a result and two operands. */
  readonly places: readonly number[];
}

/** `replaced`: functions of the core that stand for others, to see that a difference is found. */
export async function fieldCore(build: BuildName, replaced: Record<string, string> = {}): Promise<FieldCore> {
  const compiled = await compileEntry("test/core/entries/pairing.entry.ts", build);
  const scalars = await compileEntry("test/core/entries/scalars.entry.ts", build);
  const wasm: EntryExports = { ...compiled };
  for (const [name, other] of Object.entries(replaced)) wasm[name] = compiled[other];
  const access = new Access(wasm);
  return {
    access,
    scalars,
    slots: Array.from({ length: 5 }, () => access.slot(0n)),
    towers: Array.from({ length: 3 }, () => access.slots(6)),
    places: Array.from({ length: 3 }, () => scalars.allocate(32)),
  };
}

const KERNEL: readonly Operation[] = [...products, ...linear];

function kernelOperation({ access, slots }: FieldCore, random: Random, outcome: Outcome, where: string): void {
  const operation = KERNEL[random.below(KERNEL.length)]!;
  const operands = Array.from({ length: operation.arity }, (): [bigint, bigint] => [
    random.element(),
    random.element(),
  ]);
  operands.forEach((operand, index) => {
    access.set(slots[index + 1]!, operand);
  });
  const { factors } = operation;
  const factor = factors?.[random.below(factors.length)];
  // the result may take the place of any operand
  const out = slots[random.below(operation.arity + 1)]!;
  const places = slots.slice(1, operation.arity + 1);
  access.wasm[operation.name](out, ...places, ...(factor === undefined ? [] : [factor]));
  const [found0, found1] = access.get(out);
  const [c0, c1] = operation.value(operands, BigInt(factor ?? 0));
  outcome.count(operation.single ? "Fp" : operation.lanewise ? "Fp, two at once" : "Fp2");
  const same = found0 === mod(c0) && (operation.single === true || found1 === mod(c1));
  outcome.compare(same, () => `${where} ${operation.name}(${operands.join("; ")}; ${factor})`);
}

function inverseOperation({ access, slots }: FieldCore, random: Random, outcome: Outcome, where: string): void {
  const [out, at] = [slots[0]!, slots[1]!];
  const a = random.pair();
  access.set(at, a);
  const wide = random.below(2) === 1;
  const names = wide ? ["fp2Inv", "fp2InvVartime"] : ["fpInv", "fpInvVartime"];
  const name = names[random.below(2)]!;
  access.wasm[name](out, at);
  const found = access.get(out);
  const expected: Pair = wide ? fp2.inv(a) : [inverse(a[0]), found[1]];
  outcome.count(wide ? "Fp2" : "Fp");
  outcome.compare(found[0] === expected[0] && found[1] === expected[1], () => `${where} ${name}(${a})`);
}

function toFp12(a: readonly Pair[]): Fp12Value {
  const six = (pairs: readonly Pair[]) => {
    const [c0, c1, c2] = pairs.map(([re, im]) => Fp2.fromBigTuple([re, im]));
    return Fp6.create({ c0: c0!, c1: c1!, c2: c2! });
  };
  return Fp12.create({ c0: six(a.slice(0, 3)), c1: six(a.slice(3)) });
}

const fromFp12 = ({ c0, c1 }: Fp12Value): Pair[] =>
  [c0.c0, c0.c1, c0.c2, c1.c0, c1.c1, c1.c2].map((c): Pair => [c.c0, c.c1]);

const TOWER: readonly [string, (a: Fp12Value, b: Fp12Value) => Fp12Value, ...rest: number[]][] = [
  ["fp12Mul", (a, b) => Fp12.mul(a, b)],
  ["fp12Sqr", (a) => Fp12.sqr(a)],
  ["fp12Conj", (a) => Fp12.conjugate(a)],
  ["fp12InvVartime", (a) => (Fp12.is0(a) ? a : Fp12.inv(a))],
  ["fp12Frobenius", (a) => Fp12.frobeniusMap(a, 1), 1],
  ["fp12Frobenius", (a) => Fp12.frobeniusMap(a, 2), 2],
  ["fp12Frobenius", (a) => Fp12.frobeniusMap(a, 3), 3],
];

function towerOperation({ access, towers }: FieldCore, random: Random, outcome: Outcome, where: string): void {
  const [name, model, ...rest] = TOWER[random.below(TOWER.length)]!;
  const many = (): Pair[] => Array.from({ length: 6 }, () => (random.below(8) === 0 ? [0n, 0n] : random.pair()));
  const [a, b] = [many(), many()];
  const [out, first, second] = [towers[random.below(3)]!, towers[1]!, towers[2]!];
  access.setMany(first, a);
  access.setMany(second, b);
  access.wasm[name](out, first, ...(name === "fp12Mul" ? [second] : rest));
  const expected = fromFp12(model(toFp12(a), toFp12(b)));
  const same = access.getMany(out, 6).every(([c0, c1], at) => c0 === expected[at]![0] && c1 === expected[at]![1]);
  outcome.count("Fp12");
  outcome.compare(same, () => `${where} ${name}(${a.join("; ")} | ${b.join("; ")})`);
}

const residue = (value: bigint): bigint => ((value % R) + R) % R;
const SCALARS: readonly [string, (a: bigint, b: bigint) => bigint][] = [
  ["frAdd", (a, b) => a + b],
  ["frSub", (a, b) => a - b],
  ["frMul", (a, b) => a * b],
  ["frNeg", (a) => -a],
];

/** Skewed like field elements, but about the group order. */
function scalar(random: Random): bigint {
  const value = random.element();
  return random.below(4) === 0 ? residue(R - BigInt(random.below(40))) : residue(value);
}

function scalarOperation({ scalars, places }: FieldCore, random: Random, outcome: Outcome, where: string): void {
  const [name, model] = SCALARS[random.below(SCALARS.length)]!;
  const [a, b] = [scalar(random), scalar(random)];
  const [out, first, second] = places as [number, number, number];
  const memory = new Uint8Array(scalars.memory.buffer);
  memory.set(bigEndian(a, 32), first);
  memory.set(bigEndian(b, 32), second);
  const status = scalars[name](out, first, ...(name === "frNeg" ? [] : [second]));
  outcome.count("Fr");
  const found = integer(memory.slice(out, out + 32));
  outcome.compare(status === 0 && found === residue(model(a, b)), () => `${where} ${name}(${a}, ${b})`);
}

/** `count` operations from a seed, CHUNK at most; the same ones for the same seed. */
export function fieldOperations(core: FieldCore, seed: number, count: number, outcome: Outcome): void {
  const random = new Random(seed);
  const { kernel, inverses, fp12 } = SHARES;
  for (let index = 0; index < count; index++) {
    const drawn = random.below(100);
    const where = `seed ${seed}, operation ${index}:`;
    if (drawn < kernel) kernelOperation(core, random, outcome, where);
    else if (drawn < kernel + inverses) inverseOperation(core, random, outcome, where);
    else if (drawn < kernel + inverses + fp12) towerOperation(core, random, outcome, where);
    else scalarOperation(core, random, outcome, where);
  }
}
