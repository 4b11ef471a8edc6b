// Who spent what: real time and bytes, per attempt, phase and miner. Work of one miner is done while nobody else
// works, so that a wall clock measures it; what the contract spends every node spends once.
import { PHASES, type Phase } from "../../magic-block/index.js";
import type { Cost, PhaseCost } from "./report.js";

interface PhaseAccount {
  readonly miners: Map<string, { milliseconds: number; bytesSent: number; bytesReceived: number }>;
  contractMilliseconds: number;
  contractBytes: number;
}

export class Accounts {
  private phases = new Map<Phase, PhaseAccount>();

  /** Starts a new attempt. */
  reset(): void {
    this.phases = new Map();
  }

  private phase(phase: Phase): PhaseAccount {
    let account = this.phases.get(phase);
    if (account === undefined) {
      account = { miners: new Map(), contractMilliseconds: 0, contractBytes: 0 };
      this.phases.set(phase, account);
    }
    return account;
  }

  miner(phase: Phase, id: string, change: Partial<Cost>): void {
    const { miners } = this.phase(phase);
    const account = miners.get(id) ?? { milliseconds: 0, bytesSent: 0, bytesReceived: 0 };
    account.milliseconds += change.milliseconds ?? 0;
    account.bytesSent += change.bytesSent ?? 0;
    account.bytesReceived += change.bytesReceived ?? 0;
    miners.set(id, account);
  }

  contract(phase: Phase, milliseconds: number, bytes: number): void {
    const account = this.phase(phase);
    account.contractMilliseconds += milliseconds;
    account.contractBytes += bytes;
  }

  /** The phase's account; `typical` are the miners among whom the median one is chosen. */
  cost(phase: Phase, typical: readonly string[]): PhaseCost {
    const { miners, contractMilliseconds, contractBytes } = this.phase(phase);
    const nothing: Cost = { milliseconds: 0, bytesSent: 0, bytesReceived: 0 };
    const sorted = typical.map((id) => miners.get(id) ?? nothing).sort((a, b) => a.milliseconds - b.milliseconds);
    const miner: Cost = { ...(sorted[sorted.length >> 1] ?? nothing) };
    const all = [...miners.values()];
    const sum = (part: keyof Cost) => all.reduce((total, cost) => total + cost[part], 0);
    return {
      miner,
      contract: { milliseconds: contractMilliseconds, bytes: contractBytes },
      oneMiner: {
        milliseconds: miner.milliseconds + contractMilliseconds,
        bytesSent: miner.bytesSent,
        bytesReceived: miner.bytesReceived + contractBytes,
      },
      total: {
        milliseconds: sum("milliseconds") + contractMilliseconds,
        bytesSent: sum("bytesSent"),
        bytesReceived: sum("bytesReceived"),
      },
    };
  }

  static readonly phases = PHASES;
}
