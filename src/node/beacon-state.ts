// A beacon member's state in a store: where it lies, and its bytes.
import { type BeaconState, decodeBeaconState, encodeBeaconState } from "../beacon/index.js";
import { toHex } from "../encoding/index.js";
import type { SchemeName } from "../magic-block/index.js";
import type { StateCodec } from "./durable-state.js";

/** Where the state of a view's member lies in a store that it may share with others, and with its miner. */
export function beaconStateKey(genesisHash: Uint8Array, minerId: string, magicBlockNumber: number): string {
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
