// Verification for drand-client: wraps any of its clients, whose `fetchBeacon`, `fetchBeaconByTime` and `watch` then
// return beacons that were verified here, and skip their own check.
//
//   import { fetchBeacon, quicknetClient } from "drand-client";
//   const beacon = await fetchBeacon(verifying(quicknetClient()), 1000);
import { drand } from "feldspar-dkg/beacon.js";

/** @param {import("drand-client").ChainClient} client */
export function verifying(client) {
  const checked = async (beacon, round) => {
    const info = drand.chainInfoFromJson(await client.chain().info());
    if (round !== undefined && beacon.round !== round) throw new Error(`expected round ${round}, got ${beacon.round}`);
    if (beacon.randomness === undefined || !drand.verify(info, drand.beaconFromJson(beacon))) {
      throw new Error(`the beacon of round ${beacon.round} is not valid`);
    }
    return beacon;
  };
  return {
    options: { ...client.options, disableBeaconVerification: true },
    chain: () => client.chain(),
    get: async (round) => checked(await client.get(round), round),
    latest: async () => checked(await client.latest()),
  };
}
