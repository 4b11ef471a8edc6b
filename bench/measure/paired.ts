// Interleaved, paired measurement: on a shared machine a single timing drifts by tens of percent, so every round times
// all contestants one after the other with tinybench, and only ratios within a round count. The figure is the median of
// the rounds' ratios.
import { Bench } from "tinybench";

export type Contestants = Readonly<Record<string, () => unknown>>;

export interface PairedOptions {
  /** Most rounds. */
  readonly rounds: number;
  /** Milliseconds per contestant and round. */
  readonly time: number;
  /** Milliseconds for a whole case: fewer rounds where single calls are long, but at least one. */
  readonly budget: number;
}

export interface PairedResult {
  /** Fastest observed time of one call, in milliseconds, by contestant. */
  readonly milliseconds: Record<string, number>;
  /** Median over the rounds of (other's time / first contestant's time), by other contestant. */
  readonly ratios: Record<string, number>;
  /** Lowest and highest of the rounds' ratios. */
  readonly spread: Record<string, readonly [number, number]>;
  readonly rounds: number;
  /** Others that threw, with what they said: they take no part. */
  readonly failures: Record<string, string>;
}

/** The first contestant is the one the others are compared with. */
export function measurePaired(contestants: Contestants, { rounds, time, budget }: PairedOptions): PairedResult {
  const [first, ...others] = Object.keys(contestants);
  if (first === undefined) throw new Error("no contestants");
  const failures: Record<string, string> = {};
  const single: Record<string, number> = {};
  for (const name of [first, ...others]) {
    const begun = performance.now();
    try {
      contestants[name]?.();
      single[name] = performance.now() - begun;
    } catch (error) {
      if (name === first) throw error;
      failures[name] = String((error as Error | undefined)?.message ?? error);
    }
  }
  const names = Object.keys(single);
  const round = names.reduce((sum, name) => sum + Math.max(time, single[name] as number), 0);
  const most = Math.max(1, Math.min(rounds, Math.floor(budget / round)));
  const warm = round * 4 < budget;
  const fastest: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let count = warm ? -1 : 0; count < most; count++) {
    for (const name of names) {
      const bench = new Bench({
        time,
        iterations: (single[name] as number) > time ? 1 : 2,
        warmup: count < 0,
        warmupTime: time,
        warmupIterations: 1,
      });
      bench.add(name, contestants[name] as () => unknown);
      const [task] = bench.runSync();
      const result = task?.result;
      if (!result || result.state === "errored" || !("latency" in result)) {
        throw new Error(`${name}: ${JSON.stringify(result)}`);
      }
      if (count >= 0) fastest[name]?.push(result.latency.min);
    }
  }
  const base = fastest[first] as number[];
  // slow peers leave few rounds: our own time, which goals in milliseconds are about, gets some more of them, outside
  // the ratios
  const own = most < rounds ? more(contestants[first] as () => unknown, budget / 4) : [];
  const ratios: Record<string, number> = {};
  const spread: Record<string, readonly [number, number]> = {};
  for (const name of names.slice(1)) {
    const each = (fastest[name] as number[]).map((value, index) => value / (base[index] as number));
    ratios[name] = median(each);
    spread[name] = [Math.min(...each), Math.max(...each)];
  }
  return {
    milliseconds: Object.fromEntries(
      names.map((name) => [name, Math.min(...(fastest[name] as number[]), ...(name === first ? own : []))]),
    ),
    ratios,
    spread,
    rounds: most,
    failures,
  };
}

function more(run: () => unknown, time: number): number[] {
  const times: number[] = [];
  for (let spent = 0; spent < time && times.length < 20; spent += times.at(-1) as number) {
    const begun = performance.now();
    run();
    times.push(performance.now() - begun);
  }
  return times;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
