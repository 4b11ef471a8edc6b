// The public networks of the League of Entropy, by the names drand gives them: as published by drand itself, and known
// by the hash of it.
import { fromHex } from "../encoding/index.js";
import type { CompleteChainInfo } from "./drand-chain.js";

export type DrandNetwork = "default" | "quicknet" | "fastnet";

/** What is published, as text. */
type Published = Omit<CompleteChainInfo, "publicKey" | "groupHash" | "hash"> & {
  readonly publicKey: string;
  readonly groupHash: string;
  readonly hash: string;
};

/** Chained, one beacon every 30 seconds since 2020; signatures in G2. */
const DEFAULT: Published = {
  scheme: "pedersen-bls-chained",
  publicKey: "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31",
  period: 30,
  genesisTime: 1595431050,
  groupHash: "176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a",
  beaconId: "default",
  hash: "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
};

/** Unchained, one beacon every 3 seconds since 2023; signatures in G1. */
const QUICKNET: Published = {
  scheme: "bls-unchained-g1-rfc9380",
  publicKey:
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  period: 3,
  genesisTime: 1692803367,
  groupHash: "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
  beaconId: "quicknet",
  hash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
};

/** The one before quicknet, which has ended: unchained, signatures in G1 under the tag of G2. */
const FASTNET: Published = {
  scheme: "bls-unchained-on-g1",
  publicKey:
    "a0b862a7527fee3a731bcb59280ab6abd62d5c0b6ea03dc4ddf6612fdfc9d01f01c31542541771903475eb1ec6615f8d0df0b8b6dce385811d6dcf8cbefb8759e5e616a3dfd054c928940766d9a5b9db91e3b697e5d70a975181e007f87fca5e",
  period: 3,
  genesisTime: 1677685200,
  groupHash: "a81e9d63f614ccdb144b8ff79fbd4d5a2d22055c0bfe4ee9a8092003dab1c6c0",
  beaconId: "fastnet",
  hash: "dbd506d6ef76e5f386f41c651dcb808c5bcbd75471cc4eafa3f4df7ad4e4c493",
};

const read = ({ publicKey, groupHash, hash, ...rest }: Published): CompleteChainInfo => ({
  ...rest,
  publicKey: fromHex(publicKey),
  groupHash: fromHex(groupHash),
  hash: fromHex(hash),
});

/**
 * Chain information of the public networks; made anew each time, so that nobody changes it for everybody.
 *
 * @example
 * const { quicknet } = drand.networks;
 * [quicknet.scheme, quicknet.period]; //=> ["bls-unchained-g1-rfc9380", 3]
 */
export const networks: Readonly<Record<DrandNetwork, CompleteChainInfo>> = /* @__PURE__ */ Object.freeze({
  get default(): CompleteChainInfo {
    return read(DEFAULT);
  },
  get quicknet(): CompleteChainInfo {
    return read(QUICKNET);
  },
  get fastnet(): CompleteChainInfo {
    return read(FASTNET);
  },
});
