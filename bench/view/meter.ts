// Time, bytes and memory by phase.
export interface PhaseReport {
  readonly name: string;
  readonly milliseconds: number;
  /** CPU time of all threads of the process meanwhile. */
  readonly cpuMilliseconds: number;
  /** Read from the chain or received. */
  readonly bytesIn: number;
  /** Submitted or sent. */
  readonly bytesOut: number;
  /** Of the whole process when the phase ended. */
  readonly residentBytes: number;
}

export class Meter {
  readonly phases: PhaseReport[] = [];

  /** Counts the bytes of what a phase reads and says; only `timed` work is timed. */
  async phase(name: string, work: (tally: Tally) => void | Promise<void>): Promise<void> {
    const tally = new Tally();
    await work(tally);
    const { milliseconds, cpuMilliseconds, bytesIn, bytesOut } = tally;
    this.phases.push({
      name,
      milliseconds,
      cpuMilliseconds,
      bytesIn,
      bytesOut,
      residentBytes: process.memoryUsage.rss(),
    });
  }

  /** Highest resident size of the process so far, in bytes. */
  static peakBytes(): number {
    return process.resourceUsage().maxRSS * 1024;
  }
}

export class Tally {
  milliseconds = 0;
  cpuMilliseconds = 0;
  bytesIn = 0;
  bytesOut = 0;

  timed<T>(work: () => T): T {
    const begun = performance.now();
    const cpu = process.cpuUsage();
    const done = () => {
      const { user, system } = process.cpuUsage(cpu);
      this.milliseconds += performance.now() - begun;
      this.cpuMilliseconds += (user + system) / 1000;
    };
    const result = work();
    if (result instanceof Promise) return result.finally(done) as T;
    done();
    return result;
  }

  /** For work of a millisecond or less, where a single time says little: the fastest of a few. */
  best<T>(work: () => T, times = 7): T {
    let fastest = Number.POSITIVE_INFINITY;
    let result!: T;
    for (let i = 0; i < times; i++) {
      const begun = performance.now();
      result = work();
      fastest = Math.min(fastest, performance.now() - begun);
    }
    this.milliseconds += fastest;
    return result;
  }
}
