// A network that lives as long as the tab: five members make a key together, any three of them sign a round, one every
// three seconds. Nobody ever holds the key.
import { drand } from "../../src/beacon/index.js";
import { minSig } from "../../src/bls/index.js";
import { deal, finalize } from "../../src/dkg/index.js";
import { utf8 } from "../../src/encoding/index.js";
import { recoverSignature } from "../../src/threshold/index.js";

const IDS = [1, 2, 3, 4, 5];
const THRESHOLD = 3;
const SCHEME = "bls-unchained-g1-rfc9380";

export interface TabNetwork {
  readonly chain: drand.CompleteChainInfo;
  /** The beacon of a round, once that is due; else undefined. */
  readonly beaconOf: (round: number) => drand.DrandBeacon | undefined;
}

export function makeTabNetwork(): TabNetwork {
  const group = { scheme: minSig, threshold: THRESHOLD, ids: IDS, session: utf8("the network of this tab") };
  const dealings = IDS.map((dealer) => deal({ ...group, dealer }));
  const keys = IDS.map((id) => {
    const received = dealings.map(({ commitments, shares }) => ({ commitments, share: shares.get(id)! }));
    return finalize({ scheme: minSig, id, ids: IDS, dealings: received });
  });
  const rest = {
    ...{ scheme: SCHEME as drand.DrandScheme, publicKey: keys[0]!.groupPublicKey, period: 3, beaconId: "this tab" },
    ...{ genesisTime: Math.floor(Date.now() / 1000), groupHash: new Uint8Array(32) },
  };
  const chain = { ...rest, hash: drand.chainHash(rest) };
  return {
    chain,
    beaconOf: (round) => {
      if (drand.roundAt(chain, Date.now()) < round) return undefined;
      const message = drand.drandMessage(chain, { round });
      const partials = keys
        .slice(0, THRESHOLD)
        .map(({ secretShare }, index) => ({ id: IDS[index]!, signature: minSig.sign(message, secretShare) }));
      return { round, signature: recoverSignature(minSig, partials) };
    },
  };
}
