// Plain BigInt arithmetic over Fp and Fp2 for the generator of constants. Nothing here is fast or constant-time.

/** The parameter of the BLS12-381 family member: everything below follows from it. */
export const x = -0xd201000000010000n;
/** r(x) = x^4 - x^2 + 1, the order of G1, G2 and Gt. */
export const r = x ** 4n - x ** 2n + 1n;
/** p(x) = (x - 1)^2 r(x) / 3 + x, the field characteristic. */
export const p = ((x - 1n) ** 2n * r) / 3n + x;

/** The representative of `a` in [0, m). */
export const mod = (a, m = p) => ((a % m) + m) % m;

/** a^e mod m for e >= 0. */
export function pow(a, e, m = p) {
  let result = 1n;
  for (let base = mod(a, m); e > 0n; e >>= 1n) {
    if (e & 1n) result = (result * base) % m;
    base = (base * base) % m;
  }
  return result;
}

/** 1/a mod the prime m; 0 for 0. */
export const inverse = (a, m = p) => pow(a, m - 2n, m);

/** A square root of a mod p (p = 3 mod 4), or undefined. */
export function squareRoot(a) {
  const root = pow(a, (p + 1n) / 4n);
  return mod(root * root) === mod(a) ? root : undefined;
}

/** Fp2 = Fp[u]/(u^2 + 1); elements are [c0, c1]. */
export const fp2 = {
  one: [1n, 0n],
  xi: [1n, 1n],
  add: (a, b) => [mod(a[0] + b[0]), mod(a[1] + b[1])],
  subtract: (a, b) => [mod(a[0] - b[0]), mod(a[1] - b[1])],
  negate: (a) => [mod(-a[0]), mod(-a[1])],
  multiply: (a, b) => [mod(a[0] * b[0] - a[1] * b[1]), mod(a[0] * b[1] + a[1] * b[0])],
  conjugate: (a) => [mod(a[0]), mod(-a[1])],
  inverse: (a) => {
    const scale = inverse(a[0] * a[0] + a[1] * a[1]);
    return [mod(a[0] * scale), mod(-a[1] * scale)];
  },
  pow: (a, e) => {
    let result = [1n, 0n];
    for (let base = a; e > 0n; e >>= 1n) {
      if (e & 1n) result = fp2.multiply(result, base);
      base = fp2.multiply(base, base);
    }
    return result;
  },
  equal: (a, b) => mod(a[0] - b[0]) === 0n && mod(a[1] - b[1]) === 0n,
};

/** What every list of constants is computed from. */
export const bls = { x, r, p, mod, pow, inverse, squareRoot, fp2 };
