// Virtual time: a queue of things to happen, in order of time and then of scheduling. Nothing waits; the clock jumps.
import type { Clock, Timers } from "../node/ports.js";

/**
 * What happens: a message arrives, an alarm rings, a machine comes back, a block is made. In one instant in this order.
 */
export const TURNS = ["message", "alarm", "return", "block"] as const;
export type Turn = (typeof TURNS)[number];

export interface Happening {
  readonly turn: Turn;
  /** Whose it is: a miner's id, or "" for nobody's. */
  readonly owner: string;
  readonly action: () => void;
  /** False once it was called off. */
  on: boolean;
}

interface Entry {
  readonly at: number;
  readonly order: number;
  readonly happening: Happening;
}

export class VirtualTime implements Clock {
  private readonly heap: Entry[] = [];
  private order = 0;
  private time = 0;

  now(): number {
    return this.time;
  }

  /** Something will happen at `at`; in the past means now. The result calls it off. */
  schedule(at: number, turn: Turn, owner: string, action: () => void = () => {}): () => void {
    const happening: Happening = { turn, owner, action, on: true };
    this.push({ at: Math.max(at, this.time), order: this.order++, happening });
    return () => {
      happening.on = false;
    };
  }

  /** The timers of one miner, for one kind of happenings. */
  timersOf(owner: string, turn: Turn): Timers {
    return { at: (time, action) => this.schedule(time, turn, owner, action) };
  }

  /**
   * Moves to the next time at which something was to happen and returns all of it in order; null when nothing is left.
   */
  next(): Happening[] | null {
    const first = this.heap[0];
    if (first === undefined) return null;
    this.time = first.at;
    const happenings: Happening[] = [];
    while (this.heap[0]?.at === first.at) happenings.push(this.pop().happening);
    return happenings;
  }

  private push(entry: Entry): void {
    const { heap } = this;
    heap.push(entry);
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(heap[child]!, heap[parent]!)) break;
      swap(heap, child, parent);
      child = parent;
    }
  }

  private pop(): Entry {
    const { heap } = this;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return top;
    heap[0] = last;
    let parent = 0;
    for (;;) {
      let best = parent;
      for (const child of [2 * parent + 1, 2 * parent + 2]) {
        if (child < heap.length && before(heap[child]!, heap[best]!)) best = child;
      }
      if (best === parent) return top;
      swap(heap, best, parent);
      parent = best;
    }
  }
}

function before(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function swap<T>(list: T[], a: number, b: number): void {
  const item = list[a]!;
  list[a] = list[b]!;
  list[b] = item;
}
