// Writes the tables of docs/operating.md. Probabilities are exact until they are rounded to two digits.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writeSection } from "../diagrams/documents.mjs";
import { atLeastDrawn, fewerThan, format } from "./probability.mjs";
import { recommend, SIZES } from "./settings.mjs";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), "../.."));

const DOCUMENT = "docs/operating.md";
const AVAILABILITIES = [
  ["90 %", [90, 100]],
  ["95 %", [95, 100]],
  ["99 %", [99, 100]],
  ["99.9 %", [999, 1000]],
];
const SHARES = [10, 20, 25, 30, 33, 40];

function table(header, rows, left = 1) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(header), line(header.map((_, index) => (index < left ? "---" : "---:"))), ...rows.map(line)].join("\n");
}

/** The settings and the numbers of miners that make a difference. */
function settings() {
  const rows = SIZES.map(recommend).map(({ n, t, k, f }) => [n, t, k, f, n - k, n - k + 1, n - t, n - t + 1, k - t]);
  const header = [
    "n",
    "t",
    "k",
    "margin f",
    "n − k may miss a view change",
    "so many stop it",
    "n − t may miss a round",
    "so many halt it",
    "k − t",
  ];
  return table(header, rows, 0);
}

/** What other choices of t cost, for one n. */
function choices() {
  const n = 100;
  const rows = [51, 60, 67, 75, 80, 90].map((t) => {
    const p = [95, 100];
    return [t, 2 * t - n - 1, n - t, Math.min(2 * t - n - 1, n - t), format(fewerThan(t, n, p))];
  });
  return table(["t", "2t − n − 1", "n − t", "margin f", "beacon halts at 95 %"], rows, 0);
}

function availability() {
  const header = ["n, t, k", ...AVAILABILITIES.flatMap(([name]) => [`view change fails, ${name}`])];
  const failing = SIZES.map(recommend).map(({ n, t, k }) => [
    `${n}, ${t}, ${k}`,
    ...AVAILABILITIES.map(([, p]) => format(fewerThan(k, n, p))),
  ]);
  const halting = SIZES.map(recommend).map(({ n, t, k }) => [
    `${n}, ${t}, ${k}`,
    ...AVAILABILITIES.map(([, p]) => `${format(fewerThan(t, n, p))} / ${format(fewerThan(t, k, p))}`),
  ]);
  const halts = ["n, t, k", ...AVAILABILITIES.map(([name]) => `round halts, ${name}`)];
  return `${table(header, failing)}\n\n${table(halts, halting)}`;
}

/** Seats by lot: n of 10 n candidates of equal stake. */
function lots() {
  const rows = SIZES.filter((n) => n >= 10)
    .map(recommend)
    .flatMap(({ n, t, f }) => {
      const all = 10 * n;
      const chance = (least) => SHARES.map((share) => format(atLeastDrawn(least, n, (all * share) / 100, all)));
      return [
        [`${n}`, `more than f = ${f}`, ...chance(f + 1)],
        ["", `t = ${t}: signs alone`, ...chance(t)],
      ];
    });
  return table(["n", "seats", ...SHARES.map((share) => `${share} %`)], rows, 2);
}

/** Seats by stake: what share of all stake buys them when honest candidates all have the same stake. */
function prices() {
  const rows = SIZES.map(recommend).map(({ n, t, f }) => [
    n,
    ...[1, 2, 5, 10].map((times) => `${percent(f + 1, f + 1 + times * n)} / ${percent(t, t + times * n)}`),
  ]);
  return table(["n", "n honest candidates", "2n", "5n", "10n"], rows, 0);
}

const percent = (part, whole) => `${(Math.round((1000 * part) / whole) / 10).toFixed(1)} %`;

function pauses() {
  const [base, cap, most] = [1, 640, 16];
  const list = Array.from({ length: most - 1 }, (_, index) => Math.min(cap, base * 2 ** index));
  const total = list.reduce((sum, pause) => sum + pause, 0);
  const rising = list.filter((pause) => pause < cap);
  return `With base ${base}, cap ${cap} and ${most} attempts the pauses are ${rising.join(", ")} and then ${cap} rounds each: ${total} rounds in all before the contract stops.`;
}

for (const [name, make] of Object.entries({ settings, choices, availability, lots, prices, pauses })) {
  writeSection(DOCUMENT, name, make());
}
