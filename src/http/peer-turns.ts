// How much of one peer is taken: one message at a time with a few that wait, and so many a second.
import { FeldsparError } from "../encoding/index.js";
import { Limits } from "./limits.js";

const MOST_WAITING = 4;
const PER_SECOND = 20;

export class PeerTurns {
  private readonly open = new Map<string, number>();
  private readonly limits: Limits;

  constructor(now?: () => number) {
    this.limits = new Limits({ perSecond: PER_SECOND, loopback: true, ...(now === undefined ? {} : { now }) });
  }

  /** Begins the work of a peer's message, in its order. Throws TOO_MANY. */
  give(peer: string, work: () => Promise<void>): void {
    const open = this.open.get(peer) ?? 0;
    if (open > MOST_WAITING) throw new FeldsparError("TOO_MANY", "messages of this peer wait already: send again");
    this.limits.take(peer);
    this.open.set(peer, open + 1);
    void work()
      .catch(() => {})
      .finally(() => {
        const left = (this.open.get(peer) ?? 1) - 1;
        if (left === 0) this.open.delete(peer);
        else this.open.set(peer, left);
      });
  }
}
