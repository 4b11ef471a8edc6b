// The section of docs/network.md on what `npm run test:soak` found.
import { onWhat, table } from "./text.mjs";

const grouped = (number) => number.toLocaleString("en-US");
const middle = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
const span = (numbers) => `${Math.min(...numbers)} – ${Math.max(...numbers)} MB`;

/** Of the sharders, which nobody has killed, and of the miners. */
function memoryRows({ memory: { start, end } }) {
  const of = (memory, role) =>
    Object.entries(memory?.of ?? {})
      .filter(([name]) => name.startsWith(role))
      .map(([, megabytes]) => megabytes);
  return ["sharder", "miner"].map((role) => [`${role}s`, span(of(start, role)), span(of(end, role))]);
}

export function soaked(found) {
  const { verified, watched, period, members, sharders, killEvery, kills, replacements, lag, seconds, ...run } = found;
  const back = kills.map((kill) => kill.back).filter((time) => time !== null);
  const replaced = [...new Set(replacements.map((one) => one.replaced))].join(" or ");
  const rounds = replacements.map(({ round }) => grouped(round)).join(", ");
  return [
    `${onWhat(run)}, load ${run.load}: ${members} members, ${sharders} sharders, a round every ${period} s. Each of ${grouped(verified)} rounds was fetched once,`,
    `and verified by drand-client; its \`watch\` delivered ${grouped(watched)} rounds in a row. ${kills.length} members were killed, one every ${killEvery} rounds, and took part`,
    `again after ${middle(back)} s (median, at most ${Math.max(...back)} s). ${replacements.length} reshares replaced ${replaced} members at a time (at rounds ${rounds}): one group key, one chain hash.`,
    `From when a round is due until the client has verified it: median ${lag.median} ms, p99 ${grouped(lag.p99)} ms, at most ${grouped(lag.most)} ms. ${Math.round(seconds / 60)} minutes.`,
    "",
    table(["resident memory", "at the start", "at the end"], memoryRows(found)),
  ].join("\n");
}
