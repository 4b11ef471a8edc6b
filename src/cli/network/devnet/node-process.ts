// A node of a devnet: a process that is started again when it ends, unless it says that this is of no use.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DAEMON_EXIT } from "../exit.js";
import type { NodePlan } from "./founding.js";

const PROGRAM = fileURLToPath(new URL("../../main.js", import.meta.url));

/** After which a node is not started again: it would end in the same way. */
const FOR_GOOD: readonly (number | null)[] = [DAEMON_EXIT.badInput, DAEMON_EXIT.diverged, DAEMON_EXIT.setAside];
/** Pause before a node is started again, in milliseconds. */
const PAUSE = 200;
/** Of ends by itself, none of them asked for: more are a fault of its own. */
const MOST_ENDS = 20;
/** How long it may take to end in order, in milliseconds. */
const PATIENCE = 12_000;

export class NodeProcess {
  private child: ChildProcess | null = null;
  private ending = false;
  private ends = 0;
  private starting: NodeJS.Timeout | undefined;
  private exited: Promise<void> = Promise.resolve();
  restarts = 0;
  /** How it ended last, for people. */
  lastEnd = "";
  isStopped = false;

  constructor(
    readonly plan: NodePlan,
    /** It has ended, and is not started again. */
    private readonly onFailed: (why: string) => void,
  ) {}

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  start(): void {
    const log = openSync(join(this.plan.folder, "log.jsonl"), "a", 0o600);
    const args = [PROGRAM, this.plan.role, "--state", this.plan.folder];
    // its own group: a Ctrl-C on the terminal is for the devnet, which ends its nodes; they end with it in any case
    const child = spawn(process.execPath, args, {
      stdio: ["pipe", log, log],
      detached: true,
      env: { ...process.env, FELDSPAR_END_WITH_INPUT: "1" },
    });
    closeSync(log);
    this.child = child;
    child.stdin?.on("error", () => {});
    this.exited = new Promise((resolve) => {
      child.once("error", (error) => this.ended(child, null, error.message, resolve));
      child.once("exit", (code, signal) => this.ended(child, code, signal ?? `status ${code}`, resolve));
    });
  }

  private ended(child: ChildProcess, code: number | null, how: string, resolve: () => void): void {
    if (this.child !== child) return;
    this.child = null;
    this.lastEnd = how;
    this.isStopped = false;
    resolve();
    if (this.ending) return;
    const { name } = this.plan;
    this.ends++;
    if (FOR_GOOD.includes(code) || this.ends > MOST_ENDS) this.onFailed(`${name} has ended with ${how}`);
    else {
      this.restarts++;
      this.starting = setTimeout(() => this.start(), PAUSE);
    }
  }

  /** As kill -9 does. */
  kill(): void {
    this.child?.kill("SIGKILL");
  }

  /** Neither hears nor speaks until `go`. */
  halt(): void {
    this.isStopped = this.child?.kill("SIGSTOP") ?? false;
  }

  go(): void {
    this.child?.kill("SIGCONT");
    this.isStopped = false;
  }

  /** Ends it for good; resolves when it has ended. */
  async end(): Promise<void> {
    this.ending = true;
    clearTimeout(this.starting);
    const { child } = this;
    if (child === null) return;
    this.go();
    child.kill("SIGTERM");
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    await this.exited;
    clearTimeout(timer);
  }
}
