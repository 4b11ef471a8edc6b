// How often somebody may ask: a bucket of tokens for each address, of which few are kept.
import { FeldsparError } from "../encoding/index.js";

export interface LimitsOptions {
  /** Requests a second from one address, and as many at once; 50 by default, 0: no limit. */
  readonly perSecond?: number;
  /** Are addresses of this machine limited, too? False by default. */
  readonly loopback?: boolean;
  /** Milliseconds; the system's by default. */
  readonly now?: () => number;
}

interface Bucket {
  tokens: number;
  at: number;
}

/** Addresses that are remembered; the oldest is forgotten first. */
const MOST_ADDRESSES = 10_000;

/** Is it this machine's, or of no network at all? */
export function isLoopback(address: string): boolean {
  return address === "" || address === "::1" || /^(::ffff:)?127\./.test(address);
}

/** What one household has: an IPv4 address, or the 64 bits before those that everybody chooses of an IPv6 address. */
export function networkOf(address: string): string {
  const [plain] = address.replace(/^::ffff:(?=[\d.]+$)/, "").split("%");
  if (!plain!.includes(":")) return plain!;
  const [front, back] = plain!.split("::").map((part) => (part === "" ? [] : part.split(":")));
  const zeros = back === undefined ? 0 : Math.max(0, 8 - front!.length - back.length);
  return [...front!, ...Array<string>(zeros).fill("0"), ...(back ?? [])].slice(0, 4).join(":");
}

export class Limits {
  private readonly buckets = new Map<string, Bucket>();
  private readonly perSecond: number;
  private readonly loopback: boolean;
  private readonly now: () => number;

  constructor({ perSecond = 50, loopback = false, now = () => performance.now() }: LimitsOptions = {}) {
    this.perSecond = perSecond;
    this.loopback = loopback;
    this.now = now;
  }

  /** Takes a turn, or as many as something large counts for: half of a second's at most. Throws TOO_MANY. */
  take(from: string, turns = 1): void {
    if (this.perSecond === 0 || (!this.loopback && isLoopback(from))) return;
    const address = networkOf(from);
    const at = this.now();
    const bucket = this.buckets.get(address) ?? { tokens: this.perSecond, at };
    bucket.tokens = Math.min(this.perSecond, bucket.tokens + ((at - bucket.at) * this.perSecond) / 1000);
    bucket.at = at;
    this.buckets.delete(address);
    this.buckets.set(address, bucket);
    if (this.buckets.size > MOST_ADDRESSES) this.buckets.delete(this.buckets.keys().next().value!);
    const cost = this.costOf(turns);
    if (bucket.tokens < cost)
      throw new FeldsparError(
        "TOO_MANY",
        `at most ${this.perSecond} requests a second from one address: wait a second`,
      );
    bucket.tokens -= cost;
  }

  /** Turns that were taken are not counted after all. */
  giveBack(from: string, turns = 1): void {
    const bucket = this.buckets.get(networkOf(from));
    if (bucket !== undefined) bucket.tokens = Math.min(this.perSecond, bucket.tokens + this.costOf(turns));
  }

  private costOf(turns: number): number {
    return turns <= 1 ? turns : Math.min(turns, this.perSecond / 2);
  }
}
