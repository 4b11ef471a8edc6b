// A tutorial as a session: what it says to save, to type and to expect, done in its order in a folder of its own. How a
// document says so:
//
// - a block below a line that ends in "as `name`:" is saved under that name;
// - another block of JavaScript is a program, which prints what the comments behind its `console.log(…)` say;
// - a block of `sh` is typed, line by line; one that begins with a comment in which "leave it running" or "leave them
//   running" stands is not waited for, and its lines are a process each; the lines of one that begins with the comment
//   "each on its machine" run at the same time;
// - a block of `text` is what the commands before it print: … in it stands for anything, a line of nothing else for any
//   lines, and each word that the test names for something that is learned there and meant from then on;
// - below "Open in a browser:" it is an address, below "The page says:" what is found there.
import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { expect } from "vitest";

export interface Block {
  readonly language: string;
  readonly code: string;
  /** The line above it. */
  readonly above: string;
  /** The name under which it is to be saved. */
  readonly name: string | null;
}

export function blocksOf(file: string): Block[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/(?:^(.*)\n\n)?^```(\w+)\n([\s\S]*?)^```$/gm)].map(([, above = "", language, code]) => ({
    language: language!,
    code: code!,
    above,
    name: /as `([\w./-]+)`:$/.exec(above)?.[1] ?? null,
  }));
}

/** Programs of a document that run as they stand. */
export const programsOf = (file: string): string[] =>
  blocksOf(file).flatMap(({ language, name, code }) => (language === "js" && name === null ? [code] : []));

/** Runs a program and compares what it prints with its comments. */
export function runProgram(file: string, code: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
  const expected = [...code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map((match) => match[1]);
  expect(expected.length).toBeGreaterThan(0);
  const output = execFileSync(process.execPath, [basename(file)], { cwd: dirname(file), encoding: "utf8" });
  expect(output.trim().split("\n")).toEqual(expected);
}

export interface TutorialOptions {
  /** Changes a block before it is used: another port, a shorter time. */
  readonly change?: (code: string) => string;
  /** Words that stand for what is printed. */
  readonly learns?: readonly string[];
  /** The text of a page, for tutorials that open one. */
  readonly visit?: (address: string) => Promise<string>;
  /** Seconds to wait for what a process that runs on is to print. Default 120. */
  readonly patience?: number;
}

const ANY_LINES = "(?:.*\\n)*?";
const escaped = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");

/** One run of a tutorial. */
class Session {
  readonly #folder: string;
  readonly #env: Record<string, string>;
  readonly #running: ChildProcess[] = [];
  readonly #learned = new Map<string, string>();
  /** Of the commands of the last block. */
  #printed = "";
  #runsOn = false;

  constructor(
    name: string,
    private readonly options: TutorialOptions,
  ) {
    mkdirSync("build/guide", { recursive: true });
    this.#folder = resolve(mkdtempSync(`build/guide/${name}-`));
    mkdirSync(join(this.#folder, "node_modules"));
    symlinkSync(resolve("."), join(this.#folder, "node_modules/feldspar-dkg"));
    // `npx feldspar` is what is built here
    const tools = join(this.#folder, ".tools");
    mkdirSync(tools);
    writeFileSync(
      join(tools, "npx"),
      [
        "#!/bin/sh",
        "name=$1",
        "shift",
        `[ "$name" = feldspar ] || exec "${resolve("node_modules/.bin")}/$name" "$@"`,
        `exec "${process.execPath}" "${resolve("dist/src/cli/main.js")}" "$@"`,
        "",
      ].join("\n"),
    );
    chmodSync(join(tools, "npx"), 0o755);
    const clean = Object.entries(process.env).filter(([key]) => !key.startsWith("FELDSPAR_"));
    this.#env = { ...(Object.fromEntries(clean) as Record<string, string>), PATH: `${tools}:${process.env.PATH}` };
  }

  #meant(code: string): string {
    let text = this.options.change?.(code) ?? code;
    for (const [word, value] of this.#learned) text = text.replace(new RegExp(`\\b${word}\\b`, "g"), value);
    return text;
  }

  async block({ language, code, name, above }: Block): Promise<void> {
    if (name !== null) {
      mkdirSync(dirname(join(this.#folder, name)), { recursive: true });
      writeFileSync(join(this.#folder, name), this.#meant(code));
    } else if (language === "js") runProgram(join(this.#folder, "program.js"), this.#meant(code));
    else if (language === "sh") await this.#type(this.#meant(code));
    else if (above === "Open in a browser:") this.#printed = await this.#visit(this.#meant(code).trim());
    else if (language === "text") await this.#expect(this.#meant(code));
    else throw new Error(`a block of ${language} that is not saved`);
  }

  #visit(address: string): Promise<string> {
    this.#runsOn = false;
    if (this.options.visit === undefined) throw new Error(`nobody visits ${address}`);
    return this.options.visit(address);
  }

  async #type(code: string): Promise<void> {
    const lines = code.replace(/\\\n\s*/g, "").split("\n");
    this.#runsOn = /^#.*leave (it|them) running/.test(code);
    this.#printed = "";
    const typed = lines.filter((one) => one !== "" && !one.startsWith("#") && !this.#isInstall(one));
    if (this.#runsOn) for (const line of typed) this.#start(line);
    else if (code.startsWith("# each on its machine")) {
      this.#printed = (await Promise.all(typed.map((line) => this.#run(line)))).join("");
    } else for (const line of typed) this.#printed += await this.#run(line);
  }

  /** What a document says to install is what is tried here. */
  #isInstall(line: string): boolean {
    if (line.startsWith("npm install ")) checkInstalled(line);
    return /^npm (init|install) /.test(line);
  }

  #start(line: string): void {
    const child = spawn("bash", ["-c", `exec ${line}`], { cwd: this.#folder, env: this.#env });
    this.#running.push(child);
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        this.#printed += chunk;
      });
    }
  }

  #run(line: string): Promise<string> {
    return new Promise((settle, fail) => {
      const options = { cwd: this.#folder, env: this.#env, encoding: "utf8" } as const;
      const child = execFile("bash", ["-c", line], options, (error, stdout, stderr) => {
        if (error === null) settle(stdout);
        else fail(new Error(`${line}: status ${error.code}\n${stdout}${stderr}`));
      });
      child.stdin?.end();
    });
  }

  async #expect(text: string): Promise<void> {
    const { learns = [], patience = 120 } = this.options;
    const unknown = learns.filter((word) => !this.#learned.has(word) && new RegExp(`\\b${word}\\b`).test(text));
    const lines = text.trimEnd().split("\n");
    // processes that run on, and several at once, print more than a reader has to see
    const between = this.#runsOn ? ANY_LINES : "";
    const source = lines.map((line) => {
      if (line.trim() === "…") return ANY_LINES;
      const spaced = escaped(line.trimEnd()).replaceAll("…", ".*").replace(/ +/g, " +");
      return `${between}${spaced} *\\n`;
    });
    let whole = `${source.join("")}${between}`;
    for (const word of unknown) {
      let times = 0;
      whole = whole.replace(new RegExp(`\\b${word}\\b`, "g"), () => (times++ ? `\\k<${word}>` : `(?<${word}>\\S+)`));
    }
    const pattern = new RegExp(`^${whole}$`);
    const deadline = Date.now() + 1000 * (this.#runsOn ? patience : 0);
    while (!pattern.test(this.#printed) && Date.now() < deadline) {
      if (this.#running.some(({ exitCode }) => exitCode !== null)) break;
      await new Promise((next) => setTimeout(next, 100));
    }
    expect(this.#printed).toMatch(pattern);
    for (const [word, value] of Object.entries(pattern.exec(this.#printed)?.groups ?? {})) {
      this.#learned.set(word, value);
    }
  }

  async end(): Promise<void> {
    await Promise.all(
      this.#running.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = new Promise((settle) => child.once("close", settle));
        child.kill("SIGINT");
        const timer = setTimeout(() => child.kill("SIGKILL"), 15_000);
        await ended;
        clearTimeout(timer);
      }),
    );
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function checkInstalled(line: string): void {
  const { name: own, peerDependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  const known = [own, ...Object.keys({ ...peerDependencies, ...devDependencies })];
  for (const name of line.split(" ").slice(2)) expect(known).toContain(name);
}

/** Does what a tutorial says, from its first block to its last. */
export async function followTutorial(file: string, options: TutorialOptions = {}): Promise<void> {
  const blocks = blocksOf(file);
  expect(blocks.length).toBeGreaterThan(0);
  const session = new Session(basename(file, ".md"), options);
  try {
    for (const block of blocks) await session.block(block);
  } finally {
    await session.end();
  }
}
