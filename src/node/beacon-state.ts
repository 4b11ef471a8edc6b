// A beacon member's state in a store: where it lies, and its bytes.
import { checkInteger } from "../../bindings/arguments.js";
import { checkBytes } from "../../bindings/bytes.js";
import { type BeaconState, decodeBeaconState, encodeBeaconState } from "../beacon/index.js";
import { toHex } from "../encoding/index.js";
import type { SchemeName } from "../magic-block/index.js";
import type { StateCodec } from "./durable-state.js";
import { checkId } from "./options.js";

/**
 * Where the state of a view's member lies in a store that it may share with others, and with its miner. Throws
 * BAD_TYPE, BAD_LENGTH, BAD_INTEGER.
 *
 * @example
 * const hash = genesisHash(genesis);
 * beaconStateKey(hash, miners[0].id, 1) === beaconStateKey(hash, miners[0].id, 2); //=> false
 */
export function beaconStateKey(genesisHash: Uint8Array, minerId: string, magicBlockNumber: number): string {
  checkBytes(genesisHash, "genesis hash", 32);
  checkId(minerId);
  checkInteger(magicBlockNumber, "magic block number", 0, Number.MAX_SAFE_INTEGER);
  return `beacon/${toHex(genesisHash)}/${minerId}/${magicBlockNumber}`;
}

export function beaconStateCodec(scheme: SchemeName, initial: BeaconState): StateCodec<BeaconState> {
  return {
    name: "the beacon member's state",
    initial,
    encode: (state, version) => encodeBeaconState(scheme, state, version),
    decode: (stored) => decodeBeaconState(scheme, stored),
  };
}
