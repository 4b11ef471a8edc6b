// A client of drand-client, as tlock-js takes it, for a network of tests.
import { sha256 } from "@noble/hashes/sha2.js";
import type * as tlock from "tlock-js";
import type { TestNetwork } from "../library/timelock/support.js";
import { hex } from "../support/bytes.js";

/** A client of tlock-js that asks nobody; it verifies what it is given. */
export function clientOf({ chain, beaconOf }: TestNetwork): Parameters<typeof tlock.timelockDecrypt>[1] {
  const info = {
    ...{ public_key: hex(chain.publicKey), period: chain.period, genesis_time: chain.genesisTime },
    ...{
      hash: hex(chain.hash),
      groupHash: hex(chain.groupHash!),
      schemeID: chain.scheme,
      metadata: { beaconID: chain.beaconId! },
    },
  };
  const get = async (round: number) => {
    const { signature } = beaconOf(round);
    return { round, signature: hex(signature), randomness: hex(sha256(signature)) };
  };
  return {
    options: { disableBeaconVerification: false, noCache: false },
    chain: () => ({ baseUrl: "", info: async () => info }),
    get,
    latest: () => get(1),
  };
}
