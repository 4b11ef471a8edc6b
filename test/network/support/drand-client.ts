// drand's own client, which knows nothing but an address and what chain it is to find there. It verifies every round.
import { type ChainInfo, HttpCachingChain, HttpChainClient } from "drand-client";

export function drandClient(url: string, info?: Pick<ChainInfo, "hash" | "public_key">): HttpChainClient {
  const params =
    info === undefined ? {} : { chainVerificationParams: { chainHash: info.hash, publicKey: info.public_key } };
  const options = { disableBeaconVerification: false, noCache: false, ...params };
  return new HttpChainClient(new HttpCachingChain(url, options), options);
}
