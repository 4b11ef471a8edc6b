// Turns the results of `npm run bench` (build/bench/*.json) into what is committed: docs/benchmarks/<kernel>.json, the table in the README
// and docs/images/benchmark.svg. No number is written by hand.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";

const KERNELS = ["relaxed", "portable"];
const BEGIN = "<!-- benchmark:begin (written by scripts/bench-table.mjs, do not edit) -->";
const END = "<!-- benchmark:end -->";
const PEERS = ["mcl-wasm", "@noble/curves", "native blst", "bls-eth-wasm"];

const reports = Object.fromEntries(
  KERNELS.map((kernel) => [kernel, JSON.parse(readFileSync(`build/bench/${kernel}.json`, "utf8"))]),
);

function time(milliseconds) {
  if (milliseconds === undefined) return "";
  if (milliseconds >= 100) return `${milliseconds.toFixed(0)} ms`;
  if (milliseconds >= 1) return `${milliseconds.toFixed(2)} ms`;
  if (milliseconds >= 0.001) return `${(milliseconds * 1000).toFixed(milliseconds >= 0.1 ? 0 : 1)} µs`;
  return `${(milliseconds * 1e6).toFixed(0)} ns`;
}

const ratio = (value) => (value === undefined ? "" : `${value >= 10 ? value.toFixed(0) : value.toFixed(1)}×`);

function table() {
  const { environment, cases } = reports.relaxed;
  const portable = new Map(reports.portable.cases.map((entry) => [entry.id, entry]));
  const header = ["", "relaxed", "portable", ...PEERS.map((peer) => `vs ${peer}`)];
  const rows = cases.map((entry) => {
    const other = portable.get(entry.id);
    return [
      entry.title,
      time(entry.milliseconds.feldspar),
      time(other?.milliseconds.feldspar),
      ...PEERS.map((peer) =>
        entry.failures?.[peer] === undefined
          ? [ratio(entry.ratios[peer]), ratio(other?.ratios[peer])].filter((cell) => cell !== "").join(" / ")
          : "fails",
      ),
    ];
  });
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    `One thread, Node ${environment.node} (V8 ${environment.v8}) on ${environment.cpu}, ${environment.date}. × says how many times as long the other takes, relaxed / portable:`,
    "medians of ratios of interleaved paired runs (`npm run bench`). Times are the fastest seen, for orientation only.",
    "",
    line(header),
    line(header.map((_, index) => (index === 0 ? "---" : "---:"))),
    ...rows.map(line),
    "",
    `WebAssembly: relaxed \`${environment.wasmSha256.slice(0, 16)}…\`, portable \`${reports.portable.environment.wasmSha256.slice(0, 16)}…\` (SHA-256).`,
  ].join("\n");
}

/** Ratios on a logarithmic scale, one row per case, one mark per peer; hollow marks are the portable kernel. */
function chart() {
  const colours = {
    "mcl-wasm": "#3f7fbf",
    "@noble/curves": "#b9770e",
    "native blst": "#c0392b",
    "bls-eth-wasm": "#7d5ba6",
    "one by one": "#5a5f66",
  };
  const { cases, environment } = reports.relaxed;
  const portable = new Map(reports.portable.cases.map((entry) => [entry.id, entry]));
  const [left, width, rowHeight, top] = [490, 520, 24, 78];
  const values = cases.flatMap((entry) => [
    ...Object.values(entry.ratios),
    ...Object.values(portable.get(entry.id)?.ratios ?? {}),
  ]);
  const low = Math.min(0.3, ...values) * 0.9;
  const high = Math.max(100, ...values) * 1.1;
  const x = (value) => left + (width * Math.log(value / low)) / Math.log(high / low);
  const height = top + cases.length * rowHeight + 30;
  const marks = [];
  for (const tick of [0.3, 1, 3, 10, 30, 100, 300].filter((value) => value > low && value < high)) {
    const stroke = tick === 1 ? 'stroke="#666" stroke-width="1.5"' : 'stroke="#ccc"';
    marks.push(
      `<line x1="${x(tick).toFixed(1)}" x2="${x(tick).toFixed(1)}" y1="${top - 12}" y2="${height - 24}" ${stroke}/>`,
    );
    marks.push(`<text x="${x(tick).toFixed(1)}" y="${top - 18}" text-anchor="middle">${tick}×</text>`);
  }
  cases.forEach((entry, row) => {
    const y = top + row * rowHeight + 8;
    marks.push(`<text x="${left - 12}" y="${y + 4}" text-anchor="end">${entry.title.replace(/&/g, "&amp;")}</text>`);
    for (const [peer, value] of Object.entries(portable.get(entry.id)?.ratios ?? {})) {
      marks.push(
        `<circle cx="${x(value).toFixed(1)}" cy="${y}" r="4.5" fill="none" stroke="${colours[peer]}" stroke-width="1.6"/>`,
      );
    }
    for (const [peer, value] of Object.entries(entry.ratios)) {
      marks.push(`<circle cx="${x(value).toFixed(1)}" cy="${y}" r="5" fill="${colours[peer]}"/>`);
    }
  });
  const legend = Object.entries(colours).map(
    ([peer, colour], index) =>
      `<circle cx="${left + index * 128}" cy="36" r="5" fill="${colour}"/><text x="${left + 10 + index * 128}" y="40">${peer}</text>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${left + width + 40} ${height}" width="${left + width + 40}" height="${height}" role="img" font-family="system-ui, sans-serif" font-size="12" fill="#22262e">
<title>How many times as long other libraries take (logarithmic)</title>
<rect width="100%" height="100%" fill="#fbfbfc"/>
<text x="${left}" y="18" font-size="14" font-weight="600">× as long as Feldspar (filled: relaxed, hollow: portable)</text>
<text x="16" y="18" fill="#666">Node ${environment.node}, ${environment.cpu}</text>
${legend.join("\n")}
${marks.join("\n")}
</svg>
`;
}

mkdirSync("docs/benchmarks", { recursive: true });
mkdirSync("docs/images", { recursive: true });
for (const kernel of KERNELS)
  writeFileSync(`docs/benchmarks/${kernel}.json`, `${JSON.stringify(reports[kernel], null, 2)}\n`);
writeFileSync("docs/images/benchmark.svg", chart());
const readme = readFileSync("README.md", "utf8");
const [before, rest] = readme.split(BEGIN);
const after = rest?.split(END)[1];
if (after === undefined) throw new Error("README.md: the benchmark markers are missing");
writeFileSync("README.md", `${before}${BEGIN}\n${table()}\n\n![Ratios](docs/images/benchmark.svg)\n${END}${after}`);
console.log("written: README.md, docs/benchmarks, docs/images/benchmark.svg");
