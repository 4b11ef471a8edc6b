// What the tests of findings ask of the beacon, in one place, so that the same tests can be run on another version of
// it.
import { Beacon, type RoundInput } from "../../../src/beacon/index.js";

export { Beacon };

/** A partial signature comes over the network: it says what it is about. */
export function heard(beacon: Beacon, partial: { id: number; signature: Uint8Array }, about: RoundInput): void {
  beacon.add({ ...partial, ...about });
}
