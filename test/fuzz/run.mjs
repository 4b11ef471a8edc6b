// `npm run fuzz`: plays plans until it is told to stop or has played as many as were asked for.
//
//   npm run fuzz -- --plans 100000 --from 0 --threads 2
//   npm run fuzz -- --plan 4711            one plan, with what was found
//   npm run fuzz -- --plans 200 --core     with the real core in the place of the transparent group
//   npm run fuzz -- --rules                every rule switched off must be found within 1000 plans
//
// --record writes what was found to docs/evidence/fuzz.json, of which `npm run generate` makes a line in
// docs/testing.md.
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { writeEvidence } from "../../scripts/evidence/results.mjs";
import { findRule, makePlayer, playMany, RULES } from "./fuzzer.mjs";

const { values } = parseArgs({
  options: {
    plans: { type: "string", default: "100000" },
    from: { type: "string", default: "0" },
    threads: { type: "string", default: String(Math.min(availableParallelism(), 8)) },
    plan: { type: "string" },
    core: { type: "boolean", default: false },
    rules: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    record: { type: "boolean", default: false },
  },
});

const whole = (name) => {
  const value = Number(values[name]);
  if (!Number.isSafeInteger(value) || value < 0) {
    process.stderr.write(`--${name}: expected a whole number, got ${values[name]}\n`);
    process.exit(2);
  }
  return value;
};

const threads = Math.max(1, whole("threads"));
const begun = performance.now();
const seconds = () => (performance.now() - begun) / 1000;

async function playRules() {
  let lost = 0;
  for (const [position, rule] of RULES.entries()) {
    const { found, played } = await findRule(rule, position, { threads });
    if (found === null) lost++;
    const outcome =
      found === null ? `NOT FOUND in ${played} plans` : `found by plan ${found.number}: ${found.found[0]}`;
    process.stdout.write(`${rule.name}\n    ${outcome}\n`);
  }
  process.stdout.write(`${RULES.length - lost} of ${RULES.length} rules found in ${seconds().toFixed(0)} s\n`);
  return lost === 0 ? 0 : 1;
}

async function playPlans(first, last) {
  const player = await makePlayer({ real: values.core });
  const failures = [];
  const count = { plans: 0, views: 0, rounds: 0 };
  /** @type {Record<string, number>} */
  const happened = {};
  let stopped = false;
  process.once("SIGINT", () => {
    stopped = true;
  });
  let shown = 0;
  const onResult = (result) => {
    count.plans++;
    count.views += result.views;
    count.rounds += result.rounds;
    for (const [kind, times] of Object.entries(result.counts)) happened[kind] = (happened[kind] ?? 0) + times;
    if (result.found.length > 0) {
      failures.push(result);
      process.stdout.write(`${result.line}\n${result.found.map((what) => `    ${what}\n`).join("")}`);
    }
    if (process.stderr.isTTY && performance.now() - shown > 500) {
      shown = performance.now();
      process.stderr.write(`\r${count.plans} of ${last - first + 1} plans, ${failures.length} failed `);
    }
  };
  await playMany({
    player,
    transparent: !values.core,
    threads,
    first,
    last,
    onResult,
    stop: () => stopped || failures.length >= 20,
  });
  if (process.stderr.isTTY) process.stderr.write("\r\x1b[K");
  const failed = failures.map(({ number }) => number);
  const summary = { ...count, failed, seconds: Math.round(seconds()), threads, happened };
  if (values.record) writeEvidence("fuzz", summary);
  if (values.json) process.stdout.write(`${JSON.stringify(summary)}\n`);
  else {
    const { plans, views, rounds } = summary;
    process.stdout.write(
      `${plans} plans with ${views} views in ${rounds} rounds, ${failures.length} failed, ` +
        `${summary.seconds} s on ${threads} threads\n`,
    );
    const kinds = Object.keys(happened).sort();
    process.stdout.write(`${kinds.map((kind) => `${kind}: ${happened[kind]}`).join(", ")}\n`);
    if (failures.length > 0) process.stdout.write(`again: npm run fuzz -- --plan ${failures[0].number}\n`);
  }
  return failures.length === 0 ? 0 : 1;
}

if (values.rules) process.exitCode = await playRules();
else if (values.plan !== undefined) process.exitCode = await playPlans(whole("plan"), whole("plan"));
else process.exitCode = await playPlans(whole("from"), whole("from") + whole("plans") - 1);
