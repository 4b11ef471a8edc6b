// Goes along with a network of drand: the latest round first, then each as it is due. Nothing here asks by itself
// before `begin`, and nothing after `end`.
import type { DrandAnswer, FromDrand, LiveRound, Source, ToDrand } from "./messages.js";

export type LinkState =
  /** The first answer is awaited. */
  | "asking"
  | "live"
  /** A round is due for a while, and the server has not got it. */
  | "late"
  /** The server says something else than an answer. */
  | "refused"
  /** It does not answer; or the browser has no network. */
  | "silent"
  | "offline"
  /** It has said what cannot be: it is not asked any more. */
  | "lied";

export interface LiveState {
  readonly link: LinkState;
  /** What the network calls itself; empty before it is known. */
  readonly name: string;
  readonly scheme: string;
  /** Verified, the latest first. */
  readonly rounds: readonly LiveRound[];
  /** How many were verified. */
  readonly verified: number;
  /** Since when the next one is due; null where it is not. */
  readonly lateSince: number | null;
  readonly status: number;
  readonly problem: string;
  /** How far this device's clock is behind, as far as rounds show it, in milliseconds. */
  readonly behind: number;
}

const MOST_SHOWN = 12;
/** A round comes so long after it is due, at most; in milliseconds, beside a period. */
const GRACE = 2000;
const PAUSE = { least: 1000, most: 5000 } as const;
/** Of more rounds that were missed, as in a tab that slept, the latest is enough. */
const MOST_MISSED = 10;

const START: LiveState = {
  ...{ link: "asking", name: "", scheme: "", rounds: [], verified: 0 },
  ...{ lateSince: null, status: 0, problem: "", behind: 0 },
};

export class Following {
  private worker: Worker | null = null;
  private source: Source | null = null;
  private asked = 0;
  private waiting: ReturnType<typeof setTimeout> | null = null;
  private period = 0;
  private state: LiveState = START;

  constructor(private readonly show: (state: LiveState) => void) {
    // a network that is there again is not waited for
    addEventListener("online", () => {
      if (this.state.link === "offline") this.go();
    });
  }

  get isFollowing(): boolean {
    return this.source !== null;
  }

  begin(source: Source): void {
    this.end();
    this.source = source;
    this.period = 0;
    this.worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    this.worker.addEventListener("message", ({ data }: MessageEvent<FromDrand>) => {
      if (data.number === this.asked) this.take(data);
    });
    this.state = START;
    this.go();
  }

  /** What is being asked is not awaited any more. */
  end(): void {
    this.worker?.terminate();
    this.worker = null;
    this.source = null;
    this.asked++;
    if (this.waiting !== null) clearTimeout(this.waiting);
    this.waiting = null;
  }

  private tell(change: Partial<LiveState>): void {
    this.state = { ...this.state, ...change };
    this.show(this.state);
  }

  /** By the clock of the device, set right by the rounds that were seen. */
  private get now(): number {
    return Date.now() + this.state.behind;
  }

  /** When the round after the last one is due. */
  private get nextDue(): number | null {
    const last = this.state.rounds[0];
    return last === undefined ? null : last.due + this.period;
  }

  private go(): void {
    const { source, worker, nextDue, period } = this;
    if (source === null || worker === null) return;
    if (this.waiting !== null) clearTimeout(this.waiting);
    this.waiting = null;
    this.tell({});
    const number = ++this.asked;
    const ask = (question: ToDrand) => worker.postMessage(question);
    const last = this.state.rounds[0];
    const isNear = nextDue !== null && this.now - nextDue < MOST_MISSED * period;
    const wanted = last !== undefined && isNear ? last.round + 1 : "latest";
    ask(period === 0 ? { number, source, type: "chain" } : { number, source, type: "round", wanted });
  }

  private goAt(time: number): void {
    this.waiting = setTimeout(() => this.go(), Math.max(0, time - this.now));
  }

  private take(answer: DrandAnswer): void {
    switch (answer.type) {
      case "chain":
        this.period = answer.period;
        this.tell({ name: answer.name, scheme: answer.scheme });
        this.go();
        break;
      case "round":
        this.add(answer);
        break;
      case "lie":
        this.end();
        this.tell({ link: "lied", problem: answer.problem });
        break;
      case "missing":
        this.wait(this.period > 0 && answer.status !== 429 ? "late" : "refused", answer.status);
        break;
      case "silent":
        this.wait(navigator.onLine ? "silent" : "offline");
        break;
    }
  }

  private add({ round, due, signature, randomness }: LiveRound): void {
    const { state } = this;
    const last = state.rounds[0]?.round ?? 0;
    // a server's latest may be an old one
    if (round <= last) {
      this.wait("late", 200);
      return;
    }
    // nobody can have a round before it is due: the clock here is behind
    const behind = Math.max(state.behind, due - Date.now());
    const rounds = [{ round, due, signature, randomness }, ...state.rounds].slice(0, MOST_SHOWN);
    this.tell({ rounds, verified: state.verified + 1, behind });
    if (!this.isLate()) this.tell({ link: "live", lateSince: null });
    this.goAt(this.nextDue!);
  }

  /** Later than a round that is only on its way. */
  private isLate(): boolean {
    return this.nextDue === null || this.now > this.nextDue + this.period + GRACE;
  }

  private wait(link: LinkState, status = 0): void {
    const { nextDue, period } = this;
    if (link !== "late" || this.isLate()) this.tell({ link, status, lateSince: link === "late" ? nextDue : null });
    this.goAt(this.now + Math.min(PAUSE.most, Math.max(PAUSE.least, period / 3)));
  }
}
