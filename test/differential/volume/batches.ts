// Many batches against blst, mcl-wasm and plain bigints: signatures, sums of multiples, aggregates, and shares against
// commitments, with bad ones among them whose errors cancel in the plain sum too. A batch follows from its number.
import { minPk, minPkPop, minSig } from "../../../src/bls/index.js";
import { type CurveGroup, G1, G2, type GroupName } from "../../../src/curve/index.js";
import { batchVerifyRevealed } from "../../../src/dkg/index.js";
import { hex, scalarBytes, utf8 } from "../../support/bytes.js";
import { R, Random } from "../../support/field.js";
import { blst } from "../../support/reference/blst.js";
import { groupNames } from "../../support/reference/index.js";
import { mcl } from "../../support/reference/mcl.js";
import type { Outcome } from "./outcome.js";

const groups = { G1, G2 } as unknown as Record<GroupName, CurveGroup<GroupName>>;
const scheme = minPkPop;
const POOL = 48;

const residue = (value: bigint): bigint => ((value % R) + R) % R;
const scalar = (random: Random): bigint => {
  const value = random.below(4) === 0 ? R - 1n - BigInt(random.below(40)) : random.element();
  return residue(value);
};
const nonZero = (random: Random): bigint => scalar(random) || 1n;
const pick = <Item>(random: Random, items: readonly Item[]): Item => items[random.below(items.length)]!;

interface Signed {
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly signature: Uint8Array;
}

interface Multiple {
  readonly logarithm: bigint;
  readonly encoding: Uint8Array;
}

/** What batches are put together of, all of it made by others. */
export interface Material {
  readonly signed: readonly Signed[];
  readonly multiples: Readonly<Record<GroupName, readonly Multiple[]>>;
}

export function material(seed: number): Material {
  const random = new Random(seed);
  const signed = Array.from({ length: POOL }, (_, index) => {
    const key = scalarBytes(nonZero(random));
    const message = utf8(`message ${index % 40}`);
    return { key, message, publicKey: blst.publicKey(key), signature: blst.sign(message, key) };
  });
  const multiplesOf = (name: GroupName) =>
    Array.from({ length: POOL }, () => {
      const logarithm = scalar(random);
      return { logarithm, encoding: mcl[name].multiplyBase(logarithm) };
    });
  return { signed, multiples: { G1: multiplesOf("G1"), G2: multiplesOf("G2") } };
}

const sameList = (a: readonly number[], b: readonly number[]): boolean => a.join() === b.join();

/** Signatures: a wrong one is another's, of another message, or off by an error that another's makes good. */
function signatures({ signed, multiples }: Material, random: Random, outcome: Outcome, where: string): void {
  const items = Array.from({ length: 1 + random.below(10) }, () => ({ ...pick(random, signed) }));
  const bad = new Set<number>();
  if (random.below(3) === 0) {
    const at = random.below(items.length);
    const item = items[at]!;
    bad.add(at);
    if (random.below(2) === 0) items[at] = { ...item, message: utf8("another message") };
    else items[at] = { ...item, signature: blst.sign(utf8("something else"), item.key) };
  }
  if (items.length > 2 && random.below(3) === 0) {
    const error = pick(random, multiples.G2);
    const [first, second] = [random.below(items.length), random.below(items.length)];
    if (first !== second && !bad.has(first) && !bad.has(second) && error.logarithm !== 0n) {
      items[first] = { ...items[first]!, signature: mcl.G2.add(items[first]!.signature, error.encoding) };
      items[second] = { ...items[second]!, signature: mcl.G2.subtract(items[second]!.signature, error.encoding) };
      bad.add(first).add(second);
    }
  }
  const expected = [...bad].sort((a, b) => a - b);
  const list = items.map(({ signature, message, publicKey }) => ({ signature, message, publicKey }));
  const { valid, invalid } = scheme.batchVerify(list);
  outcome.count("signatures");
  if (bad.size > 0) outcome.count("of these with wrong ones");
  const same = valid === (bad.size === 0) && sameList(invalid, expected) && blst.verifyMany(list) === valid;
  outcome.compare(same, () => `${where} signatures: wrong ${expected}, found ${invalid}`);
}

/** Sums of multiples, by their logarithms. */
function multiples({ multiples }: Material, random: Random, outcome: Outcome, where: string): void {
  const name = pick(random, groupNames);
  const size = random.below(8) === 0 ? 64 + random.below(64) : random.below(24);
  const points = Array.from({ length: size }, () => pick(random, multiples[name]));
  const scalars = points.map(() => (random.below(16) === 0 ? 0n : scalar(random)));
  const total = points.reduce((sum, { logarithm }, index) => residue(sum + logarithm * scalars[index]!), 0n);
  const group = groups[name];
  const vector = group.Vector.fromBytes(points.map(({ encoding }) => encoding));
  const found = hex(group.msm(vector, scalars).toBytes());
  outcome.count("sums of multiples");
  outcome.compare(found === hex(mcl[name].multiplyBase(total)), () => `${where} ${size} multiples in ${name}`);
}

/** Aggregates: equal as bytes, and the same verdict on right and wrong ones. */
function aggregates({ signed }: Material, random: Random, outcome: Outcome, where: string): void {
  const signers = Array.from({ length: 1 + random.below(8) }, () => pick(random, signed));
  const given = signers.map(({ signature }) => signature);
  const publicKeys = signers.map(({ publicKey }) => publicKey);
  const messages = signers.map(({ message }) => message);
  const fault = pick(random, ["none", "none", "dropped", "doubled", "message", "key"]);
  if (fault === "dropped" && given.length > 1) given.pop();
  if (fault === "doubled") given.push(given[0]!);
  if (fault === "message") messages[0] = utf8("another message");
  if (fault === "key") publicKeys[0] = pick(random, signed).publicKey;
  const aggregate = scheme.aggregateSignatures(given);
  const verdict = scheme.aggregateVerify(aggregate, messages, publicKeys);
  const same =
    hex(aggregate) === hex(blst.addSignatures(given)) &&
    hex(scheme.aggregatePublicKeys(publicKeys)) === hex(blst.addKeys(publicKeys)) &&
    verdict === blst.aggregateVerify(aggregate, messages, publicKeys);
  outcome.count("aggregates");
  if (!verdict) outcome.count("of these wrong");
  outcome.compare(same, () => `${where} an aggregate of ${given.length}, ${fault}`);
}

/** Shares against commitments: polynomials over plain bigints, commitments by mcl-wasm. */
function shares({ multiples }: Material, random: Random, outcome: Outcome, where: string): void {
  const name = pick(random, groupNames);
  const threshold = 1 + random.below(6);
  const dealers = Array.from({ length: 1 + random.below(4) }, () =>
    Array.from({ length: threshold }, (_, power) => {
      // a constant term of zero is refused
      for (;;) {
        const drawn = pick(random, multiples[name]);
        if (power > 0 || drawn.logarithm !== 0n) return drawn;
      }
    }),
  );
  const short = random.below(2) === 0;
  const ids = Array.from({ length: 1 + random.below(4) }, (_, index) =>
    short ? BigInt(1 + index * (1 + random.below(9))) : nonZero(random),
  );
  const items = dealers.flatMap((polynomial) => {
    const commitments = polynomial.map(({ encoding }) => encoding);
    return ids.map((id) => {
      const value = polynomial.reduceRight((sum, { logarithm }) => residue(sum * id + logarithm), 0n);
      return { commitments, id, value };
    });
  });
  const bad = new Set<number>();
  for (let fault = 0; fault < random.below(3); fault++) bad.add(random.below(items.length));
  // two errors that cancel in the plain sum
  const error = nonZero(random);
  const places = [...bad];
  const given = items.map(({ commitments, id, value }, index) => {
    const turn = places.indexOf(index);
    const share = turn < 0 ? value : residue(turn % 2 === 0 ? value + error : value - error);
    return { commitments, id, share: scalarBytes(share) };
  });
  const expected = places.sort((a, b) => a - b);
  const { valid, invalid } = batchVerifyRevealed({ scheme: name === "G1" ? minPk : minSig, items: given });
  outcome.count("shares");
  if (bad.size > 0) outcome.count("of these with wrong shares");
  const same = valid === (bad.size === 0) && sameList(invalid, expected);
  outcome.compare(same, () => `${where} shares in ${name}: wrong ${expected}, found ${invalid}`);
}

const KINDS = [signatures, multiples, aggregates, shares];
/** What counts as a batch among what is counted. */
export const BATCHES = ["signatures", "sums of multiples", "aggregates", "shares"] as const;

/** Batch number `index` of a seed: the four kinds in turn. */
export function playBatch(given: Material, seed: number, index: number, outcome: Outcome): void {
  const random = new Random(seed * 1_000_003 + index);
  KINDS[index % KINDS.length]!(given, random, outcome, `seed ${seed}, batch ${index}:`);
}
