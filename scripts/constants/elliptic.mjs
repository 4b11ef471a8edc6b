// Affine elliptic-curve arithmetic over Fp or Fp2 and polynomials, in plain BigInt, for the generator of constants.

/** Fp and Fp2 behind one set of names. */
export function fields({ p, mod, pow, inverse, squareRoot, fp2 }) {
  const prime = {
    of: (n) => mod(BigInt(n)),
    add: (a, b) => mod(a + b),
    sub: (a, b) => mod(a - b),
    mul: (a, b) => mod(a * b),
    inv: (a) => inverse(a),
    pow: (a, e) => pow(a, e),
    eq: (a, b) => mod(a - b) === 0n,
    sqrt: squareRoot,
    /** The order of ZCash's sign bit: the larger of y, -y. */
    larger: (a) => a > (p - 1n) / 2n,
  };
  const quadratic = {
    of: (n) => [mod(BigInt(n)), 0n],
    add: fp2.add,
    sub: fp2.subtract,
    mul: fp2.multiply,
    inv: fp2.inverse,
    pow: fp2.pow,
    eq: fp2.equal,
    sqrt: ([a, b]) => {
      const norm = squareRoot(mod(a * a + b * b));
      if (norm === undefined) return undefined;
      for (const s of [norm, mod(-norm)]) {
        const half = mod((a + s) * inverse(2n));
        const real = squareRoot(half);
        if (real === undefined) continue;
        const root = real === 0n ? [0n, squareRoot(mod(-a)) ?? 0n] : [real, mod(b * inverse(2n * real))];
        if (fp2.equal(fp2.multiply(root, root), [a, b])) return root;
      }
      return undefined;
    },
    larger: ([a, b]) => (b === 0n ? prime.larger(a) : prime.larger(b)),
  };
  return { prime, quadratic };
}

/** The curve y^2 = x^3 + a x + b over a field; points are [x, y], null is infinity. */
export function curve(F, a, b) {
  const equation = (x) => F.add(F.mul(F.add(F.mul(x, x), a), x), b);
  const add = (P, Q) => {
    if (P === null) return Q;
    if (Q === null) return P;
    const same = F.eq(P[0], Q[0]);
    if (same && !F.eq(P[1], Q[1])) return null;
    if (same && F.eq(P[1], F.of(0))) return null;
    const slope = same
      ? F.mul(F.add(F.mul(F.of(3), F.mul(P[0], P[0])), a), F.inv(F.mul(F.of(2), P[1])))
      : F.mul(F.sub(Q[1], P[1]), F.inv(F.sub(Q[0], P[0])));
    const x = F.sub(F.sub(F.mul(slope, slope), P[0]), Q[0]);
    return [x, F.sub(F.mul(slope, F.sub(P[0], x)), P[1])];
  };
  const multiply = (P, k) => {
    let result = null;
    for (let addend = P; k > 0n; k >>= 1n) {
      if (k & 1n) result = add(result, addend);
      addend = add(addend, addend);
    }
    return result;
  };
  /** The points with x = 0, 1, 2, ... in the prime field, the smaller y first in ZCash's order. */
  function* points() {
    for (let n = 0; ; n++) {
      const y = F.sqrt(equation(F.of(n)));
      if (y !== undefined) yield [F.of(n), F.larger(y) ? F.sub(F.of(0), y) : y];
    }
  }
  return { add, multiply, points, equation };
}

/** Polynomials over a field: coefficient lists, constant term first. */
export function polynomials(F) {
  const zero = F.of(0);
  const at = (f, i) => f[i] ?? zero;
  const add = (f, g) => Array.from({ length: Math.max(f.length, g.length) }, (_, i) => F.add(at(f, i), at(g, i)));
  const scale = (f, k) => f.map((c) => F.mul(c, k));
  const mul = (f, g) => {
    const product = Array(f.length + g.length - 1).fill(zero);
    for (const [i, a] of f.entries()) {
      for (const [j, b] of g.entries()) product[i + j] = F.add(product[i + j], F.mul(a, b));
    }
    return product;
  };
  const derivative = (f) => f.slice(1).map((c, i) => F.mul(c, F.of(i + 1)));
  return { add, scale, mul, derivative };
}

/**
 * The normalised isogeny of Velu ("Isogenies entre courbes elliptiques", 1971) from y^2 = x^3 + a x + b with the kernel
 * whose points other than infinity have the given x-coordinates, one for each pair +-Q and none of order two: X = N /
 * h^2, Y = y M / h^3 with M = N'h - 2Nh'. Also the codomain's coefficients.
 */
export function velu(F, a, b, kernel) {
  const { add, scale, mul, derivative } = polynomials(F);
  const linear = (x) => [F.sub(F.of(0), x), F.of(1)];
  const h = kernel.map(linear).reduce(mul);
  let N = mul([F.of(0), F.of(1)], mul(h, h));
  let sumV = F.of(0);
  let sumW = F.of(0);
  kernel.forEach((x, index) => {
    const v = F.mul(F.of(2), F.add(F.mul(F.of(3), F.mul(x, x)), a));
    const u = F.mul(F.of(4), curve(F, a, b).equation(x));
    const rest = kernel
      .filter((_, other) => other !== index)
      .map(linear)
      .reduce(mul, [F.of(1)]);
    N = add(N, mul(add(scale(linear(x), v), [u]), mul(rest, rest)));
    sumV = F.add(sumV, v);
    sumW = F.add(sumW, F.add(u, F.mul(x, v)));
  });
  const M = add(mul(derivative(N), h), scale(mul(N, derivative(h)), F.of(-2)));
  while (F.eq(M.at(-1), F.of(0))) M.pop();
  return { N, h, M, a: F.sub(a, F.mul(F.of(5), sumV)), b: F.sub(b, F.mul(F.of(7), sumW)) };
}
