// Requests that are held until there is an answer: so many of one address, since all of them have a bound together, and
// one connection has several, so that one household alone would take every place.
import { FeldsparError } from "../encoding/index.js";
import { isLoopback, networkOf } from "./limits.js";

/** Of one address that is not this machine's. */
const MOST_OF_ONE = 100;

export class HeldRequests {
  private readonly ofNetwork = new Map<string, number>();

  constructor(private readonly mostOfOne = MOST_OF_ONE) {}

  /** What the wait comes to. Throws TOO_MANY, and what the wait throws. */
  async during<Result>(address: string, wait: () => Promise<Result>): Promise<Result> {
    const network = networkOf(address);
    const held = this.ofNetwork.get(network) ?? 0;
    if (held >= this.mostOfOne && !isLoopback(address))
      throw new FeldsparError("TOO_MANY", `at most ${this.mostOfOne} requests of one address wait at once`);
    this.ofNetwork.set(network, held + 1);
    try {
      return await wait();
    } finally {
      const left = this.ofNetwork.get(network)! - 1;
      if (left > 0) this.ofNetwork.set(network, left);
      else this.ofNetwork.delete(network);
    }
  }
}
