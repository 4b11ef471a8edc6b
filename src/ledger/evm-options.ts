// What an engine on an EVM chain is told.
import { recordsOf } from "../../bindings/arguments.js";
import { checkBytes, checkInteger, describe, fail, optionsOf } from "../encoding/index.js";
import { bytesOfHex, hexOf } from "../evm/calldata.js";
import type { Hex, Provider } from "../evm/index.js";
import { checkCallbacks, checkMilliseconds, checkPort } from "../node/options.js";

export interface EvmEngineOptions {
  /**
   * A node of the chain: `jsonRpc(url)`, or a client of viem or ethers. Its own, or one that is trusted to be honest.
   */
  readonly provider: Provider;
  /** The `Board`'s address. */
  readonly board: Hex;
  /** The block that has round 0: that of the board's creation, or a later one. Part of what the network agrees on. */
  readonly startBlock: number;
  /**
   * Sends a transaction and resolves with its hash; without it nothing can be appended. Called one at a time: the next
   * transaction is not handed over before this one has settled, so that a node or a wallet that counts nonces gives no
   * number twice. What has not settled within `timeout` is given up (LEDGER_UNAVAILABLE), and the next one is called.
   */
  readonly send?: (transaction: { readonly to: Hex; readonly data: Hex }) => Promise<Hex>;
  /** Which blocks count: a tag, or how many must be on top. Default "finalized". */
  readonly finality?: "finalized" | "safe" | number;
  /** Milliseconds between questions for new blocks; 1000 by default. */
  readonly pollInterval?: number;
  /**
   * Milliseconds after which a transaction that was not sent, or is in no final block, is given up; 120,000 by default.
   */
  readonly timeout?: number;
  /**
   * Whose entries are read: others' cost a replica nothing. Everybody's unless it is given. Part of what the network
   * agrees on: replicas with different lists have different histories. A miner that is not among them appends through a
   * sharder that is.
   */
  readonly writers?: readonly BoardWriter[];
}

/** Somebody whose entries on the board are read. */
export interface BoardWriter {
  readonly address: Hex;
  /** From this block of the chain on; the board's first by default. */
  readonly from?: number;
  /** Through this block; for ever by default. */
  readonly through?: number;
}

const NAMES = [
  ...(["provider", "board", "startBlock", "send", "finality", "pollInterval", "timeout", "writers"] as const),
] as const;

/** Throws BAD_TYPE, BAD_HEX, BAD_LENGTH, BAD_INTEGER, BAD_OPTION, EMPTY, UNKNOWN_OPTION. */
export function checkedOptions(given: EvmEngineOptions): EvmEngineOptions {
  const options = optionsOf<EvmEngineOptions>(given, NAMES);
  const { provider, board, startBlock, finality, pollInterval, timeout, writers } = options;
  checkPort(provider, "provider", ["request"]);
  checkBytes(bytesOfHex(board, "board"), "board", 20);
  checkInteger(startBlock, "startBlock", 0, Number.MAX_SAFE_INTEGER);
  checkCallbacks({ ...options }, ["send"]);
  if (typeof finality === "number") checkInteger(finality, "finality", 0, Number.MAX_SAFE_INTEGER);
  else if (finality !== undefined && finality !== "finalized" && finality !== "safe")
    fail("BAD_OPTION", `finality: expected "finalized", "safe" or a number of blocks, got ${describe(finality)}`);
  if (pollInterval !== undefined) checkMilliseconds(pollInterval, "pollInterval");
  if (timeout !== undefined) checkMilliseconds(timeout, "timeout");
  return writers === undefined ? options : { ...options, writers: readWriters(writers) };
}

function readWriters(given: unknown): BoardWriter[] {
  return recordsOf<BoardWriter>(given, "writers", "writer", ["address", "from", "through"]).map((writer) => {
    const { address, from = 0, through = Number.MAX_SAFE_INTEGER } = writer;
    const bytes = bytesOfHex(address, "writer's address");
    checkBytes(bytes, "writer's address", 20);
    checkInteger(from, "writer's from", 0, Number.MAX_SAFE_INTEGER);
    checkInteger(through, "writer's through", 0, Number.MAX_SAFE_INTEGER);
    return { address: hexOf(bytes), from, through };
  });
}
