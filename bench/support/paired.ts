// Interleaved, paired measurement: on a shared machine a single timing drifts by tens of percent, so every round times all contestants one after
// the other with tinybench, and only ratios within a round count. The figure is the median of the rounds' ratios.
import { Bench } from "tinybench";

export type Contestants = Readonly<Record<string, () => unknown>>;

export interface PairedResult {
  /** Fastest observed time of one call, in milliseconds, by contestant. */
  readonly milliseconds: Record<string, number>;
  /** Median over the rounds of (other's time / first contestant's time), by other contestant. */
  readonly ratios: Record<string, number>;
  /** Others that threw, with what they said: they take no part. */
  readonly failures: Record<string, string>;
}

/** The first contestant is the one the others are compared with. `time` is milliseconds per contestant and round. */
export function measurePaired(contestants: Contestants, { rounds = 7, time = 60 } = {}): PairedResult {
  const [first, ...others] = Object.keys(contestants);
  if (first === undefined) throw new Error("no contestants");
  const failures: Record<string, string> = {};
  for (const name of others) {
    try {
      contestants[name]?.();
    } catch (error) {
      failures[name] = String((error as Error | undefined)?.message ?? error);
    }
  }
  const names = [first, ...others.filter((name) => !(name in failures))];
  const fastest: Record<string, number[]> = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const name of names) {
      const bench = new Bench({ time, iterations: 2, warmup: round < 0, warmupTime: time, warmupIterations: 1 });
      bench.add(name, contestants[name] as () => unknown);
      const [task] = bench.runSync();
      const result = task?.result;
      if (!result || result.state === "errored" || !("latency" in result)) {
        throw new Error(`${name}: ${JSON.stringify(result)}`);
      }
      if (round >= 0) fastest[name]?.push(result.latency.min);
    }
  }
  const base = fastest[first] as number[];
  const ratios: Record<string, number> = {};
  for (const name of names.slice(1)) {
    ratios[name] = median((fastest[name] as number[]).map((value, round) => value / (base[round] as number)));
  }
  return {
    milliseconds: Object.fromEntries(names.map((name) => [name, Math.min(...(fastest[name] as number[]))])),
    ratios,
    failures,
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2
    ? (sorted[middle] as number)
    : ((sorted[middle - 1] as number) + (sorted[middle] as number)) / 2;
}
