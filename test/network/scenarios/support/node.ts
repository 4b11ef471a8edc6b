// One node of a scenario: a process that is started again within a second when it ends, as a supervisor would, unless
// its exit status says that this is of no use.
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, existsSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { controlJson } from "../../../../src/cli/network/control-client.js";
import { DAEMON_EXIT } from "../../../../src/cli/network/exit.js";
import type { NodePlace } from "./founding.js";

const PROGRAM = fileURLToPath(new URL("../programs/node.mjs", import.meta.url));
const FOR_GOOD: readonly (number | null)[] = [DAEMON_EXIT.badInput, DAEMON_EXIT.diverged, DAEMON_EXIT.setAside];
const PAUSE = 200;
/** How long it may take to end in order, in milliseconds. */
const PATIENCE = 12_000;

/** A place at which a process ends itself with kill -9, counted from 1 within the phase in one life of it. */
export interface KillPoint {
  readonly number: number;
  readonly phase: string;
  readonly of: "miner" | "beacon";
  readonly at: "before-put" | "after-put" | "after-effect";
  readonly count: number;
}

/** What is so around a process; `programs` has what each does. */
export interface Around {
  readonly kills?: readonly KillPoint[];
  /** Hosts that do not hear it. */
  readonly blocked?: readonly string[];
  /** Milliseconds after which a message of a peer is taken. */
  readonly slow?: number;
  /** Are messages of peers accepted and never answered? */
  readonly silent?: boolean;
  /** Milliseconds after which the log is shown to it. */
  readonly behind?: number;
  readonly putDelay?: number;
  /** The code of what every put fails with. */
  readonly putFails?: string | null;
  /** Milliseconds that its clock is ahead. */
  readonly clock?: number;
  /** Does it lie? */
  readonly liar?: boolean;
  /** Whose snapshot it goes on from when it has none. */
  readonly snapshotFrom?: string;
  readonly etcd?: { readonly endpoints: readonly string[]; readonly genesisHash: string };
}

export interface Ended {
  readonly pid: number;
  readonly status: number | null;
  readonly signal: string | null;
}

/** What its control socket tells, as far as scenarios need it. */
export interface Said {
  readonly pid: number;
  readonly begun: boolean;
  readonly ready: boolean;
  readonly stopped: string | null;
  readonly head: { readonly round: number; readonly position: string; readonly logHash: string };
  readonly beaconRound: number | null;
  readonly blocks: Readonly<Record<string, string>>;
  readonly views?: readonly number[];
}

export class ScenarioNode {
  private child: ChildProcess | null = null;
  private isEnding = false;
  private timer: NodeJS.Timeout | undefined;
  /** How every process of it has ended, in order. */
  readonly ends: Ended[] = [];
  readonly pids: number[] = [];
  /** Is it started again? */
  restarts = true;
  /** The round of another's snapshot from which it went on. */
  joinedFrom: number | null = null;
  onEnded: (ended: Ended) => void = () => {};
  onReached: (point: KillPoint) => void = () => {};

  constructor(
    readonly place: NodePlace,
    /** What is so around each of its processes from the beginning. */
    public around: Around = {},
  ) {}

  get name(): string {
    return this.place.name;
  }

  get pid(): number | null {
    return this.child?.pid ?? null;
  }

  start(): void {
    clearTimeout(this.timer);
    if (this.child !== null || this.isEnding) return;
    const { role, folder } = this.place;
    const log = openSync(join(folder, "log.jsonl"), "a", 0o600);
    const child = spawn(process.execPath, [PROGRAM, JSON.stringify(this.around), role, "--state", folder], {
      stdio: ["pipe", log, log, "ipc"],
      env: { ...process.env, FELDSPAR_END_WITH_INPUT: "1", NODE_OPTIONS: "" },
    });
    closeSync(log);
    this.child = child;
    if (child.pid !== undefined) this.pids.push(child.pid);
    child.on("error", () => {});
    child.stdin?.on("error", () => {});
    child.on("message", (told: { readonly reached?: KillPoint; readonly joinedFrom?: number }) => {
      this.joinedFrom = told.joinedFrom ?? this.joinedFrom;
      if (told.reached !== undefined) this.onReached(told.reached);
    });
    child.once("exit", (status, signal) => this.ended(child, status, signal));
  }

  private ended(child: ChildProcess, status: number | null, signal: string | null): void {
    this.child = null;
    const ended = { pid: child.pid ?? 0, status, signal };
    this.ends.push(ended);
    if (!this.isEnding && this.restarts && !FOR_GOOD.includes(status))
      this.timer = setTimeout(() => this.start(), PAUSE);
    this.onEnded(ended);
  }

  /** Changes what is around the running process, and around those that come after it. */
  tell(around: Around): void {
    this.around = { ...this.around, ...around };
    if (this.child?.connected) this.child.send(around, () => {});
  }

  /** kill -9. */
  kill(): void {
    this.child?.kill("SIGKILL");
  }

  halt(): void {
    this.child?.kill("SIGSTOP");
  }

  go(): void {
    this.child?.kill("SIGCONT");
  }

  /** Ends the running process and starts none, until `start`. Resolves when it has ended. */
  async down(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    this.restarts = false;
    clearTimeout(this.timer);
    const { child } = this;
    if (child !== null) await this.finish(child, signal);
    this.restarts = true;
  }

  private async finish(child: ChildProcess, signal: "SIGTERM" | "SIGKILL"): Promise<void> {
    const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill("SIGCONT");
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    await gone;
    clearTimeout(timer);
  }

  /** Ends it for good. */
  async end(): Promise<void> {
    this.isEnding = true;
    clearTimeout(this.timer);
    if (this.child !== null) await this.finish(this.child, "SIGTERM");
  }

  /** How it says that it is; null while it does not answer. */
  async ask(timeout = 2000): Promise<Said | null> {
    if (this.child === null) return null;
    return controlJson<Said>(this.place.folder, "/status", timeout).catch(() => null);
  }

  /** Everything that it has written down. */
  lines(): { readonly time: number; readonly msg: string }[] {
    return this.lastLines(Number.MAX_SAFE_INTEGER)
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line));
  }

  /** The last lines of that. */
  lastLines(count = 8): string {
    const path = join(this.place.folder, "log.jsonl");
    if (!existsSync(path)) return "";
    return readFileSync(path, "utf8").trimEnd().split("\n").slice(-count).join("\n");
  }
}
