// Server-sent events: what happens, to everybody who listens. A listener that does not read is cut off; one that comes
// back says where it was, and gets what it missed if that is still known.
import { FeldsparError, utf8 } from "../encoding/index.js";

export interface StreamEvent {
  /** The round. */
  readonly id: number;
  readonly event: string;
  /** JSON. */
  readonly data: string;
}

const MOST_STREAMS = 200;
const MOST_KEPT = 512;
/** Bytes that wait for one listener. */
const MOST_WAITING = 1 << 20;
const PING = utf8(": still here\n\n");

interface Listener {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
}

function written({ id, event, data }: StreamEvent): Uint8Array {
  return utf8(`id: ${id}\nevent: ${event}\ndata: ${data}\n\n`);
}

export class EventStreams {
  private readonly listeners = new Set<Listener>();
  private kept: StreamEvent[] = [];

  get size(): number {
    return this.listeners.size;
  }

  /** To everybody. */
  send(event: StreamEvent): void {
    this.kept.push(event);
    if (this.kept.length > MOST_KEPT) this.kept.shift();
    this.give(written(event));
  }

  /** Keeps connections open where something between would close silent ones. */
  ping(): void {
    this.give(PING);
  }

  /** A new listener's stream, beginning with what came after `lastId`. Throws TOO_MANY. */
  open(lastId: string | undefined, signal: AbortSignal): Response {
    if (this.listeners.size >= MOST_STREAMS)
      throw new FeldsparError("TOO_MANY", `at most ${MOST_STREAMS} streams of events at once`);
    const missed = /^\d{1,15}$/.test(lastId ?? "") ? this.kept.filter(({ id }) => id > Number(lastId)) : [];
    let listener: Listener;
    const end = (): void => void this.listeners.delete(listener);
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          listener = { controller };
          this.listeners.add(listener);
          controller.enqueue(utf8("retry: 2000\n\n"));
          for (const event of missed) controller.enqueue(written(event));
        },
        cancel: end,
      },
      { highWaterMark: MOST_WAITING, size: (chunk) => chunk?.length ?? 0 },
    );
    signal.addEventListener("abort", end);
    return new Response(stream, {
      headers: { "content-type": "text/event-stream", "cache-control": "no-store", "x-accel-buffering": "no" },
    });
  }

  /** Ends all streams. */
  close(): void {
    for (const listener of [...this.listeners]) this.cut(listener);
  }

  private give(bytes: Uint8Array): void {
    for (const listener of [...this.listeners]) {
      const room = listener.controller.desiredSize ?? 0;
      if (room < bytes.length) this.cut(listener);
      else listener.controller.enqueue(bytes);
    }
  }

  private cut(listener: Listener): void {
    this.listeners.delete(listener);
    try {
      listener.controller.close();
    } catch {
      // it has gone by itself
    }
  }
}
