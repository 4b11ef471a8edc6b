// Why a figure is what it is: the exact operation counts of docs/operation-counts.md (a test counts them again) times
// the measured time of each kernel, beside the measured whole.
import { duration, table } from "./format.mjs";

/**
 * Operation in docs/operation-counts.md, the case that measures it if there is one, and how many of that case it is.
 */
const ROWS = [
  ["Miller loop"],
  ["final exponentiation"],
  ["pairing", "pairing"],
  ["Miller loop, 2 pairs prepared"],
  ["G1 multiplication, secret scalar", "g1-multiply"],
  ["G1 multiplication, public scalar", "g1-multiply-vartime"],
  ["G2 multiplication, public scalar", "g2-multiply-vartime"],
  ["G1 hash to curve", "g1-hash"],
  ["G2 hash to curve", "g2-hash"],
  ["G1 decompression and check", "g1-decode"],
  ["G2 decompression and check", "g2-decode"],
  ["G1 decompression and check of 1024, in bulk", "g1-decode-bulk", 1024],
  ["G2 decompression and check of 1024, in bulk", "g2-decode-bulk", 1024],
  ["G1 multi-scalar multiplication of 1024", "g1-msm-1024"],
  ["G2 multi-scalar multiplication of 1024", "g2-msm-1024"],
  ["G2 recovery from 67 of 100", "recover-67"],
  ["G2 check of one share against 67 commitments", "share-check"],
];

/** A linear operation reads, adds and carries eight vectors: about a sixteenth of a product of Fp2. */
const LINEAR = 1 / 16;

function predict(report, kernel, counts) {
  const timeOf = (id) => report.cases.find((one) => one.id === id).milliseconds.feldspar;
  const [product, multiply, square] = ["fp-multiply", "fp2-multiply", "fp2-square"].map(timeOf);
  // in the relaxed build a single product costs what two in the lanes cost
  const single = kernel === "relaxed" ? 2 * product : product;
  const [singleMul, singleSqr, lanesMul, lanesSqr, fp2Mul, fp2Sqr, linear] = counts;
  return (
    (singleMul + singleSqr) * single +
    (lanesMul + lanesSqr) * 2 * product +
    fp2Mul * multiply +
    fp2Sqr * square +
    linear * LINEAR * multiply
  );
}

/** `operationCounts` as results.mjs gives them. */
export function budgetTable(engine, operationCounts) {
  const rows = ROWS.filter(([name]) => operationCounts.relaxed[name] !== undefined).map(([name, id, pieces = 1]) => {
    const cells = ["relaxed", "portable"].flatMap((kernel) => {
      const predicted = predict(engine[kernel], kernel, operationCounts[kernel][name]);
      const one = engine[kernel].cases.find((entry) => entry.id === id);
      const measured = one && one.milliseconds.feldspar * pieces;
      const share = measured === undefined ? "" : `${((100 * predicted) / measured).toFixed(0)} %`;
      return [duration(predicted), measured === undefined ? "" : duration(measured), share];
    });
    const [singleMul, singleSqr, lanesMul, lanesSqr, fp2Mul, fp2Sqr] = operationCounts.relaxed[name];
    return [name, `${singleMul + singleSqr} / ${lanesMul + lanesSqr} / ${fp2Mul} / ${fp2Sqr}`, ...cells];
  });
  return table(
    [
      "",
      "calls: one / lanes / Fp2 product / Fp2 square",
      ...["relaxed", "portable"].flatMap((kernel) => [`${kernel}: counts × kernel times`, "measured", "explained"]),
    ],
    rows,
  );
}
