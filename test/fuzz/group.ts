// The transparent group tells everybody's keys: what the beacon of a view would say, and whether a share is one.
import { type BeaconOutput, beaconMessage } from "../../src/beacon/index.js";
import { schemeByName } from "../../src/bls/index.js";
import type { Genesis } from "../../src/magic-block/index.js";
import type { BeaconOwner } from "../../src/view-change/contract/state.js";

/** The discrete logarithm of a public key. */
export function secretOf(publicKey: Uint8Array): Uint8Array {
  return publicKey.slice(-32);
}

export function signAsGroup(
  { scheme, chainId }: Genesis,
  { number, groupPublicKey }: BeaconOwner,
  round: number,
  previousRandomness: Uint8Array,
): BeaconOutput {
  const input = { round, timeoutCount: 0, previousRandomness };
  const message = beaconMessage({ chainId, magicBlockNumber: number }, input);
  return { ...input, signature: schemeByName(scheme).sign(message, secretOf(groupPublicKey)) };
}
