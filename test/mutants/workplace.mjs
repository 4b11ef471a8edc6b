// A copy of the tree in which a mutant lives: sources are changed, rebuilt where they have to be, tested, and put back.
// The original is never touched.
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { replaceOnce } from "../support/replace-once.mjs";

/** What is built and tests need beside the sources: the embedded core, and what package.json's imports name. */
const BUILT = [
  "bindings/embedded",
  "dist/bindings",
  "build/core.portable.wasm",
  "build/core.relaxed.wasm",
  "build/stamps.json",
];
const CACHED = ["build/entries"];
/** Where a mutant of a per-kernel test is looked for: once, on the kernel that runs everywhere. */
const PROJECTS = ["once", "portable", "protocol"];
/** A change that does not compile is no mutant. */
const BROKEN = /ERROR (AS|TS)\d+|Transform failed|PARSE_ERROR|asc assembly/;

function sourceFiles() {
  const { stdout } = spawnSync("git", ["ls-files", "-co", "--exclude-standard", "-z"], { encoding: "utf8" });
  return stdout.split("\0").filter((file) => file !== "" && !file.startsWith("node_modules") && existsSync(file));
}

export class Workplace {
  #root = mkdtempSync(join(tmpdir(), "feldspar-mutants-"));
  #running = null;

  constructor() {
    for (const file of [...sourceFiles(), ...BUILT, ...CACHED]) {
      if (!existsSync(file)) continue;
      mkdirSync(dirname(join(this.#root, file)), { recursive: true });
      cpSync(file, join(this.#root, file), { recursive: true });
    }
    symlinkSync(resolve("node_modules"), join(this.#root, "node_modules"));
  }

  remove() {
    this.#kill();
    rmSync(this.#root, { recursive: true, force: true });
  }

  #kill() {
    if (this.#running?.pid === undefined) return;
    try {
      process.kill(-this.#running.pid, "SIGKILL");
    } catch {
      // it has ended by itself
    }
  }

  /** Status, output, and whether it took longer than `seconds`. */
  #run(command, args, seconds) {
    return new Promise((done) => {
      const { CI: _, ...environment } = process.env;
      const vectors = resolve(environment.FELDSPAR_VECTORS ?? "../shared/vectors");
      const child = spawn(command, args, {
        cwd: this.#root,
        env: { ...environment, FELDSPAR_VECTORS: vectors, NO_COLOR: "1" },
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      });
      this.#running = child;
      let output = "";
      let late = false;
      const alarm = setTimeout(() => {
        late = true;
        this.#kill();
      }, 1000 * seconds);
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += data));
      const ended = (status) => {
        clearTimeout(alarm);
        this.#running = null;
        done({ status, output, late });
      };
      child.on("close", ended);
      child.on("error", (error) => {
        output += error.message;
        ended(null);
      });
    });
  }

  /** Runs test files up to the first failure: { killed, by } or { broken }. */
  async test(files, seconds) {
    const report = join(this.#root, "build/mutant.json");
    rmSync(report, { force: true });
    const projects = PROJECTS.flatMap((name) => ["--project", name]);
    const args = ["run", ...projects, "--bail=1", "--maxWorkers=1", "--reporter=json", `--outputFile=${report}`];
    const { output, late } = await this.#run("node_modules/.bin/vitest", [...args, ...files], seconds);
    if (late) return { killed: true, by: `does not end within ${seconds} s` };
    if (!existsSync(report)) return { broken: output.slice(-2000) };
    return verdictOf(JSON.parse(readFileSync(report, "utf8")));
  }

  /** Whether its tests see a mutant: { killed, by, seconds } or { broken, seconds }. */
  async try({ id, file, from, to, tests }, seconds) {
    const started = performance.now();
    const path = join(this.#root, file);
    const source = readFileSync(path, "utf8");
    const ended = (verdict) => ({ ...verdict, seconds: Math.round((performance.now() - started) / 1000) });
    writeFileSync(path, replaceOnce(source, from, to, `mutant ${id} in ${file}`));
    // tests of the core compile what they look at themselves
    const rebuilds = file.startsWith("assembly/") && tests.some((name) => !name.startsWith("test/core/"));
    try {
      if (rebuilds) {
        const args = ["scripts/build.mjs", "--wasm-only", "--quiet"];
        const { status, output } = await this.#run(process.execPath, args, seconds);
        if (status !== 0) return ended({ broken: output.slice(-2000) });
      }
      return ended(await this.test(tests, seconds));
    } finally {
      writeFileSync(path, source);
      if (rebuilds) for (const built of BUILT) cpSync(built, join(this.#root, built), { recursive: true });
    }
  }
}

/** Of vitest's report. */
function verdictOf({ success, numTotalTests, testResults }) {
  if (success && numTotalTests > 0) return { killed: false };
  const failed = testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === "failed"),
  );
  const messages = [
    ...failed.flatMap(({ failureMessages }) => failureMessages),
    ...testResults.map(({ message }) => message),
  ].join("\n");
  if (numTotalTests === 0 && messages.trim() === "") return { broken: "no test ran" };
  if (BROKEN.test(messages)) return { broken: messages.slice(0, 2000) };
  return { killed: true, by: failed[0]?.fullName.trim() ?? "a test file that cannot be loaded", messages };
}
