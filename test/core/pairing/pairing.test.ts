import { bls12_381 } from "@noble/curves/bls12-381.js";
import { beforeAll, describe, expect, it } from "vitest";
import { builds, compileEntry } from "../../support/compile.js";
import { Access, fp2, mod, P, type Pair, R, Random, toBytes } from "../../support/field.js";
import { COFACTORS } from "../../support/generators.js";

const { Fp12 } = bls12_381.fields;
const G1 = bls12_381.G1.Point;
const G2 = bls12_381.G2.Point;
type P1 = InstanceType<typeof G1>;
type P2 = InstanceType<typeof G2>;

describe.each(builds)("pairing (%s)", (build) => {
  let access: Access;
  // biome-ignore lint/suspicious/noExplicitAny: exports of a test entry
  let wasm: any;
  let p1s: number;
  let p2s: number;
  let list: number;
  let gt: number;
  let other: number;
  let buffer: number;
  let preparedAt: number[] = [];
  const most = 9;
  beforeAll(async () => {
    wasm = await compileEntry("test/core/entries/pairing.entry.ts", build);
    access = new Access(wasm);
    [p1s, p2s, gt, other] = [access.slots(3 * most), access.slots(3 * most), access.slots(6), access.slots(6)];
    list = wasm.allocate(4 * most);
    buffer = wasm.allocate(576);
    preparedAt = Array.from({ length: most }, () => wasm.allocate(wasm.preparedSize()));
  });
  const random = new Random(3);
  const scalar = (): bigint => (random.bits(320) % (R - 1n)) + 1n;

  // Projective with a random Z: infinity is (0 : 1 : 0)
  function setP1(at: number, point: P1): void {
    const z = random.below(2) === 0 ? 1n : random.element() || 1n;
    const { x, y } = point.is0() ? { x: 0n, y: 0n } : point.toAffine();
    access.setMany(
      at,
      point.is0()
        ? [
            [0n, 0n],
            [1n, 0n],
            [0n, 0n],
          ]
        : [
            [mod(x * z), 0n],
            [mod(y * z), 0n],
            [z, 0n],
          ],
    );
  }
  function setP2(at: number, point: P2): void {
    let z: Pair = random.below(2) === 0 ? [1n, 0n] : random.pair();
    if (z[0] === 0n && z[1] === 0n) z = [0n, 1n];
    if (point.is0()) {
      access.setMany(at, [
        [0n, 0n],
        [1n, 0n],
        [0n, 0n],
      ]);
      return;
    }
    const { x, y } = point.toAffine();
    access.setMany(at, [fp2.mul([x.c0, x.c1], z), fp2.mul([y.c0, y.c1], z), z]);
  }
  function encoded(at = gt): Uint8Array {
    wasm.gtToBytes(buffer, at);
    return access.read(buffer, 576);
  }
  function product(a: P1[], b: P2[], prepared: boolean[] = []): Uint8Array {
    const pointers = new Uint32Array(a.length);
    a.forEach((point, i) => {
      setP1(p1s + 384 * i, point);
      setP2(p2s + 384 * i, b[i]!);
      if (!prepared[i]) return;
      wasm.g2Prepare(preparedAt[i]!, p2s + 384 * i);
      access.bytes.fill(0x55, p2s + 384 * i, p2s + 384 * (i + 1));
      pointers[i] = preparedAt[i]!;
    });
    access.write(list, new Uint8Array(pointers.buffer));
    wasm.pairingProduct(gt, p1s, p2s, prepared.length > 0 ? list : 0, a.length);
    return encoded();
  }

  it("is the pairing of @noble/curves, byte for byte", () => {
    for (let i = 0; i < 5; i++) {
      const p = i === 0 ? G1.BASE : G1.BASE.multiply(scalar());
      const q = i === 0 ? G2.BASE : G2.BASE.multiply(scalar());
      setP1(p1s, p);
      setP2(p2s, q);
      wasm.pairing(gt, p1s, p2s);
      expect(encoded()).toEqual(Fp12.toBytes(bls12_381.pairing(p, q)));
    }
  });

  it("is one at infinity", () => {
    const one = Fp12.toBytes(Fp12.ONE);
    expect(product([], [])).toEqual(one);
    expect(product([G1.ZERO], [G2.BASE])).toEqual(one);
    expect(product([G1.BASE], [G2.ZERO])).toEqual(one);
    expect(product([G1.BASE], [G2.ZERO], [true])).toEqual(one);
    expect(product([G1.ZERO, G1.ZERO], [G2.ZERO, G2.BASE], [false, true])).toEqual(one);
  });

  it("is bilinear and not degenerate", () => {
    const [a, b] = [scalar(), scalar()];
    const base = product([G1.BASE], [G2.BASE]);
    expect(base).not.toEqual(Fp12.toBytes(Fp12.ONE));
    const ab = product([G1.BASE.multiply(a)], [G2.BASE.multiply(b)]);
    expect(product([G1.BASE.multiply(b)], [G2.BASE.multiply(a)])).toEqual(ab);
    expect(product([G1.BASE.multiply((a * b) % R)], [G2.BASE])).toEqual(ab);
    product([G1.BASE], [G2.BASE]);
    access.write(buffer, toBytes((a * b) % R, 32));
    wasm.gtPow(gt, gt, buffer);
    expect(encoded()).toEqual(ab);
  });

  it("multiplies up to nine pairs, infinities and prepared points among them", () => {
    for (let count = 1; count <= most; count++) {
      const a = Array.from({ length: count }, () => (random.below(6) === 0 ? G1.ZERO : G1.BASE.multiply(scalar())));
      const b = Array.from({ length: count }, () => (random.below(6) === 0 ? G2.ZERO : G2.BASE.multiply(scalar())));
      let expected = Fp12.ONE;
      a.forEach((p, i) => {
        const q = b[i]!;
        if (!p.is0() && !q.is0()) expected = Fp12.mul(expected, bls12_381.pairing(p, q));
      });
      const bytes = Fp12.toBytes(expected);
      expect(product(a, b)).toEqual(bytes);
      expect(
        product(
          a,
          b,
          a.map(() => true),
        ),
      ).toEqual(bytes);
      expect(
        product(
          a,
          b,
          a.map(() => random.below(2) === 0),
        ),
      ).toEqual(bytes);
    }
  });

  it("checks products against one", () => {
    for (let count = 1; count <= 5; count++) {
      const scalars = Array.from({ length: count }, scalar);
      const weights = Array.from({ length: count }, scalar);
      const total = scalars.reduce((sum, s, i) => (sum + s * weights[i]!) % R, 0n);
      const a = [...scalars.map((s) => G1.BASE.multiply(s)), G1.BASE.multiply(total).negate()];
      const b = [...weights.map((s) => G2.BASE.multiply(s)), G2.BASE];
      const pointers = new Uint32Array(count + 1);
      a.forEach((p, i) => {
        setP1(p1s + 384 * i, p);
        setP2(p2s + 384 * i, b[i]!);
        wasm.g2Prepare(preparedAt[i]!, p2s + 384 * i);
        pointers[i] = preparedAt[i]!;
      });
      access.write(list, new Uint8Array(pointers.buffer));
      expect(wasm.pairingCheck(p1s, p2s, count + 1)).toBe(1);
      expect(wasm.pairingCheckPrepared(p1s, list, count + 1)).toBe(1);
      pointers.fill(0, 0, count);
      access.write(list, new Uint8Array(pointers.buffer));
      expect(wasm.pairingCheckMixed(p1s, p2s, list, count + 1)).toBe(1);
      setP1(p1s, G1.BASE.multiply(scalars[0]! + 1n));
      expect(wasm.pairingCheck(p1s, p2s, count + 1)).toBe(0);
      expect(wasm.pairingCheckMixed(p1s, p2s, list, count + 1)).toBe(0);
    }
    expect(wasm.pairingCheck(p1s, p2s, 0)).toBe(1);
  });

  /** On the twist and no members: orders with which the loop meets equal, opposite and infinite points, and others. */
  function pointsOutside(): P2[] {
    const times = (point: P2, k: bigint): P2 => {
      let sum = G2.ZERO;
      for (const bit of k.toString(2)) {
        sum = sum.double();
        if (bit === "1") sum = sum.add(point);
      }
      return sum;
    };
    const { Fp2 } = bls12_381.fields;
    const at = { c0: 2n, c1: 0n };
    const right = Fp2.add(Fp2.mul(Fp2.sqr(at), at), { c0: 4n, c1: 4n });
    const whole = G2.fromAffine({ x: at, y: Fp2.sqrt(right) });
    const small = [
      [13n, 169n],
      [23n, 529n],
      [2713n, 2713n],
      [11953n, 11953n],
    ].map(([prime, power]) => {
      const point = times(whole, (COFACTORS.G2 / power!) * R);
      expect(times(point, prime!).is0()).toBe(true);
      expect(point.is0()).toBe(false);
      return point;
    });
    return [whole, ...small, ...small.map((point) => point.add(G2.BASE))];
  }

  it("says which points of the twist are members, beside the verdict", () => {
    const outside = pointsOutside();
    const [a, b] = [scalar(), scalar()];
    const members = wasm.allocate(4);
    const check = (left: P1[], right: P2[], prepared: boolean[] = []): [number, number[]] => {
      product(left, right, prepared);
      const verdict = wasm.pairingCheckMembers(members, p1s, p2s, prepared.length > 0 ? list : 0, left.length);
      return [verdict, [...access.read(members, left.length)]];
    };
    const left = [G1.BASE.multiply(a), G1.BASE.multiply((a * b) % R).negate()];
    const factors = [G2.BASE.multiply(b), G2.BASE];
    expect(check([], [])).toEqual([1, []]);
    expect(check(left, factors)).toEqual([1, [1, 1]]);
    expect(check(left, factors, [false, true])).toEqual([1, [1, 1]]);
    expect(check(left, [G2.BASE, G2.BASE])).toEqual([0, [1, 1]]);
    expect(check([G1.ZERO, G1.BASE], [G2.BASE, G2.ZERO])).toEqual([1, [1, 1]]);
    for (const point of outside) {
      expect(check([...left, G1.BASE], [...factors, point])).toEqual([0, [1, 1, 0]]);
      expect(check([G1.BASE], [point])).toEqual([0, [0]]);
      // a pair that the loop leaves out
      expect(check([G1.ZERO, ...left], [point, ...factors], [false, false, true])).toEqual([0, [0, 1, 1]]);
    }
  });

  it("affine steps: the same product, with infinities, prepared and equal points, and the same members", () => {
    const many = 18;
    const [left, right, pointers, members] = [384, 384, 4, 1].map((size) => wasm.allocate(size * many)) as number[];
    const lines = Array.from({ length: 3 }, () => wasm.allocate(wasm.preparedSize()));
    const [outsider, ...others] = pointsOutside().slice(1);
    const run = (count: number, affine: boolean): [boolean, Uint8Array, number[]] => {
      const done = wasm.loop(gt, members, left!, right!, pointers!, count, affine ? 1 : 0) === 1;
      if (!done) return [false, new Uint8Array(), []];
      wasm.finalExponentiation(gt, gt);
      return [true, encoded(), [...access.read(members!, count)]];
    };
    const shared = G2.BASE.multiply(scalar());
    for (const count of [0, 1, 2, 3, 7, many]) {
      const list = new Uint32Array(count);
      for (let i = 0; i < count; i++) {
        setP1(left! + 384 * i, i % 7 === 4 ? G1.ZERO : G1.BASE.multiply(scalar()));
        setP2(right! + 384 * i, i % 5 === 3 ? G2.ZERO : i % 4 === 2 ? shared : G2.BASE.multiply(scalar()));
        if (i % 8 !== 1) continue;
        wasm.g2Prepare(lines[i >> 3]!, right! + 384 * i);
        list[i] = lines[i >> 3]!;
      }
      access.write(pointers!, new Uint8Array(list.buffer));
      const expected = run(count, false);
      expect(expected[2].every((flag) => flag === 1)).toBe(true);
      expect(run(count, true)).toEqual(expected);
      if (count > 0) expect(run(count, false)).toEqual(expected);
    }
    // the last list, of which the loop makes affine steps by itself; then with a point that an addition meets again
    const whole = run(many, false);
    wasm.pairingProduct(gt, left!, right!, pointers!, many);
    expect(encoded()).toEqual(whole[1]);
    let special = 0;
    for (const point of [outsider!, ...others]) {
      setP2(right! + 384 * 2, point);
      const expected = run(many, false);
      expect(expected[2].map((flag, i) => (i === 2 ? 1 - flag : flag)).every((flag) => flag === 1)).toBe(true);
      const affine = run(many, true);
      if (affine[0]) expect(affine[2]).toEqual(expected[2]);
      else special++;
      expect(wasm.pairingCheckMembers(members!, left!, right!, pointers!, many)).toBe(0);
      expect([...access.read(members!, many)]).toEqual(expected[2]);
      wasm.pairingProduct(gt, left!, right!, pointers!, many);
      if (!affine[0]) expect(encoded()).toEqual(expected[1]);
    }
    expect(special).toBeGreaterThan(0);
  });

  it("leaves the arena as it was", () => {
    const before = wasm.mark();
    product([G1.BASE, G1.BASE], [G2.BASE, G2.BASE], [true, false]);
    expect(wasm.mark()).toBe(before);
  });

  it("decodes members of Gt only", () => {
    const element = bls12_381.pairing(G1.BASE, G2.BASE);
    const decode = (bytes: Uint8Array): number => {
      access.write(buffer, bytes);
      return wasm.gtFromBytes(gt, buffer);
    };
    const good = Fp12.toBytes(element);
    expect(decode(good)).toBe(0);
    expect(encoded()).toEqual(good);
    expect(decode(Fp12.toBytes(Fp12.ONE))).toBe(0);
    expect(decode(Fp12.toBytes(Fp12.ZERO))).toBe(5);
    expect(decode(Fp12.toBytes(Fp12.neg(element)))).toBe(5);
    expect(decode(Fp12.toBytes(Fp12.neg(Fp12.ONE)))).toBe(5);
    const changed = good.slice();
    changed[575]! ^= 1;
    expect(decode(changed)).toBe(5);
    // in the cyclotomic subgroup but not of order r
    const f = Fp12.add(element, Fp12.mul(Fp12.frobeniusMap(element, 1), 3n));
    const unitary = Fp12.mul(Fp12.conjugate(f), Fp12.inv(f));
    const cyclotomic = Fp12.mul(Fp12.frobeniusMap(unitary, 2), unitary);
    expect(decode(Fp12.toBytes(cyclotomic))).toBe(5);
    expect(decode(Fp12.toBytes(unitary))).toBe(5);
    const wide = good.slice();
    wide.set(toBytes(P, 48), 96);
    expect(decode(wide)).toBe(3);
    // p - x and p^4 - p^2 + 1 share r and nothing else
    const x = -0xd201000000010000n;
    const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
    expect(gcd(P - x, P ** 4n - P ** 2n + 1n)).toBe(R);
  });

  it("computes in Gt", () => {
    const [a, b] = [scalar(), scalar()];
    setP1(p1s, G1.BASE.multiply(a));
    setP2(p2s, G2.BASE);
    wasm.pairing(gt, p1s, p2s);
    setP1(p1s, G1.BASE.multiply(b));
    wasm.pairing(other, p1s, p2s);
    expect(wasm.gtEquals(gt, other)).toBe(0);
    wasm.gtMul(gt, gt, other);
    setP1(p1s, G1.BASE.multiply((a + b) % R));
    wasm.pairing(other, p1s, p2s);
    expect(wasm.gtEquals(gt, other)).toBe(1);
    wasm.gtInverse(other, other);
    wasm.gtMul(gt, gt, other);
    expect(wasm.gtIsOne(gt)).toBe(1);
    expect(wasm.gtIsOne(other)).toBe(0);
    for (const k of [0n, 1n, 2n, 16n, R - 1n, R, (1n << 256n) - 1n]) {
      access.write(buffer, toBytes(k, 32));
      wasm.gtPow(gt, other, buffer);
      const twin = Fp12.pow(Fp12.fromBytes(encoded(other)), k);
      expect(encoded()).toEqual(Fp12.toBytes(twin));
      access.write(buffer, toBytes(k, 32));
    }
  });
});
