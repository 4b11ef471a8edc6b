// What a sharder keeps of a beacon in drand's form: its rounds, each of which proves itself.
import { drand } from "../../beacon/index.js";
import { schemeByName } from "../../bls/index.js";
import {
  bytesOf,
  checkBytes,
  decodeAs,
  encodeAs,
  FeldsparError,
  type Format,
  fixed,
  nullable,
  record,
  toHex,
  unsigned,
} from "../../encoding/index.js";
import type { ContractState } from "../../view-change/contract/state.js";
import type { Store } from "../ports.js";
import { Serial } from "../serial.js";
import { drandInfoOf } from "./facts.js";

/** A round as it is stored, and as it is sent to a sharder. */
interface Stored {
  readonly round: number;
  readonly signature: Uint8Array;
  readonly previousSignature: Uint8Array | null;
}

/** Round, signature, and where rounds are chained the previous signature. */
function storedFormat(scheme: "min-sig" | "min-pk"): Format<Stored> {
  const { signatureLength } = schemeByName(scheme);
  return record<Stored>({
    round: unsigned(64, 1),
    signature: fixed(signatureLength),
    previousSignature: nullable(bytesOf(32, signatureLength)),
  });
}

/** The bytes of a round, as it is sent to a sharder. */
export function encodeDrandRound(
  scheme: "min-sig" | "min-pk",
  { round, signature, previousSignature }: drand.DrandBeacon,
): Uint8Array {
  return encodeAs(storedFormat(scheme), { round, signature, previousSignature: previousSignature ?? null });
}

/** Reads what encodeDrandRound wrote. Throws MALFORMED. */
export function decodeDrandRound(scheme: "min-sig" | "min-pk", bytes: Uint8Array): drand.DrandBeacon {
  checkBytes(bytes, "round");
  const { previousSignature, ...beacon } = decodeAs(storedFormat(scheme), bytes, "beacon round");
  return previousSignature === null ? beacon : { ...beacon, previousSignature };
}

/** Requests that wait for a round at once. */
const MOST_WAITING = 1000;

export interface DrandArchiveOptions {
  /** Everything lies under keys that begin with `drand/` and the hash of the genesis. */
  readonly store: Store;
  readonly genesisHash: Uint8Array;
  /** After every block another one. */
  readonly chain: { readonly state: ContractState };
}

export class DrandArchive {
  private readonly prefix: string;
  private readonly turns = new Serial();
  private last: drand.DrandBeacon | null = null;
  private readonly listeners = new Set<(beacon: drand.DrandBeacon) => void>();
  private readonly waiters = new Set<() => void>();

  constructor(private readonly options: DrandArchiveOptions) {
    this.prefix = `drand/${toHex(options.genesisHash)}`;
  }

  /** Chain information; null before the chain has a key. */
  get info(): drand.CompleteChainInfo | null {
    return drandInfoOf(this.options.chain.state);
  }

  /** The latest round that is known. */
  get latest(): drand.DrandBeacon | null {
    return this.last;
  }

  /** How many requests wait for a round. */
  get waiting(): number {
    return this.waiters.size;
  }

  /** Finds the latest round again, after a restart. Throws what the store throws. */
  async load(): Promise<void> {
    const at = await this.options.store.get(`${this.prefix}/latest`);
    if (at !== undefined) this.last = await this.round(Number(decodeAs(unsigned(64), at, "latest round")));
  }

  async round(round: number): Promise<drand.DrandBeacon | null> {
    const { store, chain } = this.options;
    const stored = await store.get(`${this.prefix}/round/${round}`);
    return stored === undefined ? null : decodeDrandRound(chain.state.genesis.scheme, stored);
  }

  /** Takes a round from anybody, if it is one: the group's signature. Resolves with whether it is new. */
  take(beacon: drand.DrandBeacon): Promise<"new" | "known" | "wrong"> {
    return this.turns.run(async () => {
      const { info } = this;
      if (info === null) return "wrong";
      if ((await this.round(beacon.round)) !== null) return "known";
      if (!isSigned(info, beacon)) return "wrong";
      const { store, chain } = this.options;
      await store.put(`${this.prefix}/round/${beacon.round}`, encodeDrandRound(chain.state.genesis.scheme, beacon));
      if (this.last === null || beacon.round > this.last.round) {
        await store.put(`${this.prefix}/latest`, encodeAs(unsigned(64), beacon.round));
        this.last = beacon;
      }
      for (const listener of [...this.listeners]) listener(beacon);
      return "new";
    });
  }

  /** Calls with every round that is taken; the result ends it. A listener must not throw. */
  onBeacon(listener: (beacon: drand.DrandBeacon) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** A round, as soon as it is there; null when the time is over, or the signal is given. Throws TOO_MANY. */
  async held(round: number, milliseconds: number, signal: AbortSignal): Promise<drand.DrandBeacon | null> {
    if (this.waiters.size >= MOST_WAITING) throw new FeldsparError("TOO_MANY", "too many requests wait for a round");
    let end: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    const timer = setTimeout(end, milliseconds);
    const forget = this.onBeacon((beacon) => {
      if (beacon.round === round) end();
    });
    this.waiters.add(end);
    signal.addEventListener("abort", end);
    try {
      // it may have come meanwhile
      const there = await this.round(round);
      if (there !== null || signal.aborted) return there;
      await ended;
      return await this.round(round);
    } finally {
      clearTimeout(timer);
      forget();
      this.waiters.delete(end);
      signal.removeEventListener("abort", end);
    }
  }

  /** Nobody waits any more. */
  close(): void {
    for (const end of [...this.waiters]) end();
  }
}

/**
 * Bytes that are no signature are none of the group's; and beside a round that is not chained nothing stands that
 * nobody has signed: drand's clients refuse it, and what was kept with it would be served so for ever.
 */
function isSigned(info: drand.ChainInfo, beacon: drand.DrandBeacon): boolean {
  if (info.scheme !== "pedersen-bls-chained" && beacon.previousSignature !== undefined) return false;
  try {
    return drand.verify(info, beacon);
  } catch (error) {
    if (error instanceof FeldsparError) return false;
    throw error;
  }
}
