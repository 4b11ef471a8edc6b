// How long rounds stand still.
import type { ScenarioNetwork } from "./network.js";

const POLL = 50;

export class Stalls {
  private round = 0;
  private changed = performance.now();
  private most = 0;
  private readonly timer: NodeJS.Timeout;
  private isAsking = false;

  constructor(private readonly network: ScenarioNetwork) {
    this.timer = setInterval(() => void this.look(), POLL);
  }

  private async look(): Promise<void> {
    if (this.isAsking) return;
    this.isAsking = true;
    const round = (await this.network.phase())?.round ?? this.round;
    this.isAsking = false;
    const now = performance.now();
    this.most = Math.max(this.most, now - this.changed);
    if (round === this.round) return;
    this.round = round;
    this.changed = now;
  }

  begin(): void {
    this.most = 0;
  }

  /** Seconds, since `begin`. */
  longest(): number {
    return Math.round(this.most / 10) / 100;
  }

  end(): void {
    clearInterval(this.timer);
  }
}
