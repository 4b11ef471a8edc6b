// Checking the subgroup for many points together, against checking them one by one: the numbers behind the bound, the
// random digits, the cubic character, and lists made by an adversary. The public paths over the same:
// test/curve-api/bulk.test.ts.
import { createCipheriv } from "node:crypto";
import { describe, expect, it } from "vitest";
import { bigEndian, concat, hex, integer } from "../../support/bytes.js";
import { builds } from "../../support/compile.js";
import { MODULUS, ORDER, seededRandom, PARAMETER as x } from "../../support/generators.js";
import { compileBoth, Group, type GroupName, groups } from "./support.js";

const compiled = await compileBoth("test/core/entries/bulk.entry.ts");

const cofactor: Record<GroupName, bigint> = {
  g1: (x - 1n) ** 2n / 3n,
  g2: (x ** 8n - 4n * x ** 7n + 5n * x ** 6n - 4n * x ** 4n + 6n * x ** 3n - 4n * x ** 2n - 4n * x + 13n) / 9n,
};
const smallPrimes: Record<GroupName, bigint[]> = {
  g1: [3n, 11n, 10177n, 859267n, 52437899n],
  g2: [13n, 23n, 2713n, 11953n, 262069n],
};
const NOT_IN_SUBGROUP = 5;

function gcd(a: bigint, b: bigint): bigint {
  return b === 0n ? a : gcd(b, a % b);
}

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (const bit of exponent.toString(2)) {
    result = (result * result) % MODULUS;
    if (bit === "1") result = (result * base) % MODULUS;
  }
  return result;
}

describe("the coefficients behind the bound", () => {
  // a + b w in Z[w], w^2 + w + 1 = 0
  type Eisenstein = readonly [bigint, bigint];
  const times = ([a, b]: Eisenstein, [c, d]: Eisenstein): Eisenstein => [a * c - b * d, a * d + b * c - b * d];
  const norm = ([a, b]: Eisenstein) => a * a - a * b + b * b;
  const units: Eisenstein[] = [[1n, 0n]];
  while (units.length < 6) units.push(times(units.at(-1)!, [0n, -1n]));
  /** gcds with `divisor` of the norms of all differences. */
  const common = (set: readonly Eisenstein[], divisor: bigint) =>
    set.flatMap((c, i) => set.slice(0, i).map((d) => gcd(norm([c[0] - d[0], c[1] - d[1]]), divisor)));
  const scaled = units.flatMap((unit) => [unit, times(unit, [2n, 0n])]);

  it("G1: 121 coefficients whose differences are prime to the cofactor without its 3", () => {
    const set: Eisenstein[] = [[0n, 0n]];
    for (let i = 0; i < 4; i++) {
      for (let j = 0; j < 5; j++) {
        let coefficient: Eisenstein = [2n ** BigInt(j), 0n];
        for (let k = 0; k < i; k++) coefficient = times(coefficient, [2n, -1n]);
        set.push(...units.map((unit) => times(unit, coefficient)));
      }
    }
    expect(set.length).toBe(121);
    expect(cofactor.g1 % 3n).toBe(0n);
    expect(cofactor.g1 % 9n).toBe(3n);
    expect(new Set(common(set, cofactor.g1 / 3n))).toEqual(new Set([1n]));
    // where w acts as 1, mod 3
    const residues = set.map(([a, b]) => Number((((a + b) % 3n) + 3n) % 3n));
    expect([0, 1, 2].map((residue) => residues.filter((each) => each === residue).length)).toEqual([1, 60, 60]);
  });

  it("G2: 13 coefficients whose differences are prime to the cofactor, and no prime factor of it is smaller", () => {
    expect(new Set(common([[0n, 0n], ...scaled], cofactor.g2))).toEqual(new Set([1n]));
    for (const prime of [2n, 3n, 5n, 7n, 11n]) expect(cofactor.g2 % prime).not.toBe(0n);
    expect(cofactor.g2 % 13n).toBe(0n);
  });

  it("the bits each round is counted for", () => {
    const bits = (values: number, favourable = 1) => -Math.log2((favourable * Math.ceil(65536 / values)) / 65536);
    expect(bits(121)).toBeGreaterThan(6.91);
    expect(bits(169)).toBeGreaterThan(7.39);
    expect(bits(121, 60)).toBeGreaterThan(1.01);
    expect(bits(81)).toBeGreaterThan(6.33);
    expect(Math.log2(5)).toBeLessThan(2.33);
  });
});

for (const build of builds) {
  const core = compiled[build];

  it(`digits come from the keystream of ChaCha20 (${build})`, () => {
    const random = seededRandom(5);
    const seed = core.allocate(32);
    for (let trial = 0; trial < 4; trial++) {
      const key = trial === 0 ? new Uint8Array(32) : random(32);
      new Uint8Array(core.memory.buffer).set(key, seed);
      core.seedKeystream(seed);
      const stream = createCipheriv("chacha20", key, new Uint8Array(16)).update(new Uint8Array(400));
      for (let at = 0; at < 400; at += 2) {
        const modulus = [65536, 121, 169, 81][trial]!;
        expect(core.nextDigit(modulus)).toBe((stream.readUInt16LE(at) * modulus) >>> 16);
      }
    }
  });

  for (const name of groups) {
    describe(`${name} many points together (${build})`, () => {
      const group = new Group(core, name);
      const { scratch } = group;
      const size = { g1: 128, g2: 256 }[name];
      const length = { g1: 96, g2: 192 }[name];
      const random = seededRandom(name === "g1" ? 31 : 32);
      const below = (bound: number) => (random(4).reduce((value, byte) => value * 256 + byte, 0) >>> 0) % bound;
      const encode = (point: number) => group.toBytes(point, false).slice(0, length);
      const base = group.point();
      group.call("Generator", base);

      /** k p for any integer, of any point. */
      const times = (p: number, k: bigint): number => {
        const out = group.point();
        group.call("MultiplyAny", out, p, group.scalar(k & ((1n << 250n) - 1n)));
        if (k >> 250n === 0n) return out;
        const high = times(p, k >> 250n);
        const shift = group.scalar(1n << 250n);
        group.call("MultiplyAny", high, high, shift);
        group.call("Add", out, out, high);
        return out;
      };
      /** Any point of the curve. */
      const anyPoint = (): number => {
        const out = group.point();
        const bytes = new Uint8Array(length / 2);
        do {
          bytes.set(random(length / 2));
          bytes[0] = 0x80 | (bytes[0]! & 0x0f);
          if (name === "g2") bytes[48]! &= 0x0f;
        } while (group.call("FromBytes", out, group.put(bytes, scratch), bytes.length, 0) !== 0);
        return out;
      };
      const member = () => times(base, integer(random(31)));
      const smallOrder = smallPrimes[name].map((prime) => {
        for (;;) {
          let point = times(anyPoint(), ORDER);
          let rest = cofactor[name];
          while (rest % prime === 0n) rest /= prime;
          point = times(point, rest);
          if (group.call("IsZero", point) === 1) continue;
          // prime^2 divides the cofactor, mostly: down to the prime itself
          for (;;) {
            const next = times(point, prime);
            if (group.call("IsZero", next) === 1) return point;
            point = next;
          }
        }
      });
      const plus = (p: number, q: number) => {
        const out = group.point();
        group.call("Add", out, p, q);
        return out;
      };
      const negative = (p: number) => {
        const out = group.point();
        group.call("Negate", out, p);
        return out;
      };
      const good = Array.from({ length: 40 }, () => encode(member()));
      const infinity = new Uint8Array(length);
      infinity[0] = 0x40;
      /** Bad points of every kind: of small order, with a component of small order, and just any. */
      const kinds = [
        ...smallOrder,
        ...smallOrder.map((q) => plus(member(), q)),
        plus(smallOrder[0]!, smallOrder[1]!),
        anyPoint(),
        anyPoint(),
      ];
      const bad = kinds.map(encode);
      const badNegative = kinds.map((q) => encode(negative(q)));

      const out = core.allocate(256 * 512);
      const statuses = core.allocate(4 * 512);
      const input = core.allocate(192 * 512);
      const seed = core.allocate(32);
      /** Statuses of a list decoded in bulk; checks what comes with them. */
      const check = (list: readonly Uint8Array[], bits: number, seedBytes = random(32)): number[] => {
        const position = core.mark();
        const memory = new Uint8Array(core.memory.buffer);
        memory.set(concat(...list), input);
        memory.set(seedBytes, seed);
        const first = group.call("VectorFromBytesInBulk", out, statuses, input, list.length, length, seed, bits);
        expect(core.mark()).toBe(position);
        const found = [...new Int32Array(core.memory.buffer, statuses, list.length)];
        expect(first).toBe(found.findIndex((status) => status !== 0));
        return found;
      };
      const positionsOf = (found: readonly number[]) =>
        found.flatMap((status, index) => {
          if (status !== 0) expect(status).toBe(NOT_IN_SUBGROUP);
          return status === 0 ? [] : [index];
        });
      const listWith = (count: number, replaced: Readonly<Record<number, Uint8Array>>) =>
        Array.from({ length: count }, (_, index) => replaced[index] ?? good[index % good.length]!);

      it("the points it is tried on are what they should be", () => {
        smallOrder.forEach((q, index) => {
          expect(group.call("IsZero", q)).toBe(0);
          expect(group.call("IsZero", times(q, smallPrimes[name][index]!))).toBe(1);
        });
        for (const q of kinds) expect(group.call("IsTorsionFree", q)).toBe(0);
      });

      it("gives the same points as decoding one by one, around every size where the method changes", () => {
        for (const count of [0, 1, 2, 23, 24, 31, 32, 33, 48, 77, 130, 300]) {
          const list = listWith(count, { 3: infinity, 30: infinity });
          for (const bits of [64, 80, 128]) {
            expect(positionsOf(check(list, bits))).toEqual([]);
            const memory = new Uint8Array(core.memory.buffer);
            const found = memory.slice(out, out + size * count);
            group.call("VectorFromBytes", out, statuses, input, count, length, 1);
            expect(hex(new Uint8Array(core.memory.buffer, out, size * count))).toBe(hex(found));
          }
        }
      });

      it("names a single bad point of any kind, wherever it stands, and makes it infinity", () => {
        for (const [index, q] of bad.entries()) {
          const count = 33 + index;
          for (const place of [0, count - 1, below(count)]) {
            expect(positionsOf(check(listWith(count, { [place]: q }), 64))).toEqual([place]);
            expect(new Uint8Array(core.memory.buffer, out + size * place, size).every((byte) => byte === 0)).toBe(true);
          }
        }
      });

      it("is not deceived by bad points that cancel or repeat", () => {
        bad.forEach((q, index) => {
          const pair = listWith(64, { 5: q, 6: badNegative[index]! });
          expect(positionsOf(check(pair, 64))).toEqual([5, 6]);
          const three = listWith(64, { 5: q, 40: q, 63: q });
          expect(positionsOf(check(three, 64))).toEqual([5, 40, 63]);
        });
      });

      it("names all when all are bad, also when all are the same", () => {
        const all = Array.from({ length: 70 }, (_, index) => index);
        expect(
          positionsOf(
            check(
              all.map((index) => bad[index % bad.length]!),
              64,
            ),
          ),
        ).toEqual(all);
        for (const q of bad.slice(0, 5)) {
          expect(
            positionsOf(
              check(
                all.map(() => q),
                80,
              ),
            ),
          ).toEqual(all);
        }
      });

      it("members that are equal, opposite or infinite are all accepted", () => {
        const one = good[0]!;
        const two = encode(negative(base));
        for (const list of [
          Array.from({ length: 80 }, () => one),
          Array.from({ length: 80 }, (_, index) => (index % 2 ? encode(base) : two)),
          Array.from({ length: 80 }, () => infinity),
          Array.from({ length: 80 }, (_, index) => (index % 3 ? infinity : one)),
        ]) {
          expect(positionsOf(check(list, 128))).toEqual([]);
        }
      });

      it("keeps what is wrong with others apart", () => {
        const notCanonical = bigEndian(MODULUS, 48);
        const broken = new Uint8Array(length);
        broken.set(notCanonical);
        const offCurve = good[1]!.slice();
        offCurve[length - 1]! ^= 1;
        const found = check(listWith(60, { 0: broken, 7: bad[1]!, 20: offCurve, 59: bad[0]! }), 64);
        expect(found.flatMap((status, index) => (status === 0 ? [] : [[index, status]]))).toEqual([
          [0, 3],
          [7, NOT_IN_SUBGROUP],
          [20, 4],
          [59, NOT_IN_SUBGROUP],
        ]);
      });

      it("misses no bad point in many random lists", () => {
        for (let trial = 0; trial < 500; trial++) {
          const replaced: Record<number, Uint8Array> = {};
          for (let k = below(4); k >= 0; k--) {
            const which = below(bad.length);
            replaced[below(20)] = below(2) ? bad[which]! : badNegative[which]!;
          }
          const expected = Object.keys(replaced).map(Number);
          expect(positionsOf(check(listWith(20, replaced), 40))).toEqual(expected);
        }
      });

      it("a bound of one round is as good as it says, and no better", () => {
        // four points: one test, whose parts are then checked exactly
        const trials = 800;
        const rates = smallOrder.map((q, index) => {
          if (name === "g1" && index === 0) return 0;
          const list = listWith(4, { 2: encode(q) });
          let missed = 0;
          for (let trial = 0; trial < trials; trial++) missed += check(list, 2)[2] === 0 ? 1 : 0;
          return missed;
        });
        // the point of the smallest order whose coefficients are all different: 1 of 121 or 169 digits, 6.6 and 4.7
        // expected
        for (const missed of rates) expect(missed).toBeLessThan(25);
        expect(Math.max(...rates)).toBeGreaterThan(0);
      });

      it("ten bits are two rounds, and in G1 the cubic character too: hardly one is missed", () => {
        // six points: few enough that a list that fails is checked exactly, and enough for one test
        const missedOf = (q: number, places: readonly number[], trials: number) => {
          const list = listWith(6, Object.fromEntries(places.map((place) => [place, encode(q)])));
          let missed = 0;
          for (let trial = 0; trial < trials; trial++) missed += check(list, 10)[2] === 0 ? 1 : 0;
          return missed;
        };
        // with one round 6.6 and 4.7 of 800 would be missed, with two 0.05
        expect(missedOf(smallOrder[name === "g1" ? 1 : 0]!, [2], 800)).toBeLessThan(2);
        // two of order three cancel in half of all rounds: without the character a quarter of all
        if (name === "g1") expect(missedOf(smallOrder[0]!, [2, 4], 60)).toBeLessThan(2);
      });

      if (name === "g1") {
        it("looks at every round: finds a bad point that the first two miss", () => {
          // twelve points at 24 bits: four rounds, whose digits are drawn one after the other from the start
          const count = 12;
          const digitsOf = (key: Uint8Array): number[] => {
            const stream = createCipheriv("chacha20", key, new Uint8Array(16)).update(new Uint8Array(8 * count));
            return [2, 2 + count].map((at) => (stream.readUInt16LE(2 * at) * 121) >>> 16);
          };
          let key = random(32);
          while (digitsOf(key).some((digit) => digit !== 0)) key = random(32);
          const list = listWith(count, { 2: encode(smallOrder[1]!) });
          expect(positionsOf(check(list, 24, key))).toEqual([2]);
        });

        it("the cubic character sees order three and nothing else, as by the twin", () => {
          const addresses = core.allocate(4 * 128);
          const vector = core.allocate(128 * 128);
          const verdict = (points: readonly number[], amount: number) => {
            points.forEach((point, index) => {
              group.call("VectorFromPoints", vector + 128 * index, point, 1);
            });
            group.put(random(32), seed);
            return core.cubicCharacter(vector, addresses, points.length, amount, seed) === 1;
          };
          const free: number[] = [];
          for (let trial = 0; trial < 24; trial++) {
            const p = anyPoint();
            const y = integer(group.toBytes(p, false).slice(48));
            const character = power((y + MODULUS - 2n) % MODULUS, (MODULUS - 1n) / 3n) === 1n;
            const component = times(p, (cofactor.g1 / 3n) * ORDER);
            expect(group.call("IsZero", component)).toBe(character ? 1 : 0);
            expect(verdict([p], 2)).toBe(character);
            if (character) free.push(p);
          }
          expect(free.length).toBeGreaterThan(1);
          const many = Array.from({ length: 60 }, (_, index) => free[index % free.length]!);
          expect(verdict(many, 4)).toBe(true);
          for (const place of [0, 17, 59]) {
            const spoilt = many.map((p, index) => (index === place ? plus(p, smallOrder[0]!) : p));
            for (let trial = 0; trial < 20; trial++) expect(verdict(spoilt, 4)).toBe(false);
            expect(verdict([...many, smallOrder[0]!, negative(smallOrder[0]!)], 2)).toBe(false);
          }
          // a group alone, points two by two: also an odd number of them
          for (const amount of [1, 3, 5]) {
            expect(verdict(many, amount)).toBe(true);
            expect(verdict(many.slice(0, 59), amount)).toBe(true);
            expect(verdict(many.slice(0, 5), amount)).toBe(true);
          }
          for (const place of [0, 33, 58]) {
            const spoilt = many.slice(0, 59).map((p, index) => (index === place ? plus(p, smallOrder[0]!) : p));
            let missed = 0;
            for (let trial = 0; trial < 1000; trial++) missed += verdict(spoilt, 1) ? 1 : 0;
            // 1 of 81, 12.3 expected
            expect(missed).toBeLessThan(40);
            expect(missed).toBeGreaterThan(0);
            for (let trial = 0; trial < 20; trial++) expect(verdict(spoilt, 5)).toBe(false);
          }
        });
      }
    });
  }
}
