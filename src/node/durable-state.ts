// A miner's state in a store, where its versions only rise. One call at a time: the store sees the next put when the
// one before it has answered. A put that fails or is late is told as a typed error; it may still arrive afterwards, and
// whoever reads again waits for it first.
import { sha256 } from "@noble/hashes/sha2.js";
import { FeldsparError, toHex, utf8 } from "../encoding/index.js";
import { EMPTY_MINER_STATE, type MinerState } from "../view-change/miner/state.js";
import { decodeMinerState, encodeMinerState } from "../view-change/miner/state-bytes.js";
import type { Elapsed } from "./elapsed.js";
import type { Store } from "./ports.js";

/** Where a miner's state lies in a store that it may share with other miners and other chains. */
export function minerStateKey(chainId: string, minerId: string): string {
  return `miner/${toHex(sha256(utf8(chainId)))}/${minerId}`;
}

export class DurableState {
  /** Of the state that was stored last; 0: none was. */
  private version = 0;
  /** A put that was given up and may still arrive. */
  private outstanding: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly store: Store,
    private readonly key: string,
    private readonly elapsed: Elapsed,
    /** A put that takes longer, in milliseconds, is late. */
    private readonly putTimeout: number,
  ) {}

  /**
   * The stored state. Throws MALFORMED for a damaged store, STORE_WENT_BACK for one that has an older state than was
   * stored through this object, STORE_FAILED for one that does not answer.
   */
  async load(): Promise<MinerState> {
    await this.outstanding;
    const stored = await this.reading();
    const { state, version } =
      stored === undefined ? { state: EMPTY_MINER_STATE, version: 0 } : decodeMinerState(stored);
    if (version < this.version) {
      throw new FeldsparError(
        "STORE_WENT_BACK",
        `the store has version ${version} of the miner's state, version ${this.version} was stored: an old backup?`,
      );
    }
    this.version = version;
    return state;
  }

  private async reading(): Promise<Uint8Array | undefined> {
    try {
      return await this.store.get(this.key);
    } catch (error) {
      throw new FeldsparError("STORE_FAILED", `the miner's state could not be read: ${reasonOf(error)}`);
    }
  }

  /** Resolves when the state is durable. Throws STORE_FAILED or STORE_LATE. */
  async put(state: MinerState): Promise<void> {
    const version = this.version + 1;
    const written = (async () => this.store.put(this.key, encodeMinerState(state, version)))();
    this.outstanding = written.catch(() => {});
    let cancel = (): void => {};
    const tooLate = new Promise<true>((resolve) => {
      cancel = this.elapsed.at(this.elapsed.milliseconds() + this.putTimeout, () => resolve(true));
    });
    let late: boolean;
    try {
      late = await Promise.race([written.then(() => false), tooLate]);
    } catch (error) {
      throw new FeldsparError("STORE_FAILED", `the miner's state could not be stored: ${reasonOf(error)}`);
    } finally {
      cancel();
    }
    if (late) {
      throw new FeldsparError("STORE_LATE", `the miner's state was not stored within ${this.putTimeout} ms`);
    }
    this.version = version;
  }
}

/** What a store said, for people: its message, never its values. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 200) : "no reason was given";
}
