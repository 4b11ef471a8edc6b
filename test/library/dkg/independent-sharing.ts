// The rules of resharing and repair once more, from the papers and docs/protocol.md alone: scalars and points as plain
// bigints, and a judge that reads what was said in bytes. Nothing of the product is imported here, and nothing else
// (test/repository/layers.test.ts). Slow, and in nothing constant in time.

const R = 0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n;
const P = 0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn;

// ---- scalars

const modR = (value: bigint) => ((value % R) + R) % R;

function power(base: bigint, exponent: bigint, modulus: bigint): bigint {
  let [result, square] = [1n, base % modulus];
  for (let rest = exponent; rest > 0n; rest >>= 1n, square = (square * square) % modulus)
    if (rest & 1n) result = (result * square) % modulus;
  return result;
}

/** By Fermat: another way than the product's and the other tests'. */
const inverseR = (value: bigint) => power(modR(value), R - 2n, R);

/** The Lagrange coefficients at x of these ids. */
export function coefficientsAt(x: bigint, ids: readonly bigint[]): bigint[] {
  return ids.map((id) =>
    ids
      .filter((other) => other !== id)
      .reduce((product, other) => modR(product * (x - other) * inverseR(id - other)), 1n),
  );
}

// ---- points: y² = x³ + b over Fp or Fp2 = Fp(u), u² = −1; null is the identity

type Element = readonly [bigint, bigint];
export type Point = readonly [Element, Element] | null;
export type Group = "G1" | "G2";

const modP = (value: bigint) => ((value % P) + P) % P;
const minus = (a: Element, b: Element): Element => [modP(a[0] - b[0]), modP(a[1] - b[1])];
const times = (a: Element, b: Element): Element => [modP(a[0] * b[0] - a[1] * b[1]), modP(a[0] * b[1] + a[1] * b[0])];
const same = (a: Element, b: Element) => a[0] === b[0] && a[1] === b[1];

function over(a: Element, b: Element): Element {
  const norm = power(modP(b[0] * b[0] + b[1] * b[1]), P - 2n, P);
  return times(a, [modP(b[0] * norm), modP(-b[1] * norm)]);
}

export function add(one: Point, other: Point): Point {
  if (one === null || other === null) return one ?? other;
  const [[x, y], [v, w]] = [one, other];
  if (same(x, v) && !same(y, w)) return null;
  const slope = same(x, v) ? over(times([3n, 0n], times(x, x)), times([2n, 0n], y)) : over(minus(y, w), minus(x, v));
  const sum = minus(minus(times(slope, slope), x), v);
  return [sum, minus(times(slope, minus(x, sum)), y)];
}

/** (X, Y, Z) for (X/Z², Y/Z³): no division until the end. */
type Jacobian = readonly [Element, Element, Element] | null;

const twice = (a: Element): Element => [modP(2n * a[0]), modP(2n * a[1])];
const plus = (a: Element, b: Element): Element => [modP(a[0] + b[0]), modP(a[1] + b[1])];

function double(point: Jacobian): Jacobian {
  if (point === null) return null;
  const [x, y, z] = point;
  const [xx, yy] = [times(x, x), times(y, y)];
  const d = twice(twice(times(x, yy)));
  const e = plus(twice(xx), xx);
  const x3 = minus(times(e, e), twice(d));
  const y3 = minus(times(e, minus(d, x3)), twice(twice(twice(times(yy, yy)))));
  return [x3, y3, twice(times(y, z))];
}

function addJacobian(one: Jacobian, other: Jacobian): Jacobian {
  if (one === null || other === null) return one ?? other;
  const [x1, y1, z1] = one;
  const [x2, y2, z2] = other;
  const [zz1, zz2] = [times(z1, z1), times(z2, z2)];
  const [u1, u2] = [times(x1, zz2), times(x2, zz1)];
  const [s1, s2] = [times(y1, times(zz2, z2)), times(y2, times(zz1, z1))];
  const [h, r] = [minus(u2, u1), minus(s2, s1)];
  if (h[0] === 0n && h[1] === 0n) return r[0] === 0n && r[1] === 0n ? double(one) : null;
  const hh = times(h, h);
  const [hhh, v] = [times(h, hh), times(u1, hh)];
  const x3 = minus(minus(times(r, r), hhh), twice(v));
  return [x3, minus(times(r, minus(v, x3)), times(s1, hhh)), times(h, times(z1, z2))];
}

export function multiply(factor: bigint, point: Point): Point {
  let sum: Jacobian = null;
  let doubled: Jacobian = point === null ? null : [point[0], point[1], [1n, 0n]];
  for (let rest = modR(factor); rest > 0n; rest >>= 1n, doubled = double(doubled))
    if (rest & 1n) sum = addJacobian(sum, doubled);
  if (sum === null) return null;
  const [x, y, z] = sum;
  const zz = times(z, z);
  return [over(x, zz), over(y, times(zz, z))];
}

const GENERATOR: Record<Group, Point> = {
  G1: [
    [0x17f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bbn, 0n],
    [0x08b3f481e3aaa0f1a09e30ed741d8ae4fcf5e095d5d00af600db18cb2c04b3edd03cc744a2888ae40caa232946c5e7e1n, 0n],
  ],
  G2: [
    [
      0x024aa2b2f08f0a91260805272dc51051c6e47ad4fa403b02b4510b647ae3d1770bac0326a805bbefd48056c8c121bdb8n,
      0x13e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049334cf11213945d57e5ac7d055d042b7en,
    ],
    [
      0x0ce5d527727d6e118cc9cdc6da2e351aadfd9baa8cbdd3a76d429a695160d12c923ac9cc3baca289e193548608b82801n,
      0x0606c4a02ea734cc32acd2b02bc28b99cb3e287e85a763af267492ab572e99ab3f370d275cec1da1aaa9075ff05f79ben,
    ],
  ],
};

export const baseTimes = (group: Group, factor: bigint) => multiply(factor, GENERATOR[group]);

export function samePoint(one: Point, other: Point): boolean {
  if (one === null || other === null) return one === other;
  return same(one[0], other[0]) && same(one[1], other[1]);
}

// ---- bytes: the uncompressed form, 96 bytes in G1, 192 in G2, c1 before c0

const integer = (bytes: Uint8Array) => bytes.reduce((value, byte) => (value << 8n) | BigInt(byte), 0n);

export function pointOf(bytes: Uint8Array): Point {
  if (bytes[0]! & 0x40) return null;
  const [a, b, c, d] = Array.from({ length: bytes.length / 48 }, (_, index) =>
    integer(bytes.subarray(48 * index, 48 * index + 48)),
  ) as [bigint, bigint, bigint?, bigint?];
  return c === undefined
    ? [
        [a, 0n],
        [b, 0n],
      ]
    : [
        [b, a],
        [d!, c],
      ];
}

/** The value in the exponent of a committed polynomial. */
const valueAt = (commitments: readonly Point[], x: bigint) =>
  commitments.reduceRight<Point>((sum, commitment) => add(multiply(x, sum), commitment), null);

// ---- a resharing (docs/protocol.md: a_i0 is the dealer's share; S'_j = Σ λ_i s_ij, C_k = Σ λ_i C_ik, C_0 stays)

/** All that is known of a resharing, in bytes; points uncompressed. */
export interface Resharing {
  readonly group: Group;
  readonly threshold: number;
  readonly currentThreshold: number;
  readonly groupPublicKey: Uint8Array;
  readonly receivers: readonly bigint[];
  readonly dealings: readonly {
    readonly dealer: bigint;
    readonly currentPublicShare: Uint8Array;
    readonly commitments: readonly Uint8Array[];
    /** In the order of the receivers. */
    readonly shares: readonly Uint8Array[];
  }[];
}

export interface Judgement {
  /** Dealings, by their positions, of another constant term, length or key. */
  readonly foreign: readonly number[];
  /** For each receiver the dealings whose share is wrong. */
  readonly wrong: readonly (readonly number[])[];
  readonly isEnough: boolean;
  /** Whether the key stays. */
  readonly keepsKey: boolean;
  readonly secretShares: readonly bigint[];
  readonly publicShares: readonly Point[];
}

export function judgeResharing(resharing: Resharing): Judgement {
  const { group, threshold, currentThreshold, groupPublicKey, receivers, dealings } = resharing;
  const committed = dealings.map(({ commitments }) => commitments.map(pointOf));
  const foreign = dealings.flatMap(({ currentPublicShare }, position) => {
    const [constant = null] = committed[position]!;
    const isOwn = constant !== null && samePoint(constant, pointOf(currentPublicShare));
    return isOwn && committed[position]!.length === threshold ? [] : [position];
  });
  const wrong = receivers.map((receiver, place) =>
    dealings.flatMap(({ shares }, position) => {
      const share = baseTimes(group, integer(shares[place]!));
      return samePoint(share, valueAt(committed[position]!, receiver)) ? [] : [position];
    }),
  );
  const weights = coefficientsAt(
    0n,
    dealings.map(({ dealer }) => dealer),
  );
  const total = Array.from({ length: threshold }, (_, k) =>
    committed.reduce<Point>((sum, points, index) => add(sum, multiply(weights[index]!, points[k] ?? null)), null),
  );
  return {
    foreign,
    wrong,
    isEnough: dealings.length >= currentThreshold,
    keepsKey: samePoint(total[0]!, pointOf(groupPublicKey)),
    secretShares: receivers.map((_, place) =>
      dealings.reduce((sum, { shares }, index) => modR(sum + weights[index]! * integer(shares[place]!)), 0n),
    ),
    publicShares: receivers.map((receiver) => valueAt(total, receiver)),
  };
}

// ---- a repair (Laing and Stinson 2018): z_i S_i in parts d_ij, D_ij = d_ij G; s_j = Σ_i d_ij; f(x) = Σ_j s_j

/** All that is known of a repair; points uncompressed, lists in the order of the helpers. */
export interface Repair {
  readonly group: Group;
  readonly lost: bigint;
  readonly helpers: readonly bigint[];
  readonly publicShares: readonly Uint8Array[];
  readonly commitments: readonly (readonly Uint8Array[])[];
  /** parts[i][j]: from helper i to helper j. */
  readonly parts: readonly (readonly bigint[])[];
  readonly sums: readonly bigint[];
}

export function judgeRepair({ group, lost, helpers, publicShares, commitments, parts, sums }: Repair) {
  const weights = coefficientsAt(lost, helpers);
  const committed = commitments.map((list) => list.map(pointOf));
  const total = (points: readonly Point[]) => points.reduce<Point>(add, null);
  return {
    /** Helpers, by position, that cut something else than their share. */
    foreign: helpers.flatMap((_, i) =>
      samePoint(total(committed[i]!), multiply(weights[i]!, pointOf(publicShares[i]!))) ? [] : [i],
    ),
    /** For each helper whose parts are wrong. */
    wrongParts: helpers.map((_, j) =>
      helpers.flatMap((__, i) => (samePoint(baseTimes(group, parts[i]![j]!), committed[i]![j]!) ? [] : [i])),
    ),
    /** Helpers whose sum is wrong. */
    wrongSums: helpers.flatMap((_, j) =>
      samePoint(baseTimes(group, sums[j]!), total(committed.map((list) => list[j]!))) ? [] : [j],
    ),
    expectedSums: helpers.map((_, j) => helpers.reduce((sum, __, i) => modR(sum + parts[i]![j]!), 0n)),
    share: sums.reduce((sum, value) => modR(sum + value), 0n),
  };
}
