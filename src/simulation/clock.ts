// Virtual time: a queue of things to happen, in order of time and then of scheduling. Nothing waits; the clock jumps.
import type { Clock } from "../node/ports.js";

interface Entry<T> {
  readonly at: number;
  readonly order: number;
  readonly item: T;
}

export class VirtualClock<T> implements Clock {
  private readonly heap: Entry<T>[] = [];
  private order = 0;
  private time = 0;

  now(): number {
    return this.time;
  }

  /** Something will happen at `at`; in the past means now. */
  schedule(at: number, item: T): void {
    const { heap } = this;
    heap.push({ at: Math.max(at, this.time), order: this.order++, item });
    let child = heap.length - 1;
    while (child > 0) {
      const parent = (child - 1) >> 1;
      if (!before(heap[child]!, heap[parent]!)) break;
      swap(heap, child, parent);
      child = parent;
    }
  }

  /** Moves to the next time at which something happens and returns all of it in order; empty when nothing is left. */
  next(): T[] {
    const first = this.heap[0];
    if (first === undefined) return [];
    this.time = first.at;
    const items: T[] = [];
    while (this.heap[0]?.at === first.at) items.push(this.pop().item);
    return items;
  }

  private pop(): Entry<T> {
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

function before<T>(a: Entry<T>, b: Entry<T>): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

function swap<T>(list: T[], a: number, b: number): void {
  const item = list[a]!;
  list[a] = list[b]!;
  list[b] = item;
}
