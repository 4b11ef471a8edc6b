// Tables of the comparison with other libraries.
import { duration, table, times } from "./format.mjs";

/** What people ask for first, in the README; everything else is in docs/performance.md. */
const ASKED_FOR = ["bls-sign", "bls-verify", "g1-msm-1024", "share-check-100", "recover-67"];

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
