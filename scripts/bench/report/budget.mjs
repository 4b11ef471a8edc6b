// Why a figure is what it is: operation counts times the measured time of each operation, beside the measured whole.
import { duration, table } from "./format.mjs";

// Counts of one textbook-optimal run of each operation (an instrumented blst): m, s products and squares in Fp, M, S in Fp2, A linear operations in
// Fp2. Ours differ in places, and test/ pins them exactly; the point here is where the time must go.
const COUNTS = [
  { id: "pairing", what: "pairing: Miller loop", m: 272, s: 0, M: 1849, S: 524, A: 5616 },
  { id: "pairing", what: "pairing: final exponentiation", m: 20, s: 0, M: 675, S: 2844, A: 11608 },
  { id: "g1-multiply-vartime", what: "G1 scalar multiplication (GLV)", m: 1024, s: 955, M: 0, S: 0, A: 0, adds: 2013 },
  { id: "g2-multiply-vartime", what: "G2 scalar multiplication (ψ, four parts)", m: 0, s: 0, M: 972, S: 630, A: 1298 },
  { id: "g1-hash", what: "hash to G1", m: 528, s: 1126, M: 0, S: 0, A: 0 },
  { id: "g2-hash", what: "hash to G2", m: 338, s: 1516, M: 533, S: 731, A: 0 },
  { id: "g1-decode", what: "decode G1: root and subgroup check", m: 83 + 390, s: 379 + 682, M: 0, S: 0, A: 0 },
  { id: "g2-decode", what: "decode G2: root and subgroup check", m: 166, s: 758, M: 199, S: 342, A: 0 },
];

/** A linear operation on an Fp2 element costs about a fifteenth of a product: eight additions and one carry pass, against 570 operations. */
const LINEAR = 1 / 15;

function timeOf(report, id) {
  return report.cases.find((one) => one.id === id)?.milliseconds.feldspar;
}

export function budgetTable({ relaxed, portable }) {
  const rows = COUNTS.map((count) => {
    const cells = [relaxed, portable].map((report) => {
      const [m, M, S] = ["fp-multiply", "fp2-multiply", "fp2-square"].map((id) => timeOf(report, id));
      const products = (count.m + count.s) * m;
      const pairs = count.M * M + count.S * S;
      const linear = (count.A + (count.adds ?? 0) / 2) * LINEAR * M;
      return { products, pairs, linear, sum: products + pairs + linear };
    });
    return { ...count, cells };
  });
  const whole = new Map();
  for (const { id, cells } of rows) {
    const sum = whole.get(id) ?? [0, 0];
    whole.set(id, [sum[0] + cells[0].sum, sum[1] + cells[1].sum]);
  }
  return table(
    [
      "",
      "products (m+s / M / S)",
      "relaxed: counts × kernel times",
      "portable",
      "measured, relaxed",
      "measured, portable",
    ],
    rows.map(({ id, what, m, s, M, S, cells }, index) => {
      const last = rows[index + 1]?.id !== id;
      return [
        what,
        `${m + s} / ${M} / ${S}`,
        duration(cells[0].sum),
        duration(cells[1].sum),
        last ? duration(timeOf(relaxed, id)) : "",
        last ? duration(timeOf(portable, id)) : "",
      ];
    }),
  );
}
