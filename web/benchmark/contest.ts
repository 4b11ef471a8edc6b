// The contest: in every round of a case each build and each other library takes its turn, one after the other, so that
// whatever else the machine does disturbs all of them alike. What is shown of the rounds is in statistics.ts.
import type { CoreInfo, KernelName } from "../../src/entry/index.js";
import type { CaseName, FromWorker, ToWorker } from "./messages.js";
import { compare, type Summary } from "./statistics.js";

const ROUNDS = 7;
const MILLISECONDS = 30;

export interface Figure {
  /** "relaxed" and "portable" are ours. */
  readonly name: string;
  readonly ours: boolean;
  /** Of its rounds; null when it failed. */
  readonly summary: Summary | null;
  readonly failure: string | null;
}

export interface CaseFigures {
  readonly id: string;
  readonly title: string;
  readonly figures: readonly Figure[];
}

/** A worker that is asked one thing at a time. */
class Contestant {
  private readonly worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });

  ask(message: ToWorker): Promise<FromWorker> {
    return new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }: MessageEvent<FromWorker>) => {
        if (data.type === "failed") reject(new Error(data.message));
        else resolve(data);
      };
      this.worker.onerror = (event) => reject(new Error(event.message));
      this.worker.postMessage(message);
    });
  }

  async prepare(kernel: KernelName | "auto"): Promise<Extract<FromWorker, { type: "prepared" }>> {
    const answer = await this.ask({ type: "prepare", kernel });
    if (answer.type !== "prepared") throw new Error(`expected "prepared", got "${answer.type}"`);
    return answer;
  }

  async measure(id: string, contestants: readonly string[]): Promise<Extract<FromWorker, { type: "measured" }>> {
    const answer = await this.ask({ type: "measure", id, contestants, milliseconds: MILLISECONDS });
    if (answer.type !== "measured") throw new Error(`expected "measured", got "${answer.type}"`);
    return answer;
  }

  stop(): void {
    this.worker.terminate();
  }
}

export interface ContestOptions {
  readonly onPrepared: (core: CoreInfo) => void;
  readonly onStep: (what: string, share: number) => void;
  readonly onCase: (figures: CaseFigures) => void;
}

export class Contest {
  private readonly workers: { kernel: KernelName; contestant: Contestant }[] = [];
  private stopped = false;

  constructor(private readonly options: ContestOptions) {}

  /** Runs every case once. Ends early, without an error, after `stop`. */
  async run(): Promise<void> {
    const { onPrepared, onStep, onCase } = this.options;
    try {
      onStep("Preparing inputs", 0);
      const { core, cases } = await this.add("auto");
      onPrepared(core);
      for (const other of core.kernels.filter((kernel) => kernel !== core.kernel)) await this.add(other);
      for (const [position, entry] of cases.entries()) {
        const figures = await this.runCase(entry, (round) =>
          onStep(entry.title, (position + round / (ROUNDS + 1)) / cases.length),
        );
        onCase(figures);
      }
    } catch (error) {
      if (!this.stopped) throw error;
    } finally {
      for (const { contestant } of this.workers) contestant.stop();
    }
  }

  stop(): void {
    this.stopped = true;
    for (const { contestant } of this.workers) contestant.stop();
  }

  private async add(kernel: KernelName | "auto") {
    const contestant = new Contestant();
    const place = { kernel: "portable" as KernelName, contestant };
    this.workers.push(place);
    const prepared = await contestant.prepare(kernel);
    place.kernel = prepared.core.kernel;
    return prepared;
  }

  private async runCase({ id, title, contestants }: CaseName, onRound: (round: number) => void): Promise<CaseFigures> {
    const times = new Map<string, number[]>();
    const failures = new Map<string, string>();
    // the first round warms everything up and does not count
    for (let round = 0; round <= ROUNDS; round++) {
      onRound(round);
      for (const [position, { kernel, contestant }] of this.workers.entries()) {
        const asked = position === 0 ? contestants.filter((name) => !failures.has(name)) : contestants.slice(0, 1);
        const measured = await contestant.measure(id, asked);
        const nameOf = (name: string) => (name === contestants[0] ? kernel : name);
        for (const [name, message] of Object.entries(measured.failures)) failures.set(nameOf(name), message);
        if (round === 0) continue;
        for (const [name, time] of Object.entries(measured.times)) {
          times.set(nameOf(name), [...(times.get(nameOf(name)) ?? []), time]);
        }
      }
    }
    const ours = this.workers.map(({ kernel }) => kernel as string);
    const base = times.get(ours[0] ?? "") ?? [];
    const names = [...ours, ...contestants.slice(1)];
    const figures = names.map((name): Figure => {
      const own = times.get(name);
      const failure = failures.get(name) ?? null;
      if (own === undefined || failure !== null) {
        return { name, ours: ours.includes(name), summary: null, failure };
      }
      return { name, ours: ours.includes(name), summary: compare(own, base), failure };
    });
    return { id, title, figures };
  }
}
