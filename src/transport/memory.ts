// A network in one process that loses, repeats, delays and so reorders messages, as a random source says: the same
// source, the same misfortunes. Each arrival has bytes of its own.
import { optionsOf } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { type RandomBytes, randomBytes } from "../../bindings/random.js";
import { describe, FeldsparError, fail } from "../encoding/index.js";
import { checkCallbacks, checkId, checkPort } from "../node/options.js";
import type { Clock, Timers, Transport } from "../node/ports.js";

/** A network's time, and its misfortunes. */
export interface MemoryNetworkOptions {
  /** `systemClock`, or one that a test turns. */
  readonly clock: Clock;
  /** The timers of each receiver, by the same clock: `() => systemTimers`, for example. */
  readonly timersOf: (id: string) => Timers;
  /** Decides the fate of messages; not secret. The CSPRNG by default. */
  readonly random?: RandomBytes;
  /** The part of all messages that is lost, 0 <= x < 1. Default 0. */
  readonly loss?: number;
  /** The part that arrives twice, 0 <= x < 1. Default 0. */
  readonly duplication?: number;
  /** In milliseconds, 20 by default. Each message has a delay of its own; arrivals fall on multiples of 10. */
  readonly minDelay?: number;
  /** In milliseconds, 120 by default. */
  readonly maxDelay?: number;
}

const SLOT = 10;
const NAMES = ["clock", "timersOf", "random", "loss", "duplication", "minDelay", "maxDelay"] as const;

/**
 * @example
 * const network = new MemoryNetwork({ clock: systemClock, timersOf: () => systemTimers, minDelay: 0, maxDelay: 0 });
 * const arrived = new Promise((resolve) => network.endpoint("ben").receive(resolve));
 * network.endpoint("ada").send("ben", bytesOf("hello"));
 * await arrived; //=> bytesOf("hello")
 * network.counts.delivered; //=> 1
 */
export class MemoryNetwork {
  /** What has become of all messages so far. A message that arrives twice is delivered twice. */
  readonly counts = { sent: 0, lost: 0, delivered: 0, bytes: 0 };
  private readonly handlers = new Map<string, (message: Uint8Array) => void>();
  private readonly options: Required<MemoryNetworkOptions>;

  /** Throws BAD_PARAMETER, BAD_TYPE, UNKNOWN_OPTION. */
  constructor(options: MemoryNetworkOptions) {
    const given = optionsOf<MemoryNetworkOptions>(options, NAMES);
    const { clock, timersOf, random = randomBytes, loss = 0, duplication = 0, minDelay = 20, maxDelay = 120 } = given;
    checkPort(clock, "clock", ["now"]);
    checkCallbacks({ timersOf: timersOf ?? null, random }, ["timersOf", "random"]);
    for (const [name, value] of Object.entries({ loss, duplication, minDelay, maxDelay }))
      if (typeof value !== "number") fail("BAD_TYPE", `network ${name}: expected a number, got ${describe(value)}`);
    this.options = { clock, timersOf, random, loss, duplication, minDelay, maxDelay };
    for (const [name, value] of Object.entries({ loss, duplication })) {
      if (!(value >= 0 && value < 1))
        throw new FeldsparError("BAD_PARAMETER", `network ${name}: expected 0 <= ${name} < 1, got ${value}`);
    }
    if (!(minDelay >= 0 && maxDelay >= minDelay && maxDelay <= 1e9)) {
      throw new FeldsparError(
        "BAD_PARAMETER",
        `network delay: expected 0 <= minimum <= maximum, got ${minDelay} .. ${maxDelay}`,
      );
    }
  }

  /** The end of one peer. What comes while nobody receives is lost. */
  endpoint(id: string): Transport {
    checkId(id);
    return {
      send: (to, message) => this.send(to, message),
      receive: (handler) => {
        if (handler !== null) checkCallbacks({ handler: handler ?? null }, ["handler"]);
        if (handler === null) this.handlers.delete(id);
        else this.handlers.set(id, handler);
      },
    };
  }

  private send(to: string, message: Uint8Array): void {
    checkId(to);
    checkBytes(message, "message");
    const { loss, duplication, random } = this.options;
    this.counts.sent++;
    this.counts.bytes += message.length;
    const fate = random(8);
    if (chance(fate, 0) < loss) {
      this.counts.lost++;
      return;
    }
    const copies = chance(fate, 2) < duplication ? 2 : 1;
    for (let copy = 0; copy < copies; copy++) this.arrive(to, message, chance(fate, 4 + 2 * copy));
  }

  private arrive(to: string, message: Uint8Array, luck: number): void {
    const { clock, minDelay, maxDelay, timersOf } = this.options;
    this.counts.delivered++;
    const at = clock.now() + minDelay + luck * (maxDelay - minDelay);
    const copy = new Uint8Array(message);
    timersOf(to).at(Math.ceil(at / SLOT) * SLOT, () => this.handlers.get(to)?.(copy));
  }
}

/** A number in [0, 1) from two bytes. */
function chance(bytes: Uint8Array, at: number): number {
  return (bytes[at]! * 256 + bytes[at + 1]!) / 65536;
}
