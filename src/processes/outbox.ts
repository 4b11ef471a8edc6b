// What is to be sent to one receiver, in its order: one at a time. What was not taken waits for the next that comes,
// and is sent before it.

/** Rounds of the beacon are small; a receiver that was away longer asks others. */
const MOST_WAITING = 1024;

export class Outbox {
  private waiting: Uint8Array[] = [];
  private isBusy = false;

  /** `send` resolves with whether it was taken; it never rejects. */
  constructor(private readonly send: (body: Uint8Array) => Promise<boolean>) {}

  add(body: Uint8Array): void {
    this.waiting.push(body);
    if (this.waiting.length > MOST_WAITING) this.waiting.shift();
    if (!this.isBusy) void this.empty();
  }

  private async empty(): Promise<void> {
    this.isBusy = true;
    for (let body = this.waiting[0]; body !== undefined; body = this.waiting[0]) {
      if (!(await this.send(body))) break;
      if (this.waiting[0] === body) this.waiting.shift();
    }
    this.isBusy = false;
  }
}
