// The tables of docs/network.md: what the scenarios of `npm run test:network` found.
import { onWhat, table } from "./text.mjs";

const seconds = (value) => (value < 10 ? `${value} s` : `${Math.round(value)} s`);

/** By name of what was found: what it shows, and what there is to say of it. */
const SCENARIOS = {
  "1-views": ["two views and twenty rounds of the beacon", ({ beaconRounds }) => `${beaconRounds} rounds`],
  "2-kills-fresh": ["kill -9 at every put and after everything that is said, a new key in every view", kills],
  "2-kills-reshare": ["the same, one key that is handed on", kills],
  "3-engine-leader": [
    "etcd's leader killed in each phase, two of three servers away",
    ({ longestStall, away }) => `longest stall ${longestStall} s; away for ${away} s`,
  ],
  "4-partition": [
    "two miners cut off from five, healed",
    ({ roundsMadeByFive, healedSeconds }) =>
      `five make ${roundsMadeByFive} rounds meanwhile; the next view ${seconds(healedSeconds)} after`,
  ],
  "5-slow-peers": [
    "a slow peer, a silent one, one behind with the log",
    ({ membersWhileSlow }) => `${membersWhileSlow} of 7 are members all the same`,
  ],
  "6-byzantine": [
    "a miner and a sharder that lie",
    ({ rounds, perRound }) => `three views, ${rounds} rounds, ${Math.round(perRound)} entries a round`,
  ],
  "7-disk": ["disks full, read-only, slow", ({ ends, status }) => `${ends} ends, all with status ${status}`],
  "8-twin": ["a twin of one identity, an old backup", () => "set aside with status 78"],
  "9-forked-log": ["a log with two histories", () => "one certificate for a number"],
  "9-truncated-log": ["a log that has lost its end", () => "status 65, `LOG_DIVERGED`"],
  "10-clock": ["clocks an hour back and forward", () => "nothing changes"],
  "11-chain": [
    "a contract draws by a round of the beacon",
    ({ gasUsed }) => `${gasUsed.toLocaleString("en-US")} gas to store the round`,
  ],
  "12-late-joiner": [
    "somebody joins after a hundred views, from a snapshot",
    ({ written, joinMilliseconds }) => `${written.entries} entries before; read up in ${joinMilliseconds} ms`,
  ],
  "13-drand": [
    "members die and all are replaced under a beacon in drand's form",
    ({ verified, watched, replacements }) =>
      `${replacements.length} reshares; ${verified} rounds verified by drand-client, ${watched} watched in a row`,
  ],
};

function kills({ killed, unreached, places, chosen, part, views }) {
  const where =
    part === null ? `each of ${places} places alone, with another, with all` : `${chosen} of ${places} places`;
  const phases = [...new Set(unreached.map((name) => /(?:: |^)(\w+) \w+ \S+ \d+$/.exec(name)[1]))];
  const not = unreached.length > 0 ? `; ${unreached.length} not reached, of phase ${phases.join(", ")}` : "";
  return `${killed} deaths at ${where}, in ${views} view changes${not}`;
}

const restarts = ({ processes }) => processes.reduce((sum, one) => sum + one.restarts, 0);

export function scenarios({ scenarios: all, ...run }) {
  const rows = Object.entries(SCENARIOS).map(([name, [what, say]]) => {
    const found = all[name];
    if (found === undefined) return [name.split("-")[0], what, "not run", "", ""];
    return [name.split("-")[0], what, say(found), seconds(found.seconds), restarts(found)];
  });
  return [`${onWhat(run)}; each with processes of its own on loopback.`, "", table(HEADER, rows, 3)].join("\n");
}

const HEADER = ["", "scenario", "found", "took", "restarts"];

/** What is measured: its goal, its value, and whether it is there; null where it was not measured. */
const FIGURES = [
  ["a view change of 7 processes, certified", "< 6 s", "figures-7", ({ certified }) => [certified.second, "s", 6]],
  [
    "the same with one miner killed in each phase",
    "< 20 s, no member lost",
    "figures-7",
    ({ certifiedWithDeaths }) => [certifiedWithDeaths, "s", 20],
  ],
  ["from a start until it takes part", "2 s", "figures-7", ({ live }) => [Math.max(...live), "s", 2]],
  [
    "the engine's leader is lost: longest stall",
    "5 s",
    "3-engine-leader",
    ({ longestStall }) => [longestStall, "s", 5],
  ],
  [
    "catching up",
    "≥ 2000 entries/s",
    "12-late-joiner",
    ({ catchUp }) => [catchUp.perSecond, "entries/s", 2000, "least"],
  ],
  ["`/v1/phase` while the contract checks 100 miners, p99", "< 20 ms", "figures-latency", ({ p99 }) => [p99, "ms", 20]],
  [
    "10,000 junk bodies of 1 KiB a second, without sockets",
    "< 10 % of a core",
    "figures-junk",
    ({ percent }) => [percent, "% of a core", 10],
  ],
  ["memory of a process, 30 miners", "< 150 MB", "figures-30", ({ memory }) => [memory.most, "MB", 150]],
];

export function figures({ scenarios: all }) {
  const rows = FIGURES.map(([what, goal, name, read]) => {
    if (all[name] === undefined) return [what, goal, "not measured", ""];
    const [value, unit, bound, side = "most"] = read(all[name]);
    const isThere = side === "most" ? value <= bound : value >= bound;
    const { date, load } = all[name];
    return [what, goal, `${value} ${unit}${isThere ? "" : " (not there)"}`, `${date}, ${load}`];
  });
  return table(["what", "goal", "measured", "when, load of the machine"], rows, 4);
}
