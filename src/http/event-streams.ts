// Server-sent events: what happens, to everybody who listens. A listener that does not read is cut off; one that comes
// back says where it was, and gets what it missed if that is still known.
import { onAbort } from "../../bindings/on-abort.js";
import { FeldsparError, utf8 } from "../encoding/index.js";
import { isLoopback, networkOf } from "./limits.js";

export interface StreamEvent {
  /** The round. */
  readonly id: number;
  readonly event: string;
  /** JSON. */
  readonly data: string;
}

const MOST_STREAMS = 200;
/** Of one address that is not this machine's. */
const MOST_OF_ONE = 20;
/** Bytes that wait for one listener. */
const MOST_WAITING = 1 << 20;
/** Bytes of events that are kept for who comes back: as many may wait for a listener before it reads anything. */
const MOST_KEPT = MOST_WAITING / 2;
const PING = utf8(": still here\n\n");

interface Listener {
  readonly controller: ReadableStreamDefaultController<Uint8Array>;
  /** The network that it listens from. */
  readonly from: string;
}

function written({ id, event, data }: StreamEvent): Uint8Array {
  return utf8(`id: ${id}\nevent: ${event}\ndata: ${data}\n\n`);
}

export class EventStreams {
  private readonly listeners = new Set<Listener>();
  /** All listeners are given the same bytes. */
  private kept: { readonly id: number; readonly bytes: Uint8Array }[] = [];
  private keptBytes = 0;

  /** `mostOfOne`: streams of one address that is not this machine's. */
  constructor(private readonly mostOfOne = MOST_OF_ONE) {}

  get size(): number {
    return this.listeners.size;
  }

  /** To everybody. */
  send(event: StreamEvent): void {
    const bytes = written(event);
    this.kept.push({ id: event.id, bytes });
    this.keptBytes += bytes.length;
    while (this.keptBytes > MOST_KEPT) this.keptBytes -= this.kept.shift()!.bytes.length;
    this.give(bytes);
  }

  /** Keeps connections open where something between would close silent ones. */
  ping(): void {
    this.give(PING);
  }

  /** A new listener's stream, beginning with what came after `lastId`, as far as it is kept. Throws TOO_MANY. */
  open(lastId: string | undefined, signal: AbortSignal, address = ""): Response {
    const from = networkOf(address);
    const ofOne = [...this.listeners].filter((listener) => listener.from === from).length;
    if (this.listeners.size >= MOST_STREAMS || (ofOne >= this.mostOfOne && !isLoopback(address)))
      throw new FeldsparError(
        "TOO_MANY",
        `at most ${MOST_STREAMS} streams of events at once, ${this.mostOfOne} of one address`,
      );
    const missed = /^\d{1,15}$/.test(lastId ?? "") ? this.kept.filter(({ id }) => id > Number(lastId)) : [];
    let listener: Listener;
    const end = (): void => void this.listeners.delete(listener);
    const stream = new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          listener = { controller, from };
          this.listeners.add(listener);
          controller.enqueue(utf8("retry: 2000\n\n"));
          for (const { bytes } of missed) controller.enqueue(bytes);
        },
        cancel: end,
      },
      { highWaterMark: MOST_WAITING, size: (chunk) => chunk?.length ?? 0 },
    );
    onAbort(signal, end);
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
