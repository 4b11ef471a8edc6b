// Tables and charts of how cost grows with the number of miners.
import { exponent } from "../view/growth.mjs";
import { growthChart } from "./chart.mjs";
import { loadNote } from "./environment.mjs";
import { bytes, duration, table } from "./format.mjs";

const power = (value) => (value === null || value === undefined ? "" : `n^${value.toFixed(2)}`);
const total = (part, pick) => part.phases.reduce((sum, phase) => sum + pick(phase), 0);
const traffic = (phase) => phase.bytesIn + phase.bytesOut;
const mebibytes = (value) => `${(value / 2 ** 20).toFixed(0)} MiB`;

export function scaleEnvironment({ environment }) {
  const { node, cpu, date, kernel, load } = environment;
  return `Node ${node}, ${kernel} kernel, ${cpu}, ${date}${loadNote(load)}`;
}

/** Time of each phase; then bytes and memory of the whole. */
export function scaleTable({ sizes, growth }, part) {
  const names = sizes[0][part].phases.map(({ name }) => name);
  const over = (pick, format) => sizes.map((size) => format(pick(size[part])));
  const rows = names.map((name, index) => [
    name,
    ...over(({ phases }) => phases[index].milliseconds, duration),
    power(growth[part].phases[name]),
  ]);
  rows.push(
    [
      "**all phases**",
      ...over((one) => total(one, ({ milliseconds }) => milliseconds), duration),
      power(growth[part].total),
    ],
    ["bytes read and sent", ...over((one) => total(one, traffic), bytes), power(growth[part].bytes)],
    ["peak memory of the process", ...over(({ peakBytes }) => peakBytes, mebibytes), power(growth[part].peak)],
  );
  return table(["", ...sizes.map(({ n, t }) => `n = ${n}, t = ${t}`), "grows as"], rows);
}

/** Where we want to stand at 1000 miners, on one thread; and how much of that time a pool of two may take. */
const GOALS = { miner: 20_000, contract: 30_000, peakBytes: 600 * 2 ** 20, withPool: 0.6 };
const WHO = { miner: "one miner", contract: "the contract" };

/** The whole view change at the largest size: fresh and reshare, on one thread and with a pool, beside the goals. */
export function wholeTable({ sizes, reshare, withPool }) {
  const at = { fresh: sizes.at(-1), reshare: reshare?.sizes.at(-1) };
  const judged = at.fresh.n === 1000;
  const verdict = (met) => (judged ? (met ? " ✓" : " ✗") : "");
  const time = (part) => total(part, ({ milliseconds }) => milliseconds);
  const rows = Object.entries(at).flatMap(([mode, size]) =>
    Object.entries(WHO).flatMap(([part, who]) => {
      if (size === undefined) return [];
      const alone = size[part];
      const pooled = withPool?.[mode]?.[part];
      const share = pooled && time(pooled) / time(alone);
      const cores = pooled && total(pooled, ({ cpuMilliseconds }) => cpuMilliseconds) / time(pooled);
      return [
        [
          `${who}, ${mode}`,
          `${duration(time(alone))}${verdict(time(alone) <= GOALS[part])}`,
          duration(GOALS[part]),
          `${mebibytes(alone.peakBytes)}${verdict(alone.peakBytes < GOALS.peakBytes)}`,
          pooled ? duration(time(pooled)) : "",
          pooled ? `${share.toFixed(2)}${verdict(share <= GOALS.withPool)}` : "",
          pooled ? cores.toFixed(2) : "",
          pooled ? mebibytes(pooled.peakBytes) : "",
        ],
      ];
    }),
  );
  const { n, t } = at.fresh;
  const threads = withPool ? `pool of ${withPool.threads}` : "with a pool";
  return table(
    [
      `n = ${n}, t = ${t}`,
      "one thread",
      "goal",
      "peak memory (goal: below 600 MiB)",
      threads,
      "of one thread (goal: at most 0.60)",
      "cores that it had",
      "peak memory",
    ],
    rows,
  );
}

/** Bytes of one miner and of the contract in every phase at the largest size. */
export function bytesTable({ sizes }) {
  const { n, contract, miner } = sizes.at(-1);
  const rows = [
    ...miner.phases.map((phase) => ["one miner", phase]),
    ...contract.phases.map((phase) => ["contract", phase]),
  ].filter(([, phase]) => traffic(phase) > 0);
  return table(
    [`n = ${n}`, "phase", "read", "sent"],
    rows.map(([who, { name, bytesIn, bytesOut }]) => [who, name, bytes(bytesIn), bytes(bytesOut)]),
    [0, 1],
  );
}

/** Groups of phases that belong together, as lines. */
const LINES = {
  miner: [
    ["deal", ["contribute: deal"]],
    ["decode everybody's commitments", ["contribute: read", "contribute: decode"]],
    ["encrypt and decrypt shares", ["share: encrypt", "share: receive and decrypt"]],
    ["check all shares, acknowledge", ["share: check"]],
    ["check acknowledgements", ["share: receive and check"]],
    ["recover a signature", ["beacon: recover"]],
  ],
  contract: [
    ["check registrations", ["start"]],
    ["check commitments and proofs", ["contribute"]],
    ["check acknowledgements and reveals", ["publish: check"]],
    ["group key, shares, magic block", ["publish: group key"]],
    ["check confirmations", ["wait: check"]],
    ["recover and certify", ["wait: recover", "wait: check hand-overs"]],
  ],
};

export function scaleChart(scale, part) {
  const series = LINES[part].map(([name, starts]) => {
    const points = scale.sizes.map((size) => [
      size.n,
      size[part].phases
        .filter((phase) => starts.some((start) => phase.name.startsWith(start)))
        .reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    ]);
    return { name, points, exponent: exponent(points) };
  });
  const who = part === "miner" ? "one miner" : "the contract";
  return growthChart(
    `A view change for ${who}: time by number of miners`,
    `${scaleEnvironment(scale)}; t = floor(2n/3) + 1`,
    series,
    (tick) => (tick < 1000 ? `${tick} ms` : `${tick / 1000} s`),
    [0.1, 1, 10, 100, 1000, 10_000, 100_000, 1_000_000],
  );
}
