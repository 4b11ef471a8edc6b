// A miner's state in a store: where it lies, and its bytes.
import { checkBytes } from "../../bindings/bytes.js";
import { toHex } from "../encoding/index.js";
import { EMPTY_MINER_STATE, type MinerState } from "../view-change/miner/state.js";
import { decodeMinerState, encodeMinerState } from "../view-change/miner/state-bytes.js";
import type { StateCodec } from "./durable-state.js";
import { checkId } from "./options.js";

/**
 * Where a miner's state lies in a store that it may share with other miners and other chains. Throws BAD_TYPE,
 * BAD_LENGTH.
 *
 * @example
 * const store = new MemoryStore();
 * store.put(minerStateKey(genesisHash(genesis), miners[0].id), encodeMinerState(minerState, 1));
 * minerStateKey(genesisHash(genesis), miners[0].id).endsWith(miners[0].id); //=> true
 */
export function minerStateKey(genesisHash: Uint8Array, minerId: string): string {
  checkBytes(genesisHash, "genesis hash", 32);
  checkId(minerId);
  return `miner/${toHex(genesisHash)}/${minerId}`;
}

export const minerStateCodec: StateCodec<MinerState> = {
  name: "the miner's state",
  initial: EMPTY_MINER_STATE,
  encode: encodeMinerState,
  decode: decodeMinerState,
};
