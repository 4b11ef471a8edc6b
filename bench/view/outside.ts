// What surrounds the one miner that is measured: a clock that is set, timers that ring when it is, and a transport
// whose other end is the program.
import type { Clock, Timers, Transport } from "../../src/entry/node.js";

interface Alarm {
  readonly at: number;
  readonly action: () => void;
}

export class Outside implements Clock, Timers {
  private time = 0;
  private alarms: Alarm[] = [];
  private handler: ((message: Uint8Array) => void) | null = null;

  now(): number {
    return this.time;
  }

  at(time: number, action: () => void): () => void {
    const alarm = { at: time, action };
    this.alarms.push(alarm);
    return () => {
      this.alarms = this.alarms.filter((other) => other !== alarm);
    };
  }

  /** Lets milliseconds pass: what is due rings. */
  pass(milliseconds: number): void {
    this.time += milliseconds;
    const due = this.alarms.filter(({ at }) => at <= this.time);
    this.alarms = this.alarms.filter(({ at }) => at > this.time);
    for (const { action } of due) action();
  }

  transport(sent: (message: Uint8Array) => void): Transport {
    return {
      send: (_to, message) => sent(message),
      receive: (handler) => {
        this.handler = handler;
      },
    };
  }

  /** A message arrives. */
  deliver(message: Uint8Array): void {
    this.handler?.(message);
  }
}
