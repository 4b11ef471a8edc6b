// How much of one peer is taken: one message at a time with a few that wait, and so many a second. Whoever has recorded
// a message of a peer can send it again, and uses up nothing of what the peer has for new ones: what was taken before
// has turns of its own.
import { FeldsparError, toHex } from "../encoding/index.js";
import { MAC_LENGTH } from "../sealing/frame.js";
import { Limits } from "./limits.js";

const MOST_WAITING = 4;
const PER_SECOND = 20;
/** Of all that is sent again, of one peer: its own, and what others have recorded. */
const REPEATS_PER_SECOND = 5;
/** Messages that are known again, of one peer and of all. */
const MOST_KNOWN = 2048;
const MOST_KNOWN_OF_ALL = 1 << 17;

/** Turns of all peers in one class of messages. */
class Turns {
  private readonly open = new Map<string, number>();
  private readonly limits: Limits;

  constructor(perSecond: number, now: (() => number) | undefined) {
    this.limits = new Limits({ perSecond, loopback: true, ...(now === undefined ? {} : { now }) });
  }

  /** Throws TOO_MANY. */
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

export class PeerTurns {
  private readonly fresh: Turns;
  private readonly repeats: Turns;
  private known = new Map<string, Set<string>>();
  private knownOfAll = 0;

  constructor(now?: () => number) {
    this.fresh = new Turns(PER_SECOND, now);
    this.repeats = new Turns(REPEATS_PER_SECOND, now);
  }

  /** Begins the work of a peer's message, which is authentic: its MAC names it. Throws TOO_MANY. */
  give(peer: string, message: Uint8Array, work: () => Promise<void>): void {
    const name = toHex(message.subarray(-MAC_LENGTH));
    const known = this.known.get(peer) ?? new Set<string>();
    if (known.has(name)) {
      this.repeats.give(peer, work);
      return;
    }
    this.fresh.give(peer, work);
    known.add(name);
    this.known.set(peer, known);
    this.knownOfAll++;
    if (known.size > MOST_KNOWN) {
      known.delete(known.values().next().value!);
      this.knownOfAll--;
    }
    if (this.knownOfAll > MOST_KNOWN_OF_ALL) {
      this.known = new Map();
      this.knownOfAll = 0;
    }
  }
}
