// `npm run bench:report`: results (build/bench, or those committed in docs/benchmarks) to tables and charts in
// README.md and docs/performance.md. No number in them is written by hand. --check: nothing is copied or written; exit
// status 1 when a document is not what the committed results say.
import { budgetTable } from "./budget.mjs";
import { comparisonChart } from "./chart.mjs";
import { fullTable, notes, shortTable } from "./comparison.mjs";
import { Documents } from "./documents.mjs";
import { digests, environmentLine } from "./environment.mjs";
import { figuresTable } from "./figures.mjs";
import { goalsTable } from "./goals.mjs";
import { results } from "./results.mjs";
import { bytesTable, scaleChart, scaleEnvironment, scaleTable, wholeTable } from "./scale.mjs";

const PERFORMANCE = "docs/performance.md";
const IMAGES = "docs/images";

const checking = process.argv.includes("--check");
const documents = new Documents();
const { engines, scale, operationCounts } = results(!checking);
const newest = engines.at(-1);
documents.put(`${IMAGES}/benchmark.svg`, comparisonChart(newest, ["field", "pairing", "bls", "sharing"]));
documents.put(`${IMAGES}/benchmark-points.svg`, comparisonChart(newest, ["curve", "msm"]));
documents.fill(
  "README.md",
  "benchmark",
  [
    `One thread, ${environmentLine(newest)}. × says how many times as long the other library takes, relaxed / portable kernel:`,
    "medians of ratios of interleaved paired runs. Times are the fastest seen, for orientation only.",
    "",
    shortTable(newest),
    "",
    digests(newest),
    "",
    "![How many times as long other libraries take](docs/images/benchmark.svg)",
  ].join("\n"),
);
documents.fill(PERFORMANCE, "goals", goalsTable(engines));
documents.fill(PERFORMANCE, "figures", figuresTable(engines));
documents.fill(
  PERFORMANCE,
  "budget",
  [`${environmentLine(newest)}:`, "", budgetTable(newest, operationCounts)].join("\n"),
);
documents.fill(
  PERFORMANCE,
  "comparison",
  engines
    .flatMap((engine) => [
      `### ${environmentLine(engine)}`,
      "",
      fullTable(engine),
      "",
      digests(engine),
      "",
      notes(engine),
      "",
    ])
    .join("\n")
    .trimEnd(),
);
if (scale !== undefined) {
  for (const part of ["miner", "contract"]) {
    documents.put(`${IMAGES}/scale-${part}.svg`, scaleChart(scale, part));
    documents.fill(
      PERFORMANCE,
      `scale-${part}`,
      [`${scaleEnvironment(scale)}:`, "", scaleTable(scale, part)].join("\n"),
    );
  }
  documents.fill(PERFORMANCE, "scale-whole", [`${scaleEnvironment(scale)}:`, "", wholeTable(scale)].join("\n"));
  documents.fill(PERFORMANCE, "scale-bytes", bytesTable(scale));
}
if (checking) {
  const different = documents.different();
  for (const file of different) console.error(`${file} is not what docs/benchmarks says: npm run bench:report`);
  process.exitCode = different.length > 0 ? 1 : 0;
} else {
  documents.write();
  console.log(`written: README.md, ${PERFORMANCE}, ${IMAGES}, docs/benchmarks`);
}
