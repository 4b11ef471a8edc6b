// Constants of the groups: generators, the endomorphism phi of G1 and the untwist-Frobenius-twist psi of G2.
import { curve, fields } from "./elliptic.mjs";

export function constants(bls) {
  const { x, r, p, mod, fp2, squareRoot, inverse } = bls;
  const { prime, quadratic } = fields(bls);
  const E1 = curve(prime, 0n, 4n);
  const E2 = curve(quadratic, [0n, 0n], [4n, 4n]);
  const h1 = (x - 1n) ** 2n / 3n;
  const h2 = (x ** 8n - 4n * x ** 7n + 5n * x ** 6n - 4n * x ** 4n + 6n * x ** 3n - 4n * x ** 2n - 4n * x + 13n) / 9n;

  // The generators of draft-irtf-cfrg-pairing-friendly-curves: the smallest x with a point, the smaller y, times the
  // cofactor
  const generator = (E, cofactor) => {
    for (const point of E.points()) {
      const multiple = E.multiply(point, cofactor);
      if (multiple !== null) return multiple;
    }
  };
  const g1 = generator(E1, h1);
  const g2 = generator(E2, h2);
  if (E1.multiply(g1, r) !== null || E2.multiply(g2, r) !== null) throw new Error("a generator has the wrong order");

  // phi(x, y) = (beta x, y): of the two primitive cube roots of one the one that acts as -x^2
  const eigen = E1.multiply(g1, mod(-(x ** 2n), r));
  const third = mod((squareRoot(mod(-3n)) - 1n) * inverse(2n));
  const beta = [third, mod(third * third)].find((root) => mod(root * g1[0]) === eigen[0]);
  if (beta === undefined || eigen[1] !== g1[1]) throw new Error("no beta");

  // psi(x, y) = (conj(x) xi^-((p - 1)/3), conj(y) xi^-((p - 1)/2)), acts as x
  const psiX = fp2.inverse(fp2.pow(fp2.xi, (p - 1n) / 3n));
  const psiY = fp2.inverse(fp2.pow(fp2.xi, (p - 1n) / 2n));
  const image = [fp2.multiply(fp2.conjugate(g2[0]), psiX), fp2.multiply(fp2.conjugate(g2[1]), psiY)];
  const expected = E2.multiply(g2, mod(x, r));
  if (!fp2.equal(image[0], expected[0]) || !fp2.equal(image[1], expected[1])) throw new Error("psi is not x");
  const psi2X = fp2.multiply(psiX, fp2.conjugate(psiX));
  const psi2Y = fp2.multiply(psiY, fp2.conjugate(psiY));
  if (psi2X[1] !== 0n || !fp2.equal(psi2Y, [mod(-1n), 0n])) throw new Error("psi^2 is not (c x, -y)");

  return [
    { name: "G1_X", value: g1[0], formula: "x of (x - 1)^2/3 times the point of E with the smallest x" },
    { name: "G1_Y", value: g1[1], formula: "its y" },
    { name: "G2_X", value: g2[0], formula: "x of h2 times the point of E' with the smallest x" },
    { name: "G2_Y", value: g2[1], formula: "its y" },
    {
      name: "BETA",
      value: [beta, beta],
      formula: "the cube root of one with (beta x, y) = -x^2 (x, y), in both lanes",
    },
    { name: "PSI_X", value: psiX, formula: "xi^-((p - 1)/3)" },
    { name: "PSI_Y", value: psiY, formula: "xi^-((p - 1)/2)" },
    { name: "PSI2_X", value: [psi2X[0], psi2X[0]], formula: "xi^-((p^2 - 1)/3), in both lanes; psi^2 negates y" },
  ];
}
