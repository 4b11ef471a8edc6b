// `npm run test:mutants`: changes one place after the other in a copy of the tree and runs the nearest tests. A change
// that no test sees has survived: at least 95 of 100 must not.
//
//   npm run test:mutants -- --jobs 2
//   npm run test:mutants -- --layer protocol
//   npm run test:mutants -- --only lost-carry,last-slice
//
// A run of all of them writes docs/evidence/mutants.json, of which `npm run generate` makes the section in
// docs/testing.md. With --update a run of some replaces what is written there of these.
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { readEvidence, writeEvidence } from "../../scripts/evidence/results.mjs";
import { replaceOnce } from "../support/replace-once.mjs";
import { MUTANTS } from "./table.mjs";
import { Workplace } from "./workplace.mjs";

const LEAST = 0.95;

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    layer: { type: "string" },
    jobs: { type: "string", default: String(Math.min(availableParallelism(), 4)) },
    seconds: { type: "string", default: "600" },
    update: { type: "boolean", default: false },
  },
});
const refuse = (what) => {
  process.stderr.write(`test:mutants: ${what}\n`);
  process.exit(2);
};
const positive = (name) => {
  const value = Number(values[name]);
  return Number.isSafeInteger(value) && value > 0 ? value : refuse(`--${name}: expected a number, got ${values[name]}`);
};
const [jobs, seconds] = [positive("jobs"), positive("seconds")];
const names = values.only?.split(",");
const chosen = MUTANTS.filter(
  ({ id, layer }) => (names?.includes(id) ?? true) && (values.layer === undefined || layer === values.layer),
);
if (chosen.length === 0) refuse("no such mutants");
// before anything is run: a place that is gone is an error
for (const { id, file, from, to } of chosen)
  replaceOnce(readFileSync(file, "utf8"), from, to, `mutant ${id} in ${file}`);

const workplaces = Array.from({ length: Math.min(jobs, chosen.length) }, () => new Workplace());
const clear = () => {
  for (const workplace of workplaces) workplace.remove();
};
process.once("SIGINT", () => {
  clear();
  process.exit(130);
});

/** The tests must be green before one of them can be red for a mutant. */
async function baseline() {
  const files = [...new Set(chosen.flatMap(({ tests }) => tests))];
  const shares = workplaces.map((_, index) =>
    files.filter((_file, position) => position % workplaces.length === index),
  );
  const verdicts = await Promise.all(
    workplaces.map((workplace, index) => (shares[index].length === 0 ? {} : workplace.test(shares[index], 3600))),
  );
  const bad = verdicts.find(({ killed, broken }) => killed || broken !== undefined);
  if (bad !== undefined) throw new Error(`without any mutant: ${bad.by ?? ""}\n${bad.broken ?? bad.messages}`);
}

async function work(workplace, queue, results) {
  for (let mutant = queue.shift(); mutant !== undefined; mutant = queue.shift()) {
    const { layer, id, file, operator } = mutant;
    const { messages: _, ...verdict } = await workplace.try(mutant, seconds);
    results.push({ layer, id, file, operator, ...verdict });
    const outcome = verdict.broken !== undefined ? "BROKEN" : verdict.killed ? "killed" : "SURVIVED";
    const detail = verdict.by ?? verdict.broken ?? "";
    process.stdout.write(`${results.length}/${chosen.length} ${outcome} ${id} (${verdict.seconds} s) ${detail}\n`);
  }
}

const results = [];
const begun = performance.now();
try {
  await baseline();
  const queue = [...chosen];
  await Promise.all(workplaces.map((workplace) => work(workplace, queue, results)));
} finally {
  clear();
}
const killed = results.filter((result) => result.killed).length;
const broken = results.filter((result) => result.broken !== undefined);
const minutes = Math.round((performance.now() - begun) / 6000) / 10;
process.stdout.write(`${killed} of ${results.length} mutants killed in ${minutes} min\n`);
for (const { id, file } of results.filter((result) => result.killed === false)) {
  process.stdout.write(`survived: ${id}, ${file}\n`);
}
for (const { id } of broken) process.stdout.write(`does not compile: ${id}\n`);
if (broken.length === 0 && (values.update || chosen.length === MUTANTS.length)) {
  const fresh = new Map(results.map((result) => [result.id, result]));
  const before = new Map((readEvidence("mutants")?.mutants ?? []).map((result) => [result.id, result]));
  const all = MUTANTS.flatMap(({ id }) => fresh.get(id) ?? before.get(id) ?? []);
  writeEvidence("mutants", { mutants: all.map(({ seconds: _, ...rest }) => rest) });
}
process.exitCode = killed < LEAST * results.length || broken.length > 0 ? 1 : 0;
