// The path of somebody new: packs the package, installs the tarball into an empty folder outside the repository, runs
// the README's examples there as they stand, and says how long each step took. Fails when an example does not print
// what its comments say.
//
//   node scripts/newcomer.mjs
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

process.chdir(join(dirname(fileURLToPath(import.meta.url)), ".."));
const folder = mkdtempSync(join(tmpdir(), "feldspar-newcomer-"));

function timed(what, work) {
  const started = performance.now();
  const result = work();
  console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  ${what}`);
  return result;
}

const run = (command, ...args) =>
  execFileSync(command, args, { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });

/** As docs/network.md has it, in the versions that are tested here. */
function packagesOfNodes() {
  const { peerDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  return ["hono", "@hono/node-server", "classic-level"].map((name) => `${name}@${peerDependencies[name]}`);
}

let failed = false;
const started = performance.now();
try {
  execFileSync("npm", ["pack", "--silent", "--pack-destination", folder]);
  const [tarball] = readdirSync(folder);
  timed("npm init, npm install", () => {
    run("npm", "init", "--yes", "--init-type=module");
    run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", `./${tarball}`);
  });
  const examples = [...readFileSync("README.md", "utf8").matchAll(/```js\n([\s\S]*?)```/g)].map(([, code]) => code);
  examples.forEach((code, index) => {
    writeFileSync(join(folder, "example.js"), code);
    const expected = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, text]) => text).join("\n");
    const [imported] = code.match(/feldspar-dkg\/[\w.-]+/);
    const output = timed(`README example ${index + 1} (${imported})`, () => run(process.execPath, "example.js").trim());
    if (output === expected) return;
    failed = true;
    console.error(`        expected ${expected}, got ${output}`);
  });
  if (examples.length === 0) throw new Error("the README has no examples");
  timed("npm install of what nodes need", () =>
    run("npm", "install", "--prefer-offline", "--no-audit", "--no-fund", ...packagesOfNodes()),
  );
  // as the README says, smaller: a network with a member that is killed, two views, and an end of its own
  const devnet = [
    "--miners",
    "4",
    "--sharders",
    "2",
    "--round-time",
    "100",
    "--view-rounds",
    "3",
    "--phase-rounds",
    "10",
  ];
  const end = ["--views", "2", "--rounds", "5", "--faults", "kill:3@share", "--timeout", "240", "--json"];
  const report = timed("npx feldspar devnet: two views, a member killed", () =>
    JSON.parse(run("npx", "feldspar", "devnet", ...devnet, ...end)),
  );
  if (!(report.activated >= 2 && report.agreement && report.verified && report.beaconRounds >= 5)) {
    failed = true;
    console.error(`        ${JSON.stringify(report)}`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${((performance.now() - started) / 1000).toFixed(1).padStart(6)} s  in all`);
process.exit(failed ? 1 : 0);
