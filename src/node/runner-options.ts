// What a miner's runner stands on.
import { optionsOf } from "../../bindings/arguments.js";
import type { FeldsparError } from "../encoding/index.js";
import type { MessageChannel } from "../sealing/channel.js";
import type { ShareCipher } from "../sealing/cipher.js";
import type { SteppingMiner } from "../view-change/miner/miner.js";
import type { EvidenceNotice } from "./evidence.js";
import { checkCallbacks, checkChain, checkId, checkPort, checkTime } from "./options.js";
import type { ChainView, Clock, Store, Timers, Transport } from "./ports.js";

export interface MinerRunnerOptions {
  /** The id of the miner's identity: its name in the store. */
  readonly id: string;
  /** Decides: a `Miner` with the same identity. */
  readonly miner: SteppingMiner;
  /** Seals and opens shares: an `HpkeCipher` with the same identity. */
  readonly cipher: ShareCipher;
  /** Authenticates messages: a `FrameChannel` with the same identity. */
  readonly channel: MessageChannel;
  readonly chain: Omit<ChainView, "subscribe">;
  readonly transport: Pick<Transport, "send">;
  /** Keeps the miner's state, under `minerStateKey`. */
  readonly store: Store;
  /** The system's by default. Give both or neither: timers go by the clock. */
  readonly clock?: Clock;
  readonly timers?: Timers;
  /** A put that takes longer, in milliseconds, stops the runner; loading that takes longer fails. Default 10,000. */
  readonly putTimeout?: number;
  /** Somebody misbehaved towards this miner; with evidence for others, where there is some. */
  readonly onEvidence?: (notice: EvidenceNotice) => void;
  /** What the transport, the chain, the timers, the cipher or `onEvidence` threw. */
  readonly onLost?: (error: unknown) => void;
  /** The runner has stopped by itself, and why: STORE_FAILED, STORE_LATE, STORE_TAKEN or MINER_FAILED. */
  readonly onStopped?: (error: FeldsparError) => void;
}

const CALLBACKS = ["onEvidence", "onLost", "onStopped"] as const;
/** The names of all of them. */
export const RUNNER_OPTIONS = [
  ...(["id", "miner", "cipher", "channel", "chain", "transport", "store"] as const),
  ...(["clock", "timers", "putTimeout"] as const),
  ...CALLBACKS,
] as const;

/** The options, read once. Throws BAD_TYPE, UNKNOWN_OPTION. */
export function checkedOptions(given: MinerRunnerOptions): MinerRunnerOptions {
  const options = optionsOf<MinerRunnerOptions>(given, RUNNER_OPTIONS);
  checkId(options.id);
  checkPort(options.miner, "miner", ["step"]);
  checkPort(options.cipher, "cipher", ["seal", "open", "sessionKeys", "forget"]);
  checkPort(options.channel, "channel", ["seal", "isAuthentic"]);
  checkChain(options.chain, ["submit", "append"]);
  checkPort(options.transport, "transport", ["send"]);
  checkPort(options.store, "store", ["get", "put"]);
  checkTime(options.clock, options.timers);
  checkCallbacks({ ...options }, CALLBACKS);
  return options;
}
