// What waits for whoever sits in a room over HTTP, bounded: a stranger may take seats, have all that was said sent to
// them again and again, and never ask for it.
import type { Room } from "./room.js";
import { Seats } from "./wires.js";

/** Characters that wait: for one seat, and for all. */
export interface PostBounds {
  readonly mostOfOne?: number;
  readonly mostOfAll?: number;
}

/** Seats that something may wait for; the one that nobody has asked for longest goes first. */
const MOST_SEATS = 512;

interface Queue {
  texts: string[];
  length: number;
  wake: (() => void) | null;
}

export class Post {
  private readonly queues = new Map<string, Queue>();
  private readonly seats: Seats;
  private readonly mostOfOne: number;
  private readonly mostOfAll: number;
  private length = 0;

  constructor(room: Room, { mostOfOne = 8 << 20, mostOfAll = 64 << 20 }: PostBounds = {}) {
    this.mostOfOne = mostOfOne;
    this.mostOfAll = mostOfAll;
    this.seats = new Seats(room, (seat, text) => this.put(seat, text));
  }

  /** Characters that wait. */
  get waiting(): number {
    return this.length;
  }

  say(seat: string, text: string): void {
    this.seats.receive(seat, text);
  }

  /** What waits; after so many milliseconds, or when `onGone` calls, also nothing. */
  async hear(seat: string, held: number, onGone: (gone: () => void) => void): Promise<string[]> {
    const queue = this.queue(seat);
    queue.wake?.();
    if (queue.texts.length > 0) return this.empty(queue);
    let isGone = false;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, held);
      const wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
      queue.wake = wake;
      onGone(() => {
        isGone = true;
        wake();
      });
    });
    queue.wake = null;
    // for whoever asks next
    return isGone ? [] : this.empty(queue);
  }

  private queue(seat: string): Queue {
    const queue = this.queues.get(seat) ?? { texts: [], length: 0, wake: null };
    this.queues.delete(seat);
    this.queues.set(seat, queue);
    if (this.queues.size > MOST_SEATS) {
      const [oldest, { wake }] = this.queues.entries().next().value!;
      this.empty(this.queues.get(oldest)!);
      this.queues.delete(oldest);
      wake?.();
    }
    return queue;
  }

  private empty(queue: Queue): string[] {
    this.length -= queue.length;
    queue.length = 0;
    return queue.texts.splice(0);
  }

  /** What finds no place is lost: a party says where it is now and then, and is told from there on. */
  private put(seat: string, text: string): void {
    const queue = this.queue(seat);
    if (queue.length > 0 && queue.length + text.length > this.mostOfOne) return;
    queue.texts.push(text);
    queue.length += text.length;
    this.length += text.length;
    if (this.length > this.mostOfAll)
      this.empty([...this.queues.values()].reduce((most, one) => (one.length > most.length ? one : most)));
    queue.wake?.();
  }
}
