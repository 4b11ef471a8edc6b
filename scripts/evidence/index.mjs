// Writes what the long runs found (docs/evidence) into docs/testing.md, docs/security.md and
// docs/network.md.
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { MUTANTS } from "../../test/mutants/table.mjs";
import { writeSection } from "../diagrams/documents.mjs";
import { figures, scenarios } from "./network.mjs";
import { readEvidence } from "./results.mjs";
import { soaked } from "./soak.mjs";
import { onWhat, table } from "./text.mjs";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), "../.."));

const COMMANDS = { fuzz: "npm run fuzz -- --record", soak: "npm run test:soak -- --record" };

function need(name) {
  const evidence = readEvidence(name);
  if (evidence === null)
    throw new Error(`docs/evidence/${name}.json is missing: ${COMMANDS[name] ?? `npm run test:${name}`}`);
  return evidence;
}

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
const isBusy = (load, cores) => load > cores;

function mutants() {
  const { mutants: all, ...run } = need("mutants");
  const killed = all.filter((mutant) => mutant.killed);
  const survivors = all.filter((mutant) => !mutant.killed);
  const reasons = new Map(MUTANTS.map(({ id, equivalent }) => [id, equivalent]));
  const layers = [...new Set(all.map(({ layer }) => layer))].map((layer) => {
    const own = all.filter((mutant) => mutant.layer === layer);
    return [layer, own.length, own.filter((mutant) => mutant.killed).length];
  });
  const share = Math.floor((1000 * killed.length) / all.length) / 10;
  const operators = [...new Set(all.map(({ operator }) => operator))].sort().join(", ");
  return [
    `${killed.length} of ${all.length} mutants were killed, ${share} % (${onWhat(run)}). Operators: ${operators}.`,
    "",
    table(["layer", "mutants", "killed"], layers),
    "",
    survivors.length === 0
      ? "None survived."
      : table(
          ["survived", "file", "why"],
          survivors.map(({ id, file }) => [id, `\`${file}\``, reasons.get(id) ?? "no test sees it yet"]),
          3,
        ),
  ].join("\n");
}

function differential() {
  const { results, seed, minutes, ...run } = need("differential");
  const names = (part) => [...new Set(results.flatMap((result) => Object.keys(result[part])))];
  const rows = (part) =>
    names(part).map((name) => [name, ...results.map((result) => grouped(result[part][name] ?? 0))]);
  const differing = results.reduce((sum, result) => sum + result.differing, 0);
  return [
    `${differing} differences in ${grouped(run.operations)} operations and ${grouped(run.batches)} batches on each kernel,` +
      ` seed ${seed}, ${minutes} minutes (${onWhat(run)}):`,
    "",
    table(["compared", ...results.map(({ kernel }) => kernel)], [...rows("field"), ...rows("batches")]),
  ].join("\n");
}

const NANOSECONDS = [
  [1e6, "ms"],
  [1e3, "µs"],
  [1, "ns"],
];

function time(nanoseconds) {
  const [size, unit] = NANOSECONDS.find(([least]) => nanoseconds >= least) ?? [1, "ns"];
  return `${Number((nanoseconds / size).toPrecision(2))} ${unit}`;
}

function timing() {
  const { reports, ...run } = need("timing");
  const t = ({ first, second, leaks }) => {
    const said = first.t.toFixed(1).replace("-", "−");
    if (second === null) return said;
    return `${said}, then ${second.t.toFixed(1).replace("-", "−")}${leaks ? " **leaks**" : ""}`;
  };
  const loads = reports.flatMap(({ environment, loadAtEnd }) => [environment.load, loadAtEnd]);
  const most = Math.max(...loads);
  const { seconds } = reports[0].effort;
  const rows = reports.flatMap(({ environment: { node, kernel }, operations }) =>
    operations.map(({ title, median, same, tests, planted }) => [
      `${node.split(".")[0]}, ${kernel}`,
      title,
      time(median),
      t(same),
      ...tests.map(t),
      time(planted.nanoseconds),
      `${planted.found} of ${planted.runs}`,
    ]),
  );
  const controls = reports.map(({ environment: { node, kernel }, control }) => {
    return `${control.first.t.toFixed(0).replace("-", "−")} (Node ${node.split(".")[0]}, ${kernel})`;
  });
  return [
    `${onWhat(run)}, load ${Math.min(...loads)} to ${most}${isBusy(most, run.cores) ? ": a busy machine, a quiet one finds smaller leaks" : ""};` +
      ` ${seconds} seconds for each pair of classes. t of each class against random secrets; above 4.5 in a first and in a`,
    "second look, four times as long, it is a leak. *Finds*: the difference that these measurements see, expected from their",
    "noise, and *planted*: in how many runs a leak of that size, put in on purpose, was seen.",
    "",
    table(
      ["Node", "operation", "median", "equal classes", "fixed", "four bits set", "below 2^64", "finds", "planted"],
      rows,
      2,
    ),
    "",
    `The multiplication for public scalars, which leaks on purpose, has t = ${controls.join(", ")}.`,
  ].join("\n");
}

function fuzz() {
  const { plans, views, rounds, failed, seconds, threads, happened, ...run } = need("fuzz");
  const named = { deaths: "crash", "forks of the ledger": "fork", "members removed": "removed" };
  const counts = Object.entries(named).map(([name, kind]) => `${grouped(happened[kind] ?? 0)} ${name}`);
  const forged = Object.entries(happened).filter(([kind]) => kind.startsWith("evidence "));
  const evidence = forged.reduce((sum, [, count]) => sum + count, 0);
  return (
    `${grouped(plans)} plans in one run: ${grouped(views)} views in ${grouped(rounds)} rounds, ${counts.join(", ")}, ` +
    `${grouped(evidence)} times evidence; ${failed.length} plans failed. ${Math.round(seconds / 60)} minutes on ` +
    `${threads} threads (${onWhat(run)}).`
  );
}

writeSection("docs/testing.md", "fuzz", fuzz());
writeSection("docs/testing.md", "mutants", mutants());
writeSection("docs/testing.md", "differential", differential());
writeSection("docs/security.md", "timing", timing());
writeSection("docs/network.md", "scenarios", scenarios(need("network")));
writeSection("docs/network.md", "figures", figures(need("network")));
writeSection("docs/network.md", "soak", soaked(need("soak")));
