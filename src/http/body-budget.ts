// Bytes of requests that are being read or acted upon, of everybody: each may be as long as its route allows, and come
// as slowly as a connection may, so that many at once would fill the memory.
import { FeldsparError } from "../encoding/index.js";
import { isLoopback, networkOf } from "./limits.js";

export interface BodyBounds {
  /** Bytes of one address that is not this machine's; 16 MiB by default. */
  readonly mostOfOne?: number;
  /** Of all; 64 MiB by default. */
  readonly mostOfAll?: number;
}

/** One request's part. */
export interface BodyAccount {
  /** So many bytes more have come. Throws TOO_MANY. */
  grow(bytes: number): void;
  /** Nothing of it is held any more. */
  close(): void;
}

export class BodyBudget {
  private readonly mostOfOne: number;
  private readonly mostOfAll: number;
  private readonly ofNetwork = new Map<string, number>();
  private all = 0;

  constructor({ mostOfOne = 16 << 20, mostOfAll = 64 << 20 }: BodyBounds = {}) {
    this.mostOfOne = mostOfOne;
    this.mostOfAll = mostOfAll;
  }

  open(address: string): BodyAccount {
    const network = networkOf(address);
    const most = isLoopback(address) ? Number.POSITIVE_INFINITY : this.mostOfOne;
    let held = 0;
    return {
      grow: (bytes) => {
        const ofOne = (this.ofNetwork.get(network) ?? 0) + bytes;
        if (ofOne > most || this.all + bytes > this.mostOfAll)
          throw new FeldsparError("TOO_MANY", "other requests are still being read: send it again");
        held += bytes;
        this.all += bytes;
        this.ofNetwork.set(network, ofOne);
      },
      close: () => {
        const left = (this.ofNetwork.get(network) ?? 0) - held;
        if (left > 0) this.ofNetwork.set(network, left);
        else this.ofNetwork.delete(network);
        this.all -= held;
        held = 0;
      },
    };
  }
}
