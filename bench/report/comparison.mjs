// Tables of the comparison with other libraries.
import { duration, table, times } from "./format.mjs";

/** What people ask for first; everything else is in docs/performance.md. */
const ASKED_FOR = [
  "fp2-multiply",
  "pairing",
  "bls-sign",
  "bls-verify",
  "bls-verify-prepared-min-sig",
  "bls-batch-64",
  "g1-msm-1024",
  "g1-msm-65536",
  "g2-msm-1024",
  "g1-decode-bulk",
  "share-check-100",
  "recover-67",
  "publish-check-100",
  "group-key-1000",
];

const MAIN_PEERS = ["mcl-wasm", "@noble/curves", "native blst"];

function comparison({ relaxed, portable }, ids, peers) {
  const other = new Map(portable.cases.map((one) => [one.id, one]));
  const rows = relaxed.cases
    .filter(({ id }) => ids === undefined || ids.includes(id))
    .map((one) => {
      const slow = other.get(one.id);
      return [
        one.title,
        duration(one.milliseconds.feldspar),
        duration(slow?.milliseconds.feldspar),
        ...peers.map((peer) => {
          if (one.failures[peer] !== undefined) return "fails";
          return [one.ratios[peer], slow?.ratios[peer]]
            .filter((value) => value !== undefined)
            .map(times)
            .join(" / ");
        }),
      ];
    });
  return table(["", "relaxed", "portable", ...peers.map((peer) => `vs ${peer}`)], rows);
}

/** Said when others were at work on the machine. */
export const loadNote = (load) => (load > 2 ? `, busy with other work (load ${load})` : "");

export function environmentLine({ relaxed }) {
  const { node, v8, cpu, date, platform, load } = relaxed.environment;
  return `Node ${node} (V8 ${v8}, ${platform}), ${cpu}, ${date}${loadNote(load)}`;
}

export const digests = ({ relaxed, portable }) =>
  `WebAssembly (SHA-256): relaxed \`${relaxed.environment.wasmSha256.slice(0, 16)}…\`, portable \`${portable.environment.wasmSha256.slice(0, 16)}…\`.`;

/** The short one, for the README. */
export const shortTable = (engine) => comparison(engine, ASKED_FOR, MAIN_PEERS);

/** Every case, every peer that has at least one of the cases. */
export function fullTable(engine) {
  const peers = [
    ...new Set(engine.relaxed.cases.flatMap((one) => [...Object.keys(one.ratios), ...Object.keys(one.failures)])),
  ];
  return comparison(engine, undefined, peers);
}

/** What must be known to judge a row, and why a peer could not do it. */
export function notes(engine) {
  const lines = engine.relaxed.cases.filter(({ note }) => note).map(({ title, note }) => `- ${title}: ${note}.`);
  const failing = engine.relaxed.cases.flatMap(({ title, failures }) =>
    Object.entries(failures).map(([peer, why]) => `- ${title}: ${peer} fails (${why}).`),
  );
  const missing = Object.entries(engine.relaxed.missing).map(([peer, why]) => `- ${peer} could not be loaded: ${why}.`);
  return [...new Set([...lines, ...failing, ...missing])].join("\n");
}

/** Rows of goals.ts with what each engine and kernel came to. */
export function goalsTable(engines) {
  const columns = engines.flatMap((engine) => ["relaxed", "portable"].map((kernel) => ({ engine, kernel })));
  const rows = new Map();
  columns.forEach(({ engine, kernel }, column) => {
    for (const { row, goal, measured, verdict } of engine[kernel].verdicts) {
      const key = `${row}|${goal}`;
      if (!rows.has(key)) rows.set(key, { row, goal, cells: columns.map(() => "") });
      const mark = { met: "✓", MISSED: "✗", noted: "", "not measured": "not measured" }[verdict];
      rows.get(key).cells[column] = [measured, mark].filter((part) => part !== "").join(" ");
    }
  });
  const name = ({ engine, kernel }) => `${engine.relaxed.environment.node.split(".")[0]}, ${kernel}`;
  return table(
    ["", "goal", ...columns.map((column) => `Node ${name(column)}`)],
    [...rows.values()].map(({ row, goal, cells }) => [row, goal, ...cells]),
    [0, 1],
  );
}

/** Sizes and start-up of several libraries, which are figures and not cases. */
export function figuresTable(engines) {
  const names = [...new Set(engines.flatMap((engine) => Object.keys(engine.relaxed.figures)))];
  const unit = (name) => (name.includes("gzip") ? "KB" : "ms");
  return table(
    [
      "",
      ...engines.flatMap((engine) =>
        ["relaxed", "portable"].map((kernel) => `Node ${engine.relaxed.environment.node.split(".")[0]}, ${kernel}`),
      ),
    ],
    names.map((name) => [
      name,
      ...engines.flatMap((engine) =>
        ["relaxed", "portable"].map((kernel) => {
          const value = engine[kernel].figures[name];
          return value === undefined ? "" : `${value.toFixed(1)} ${unit(name)}`;
        }),
      ),
    ]),
  );
}
