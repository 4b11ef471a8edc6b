// The public networks of the League of Entropy, by the names drand gives them: what drand itself serves at /info.
import { fromHex } from "../encoding/index.js";
import type { ChainInfo } from "./drand.js";
import type { DrandChain } from "./drand-chain.js";

export type DrandNetwork = "default" | "quicknet";

interface Published extends Pick<ChainInfo, "scheme" | "beaconId"> {
  readonly period: number;
  readonly genesisTime: number;
  /** In hex, as are the next two. */
  readonly publicKey: string;
  readonly groupHash: string;
  readonly hash: string;
}

/** Chained, one beacon every 30 seconds since 2020; signatures in G2. */
const DEFAULT: Published = {
  scheme: "pedersen-bls-chained",
  period: 30,
  genesisTime: 1_595_431_050,
  publicKey: "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31",
  groupHash: "176f93498eac9ca337150b46d21dd58673ea4e3581185f869672e59fa4cb390a",
  hash: "8990e7a9aaed2ffed73dbd7092123d6f289930540d7651336225dc172e51b2ce",
  beaconId: "default",
};

/** Unchained, one beacon every 3 seconds since 2023; signatures in G1. */
const QUICKNET: Published = {
  scheme: "bls-unchained-g1-rfc9380",
  period: 3,
  genesisTime: 1_692_803_367,
  publicKey:
    "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a",
  groupHash: "f477d5c89f21a17c863a7f937c6a6d15859414d2be09cd448d4279af331c5d3e",
  hash: "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971",
  beaconId: "quicknet",
};

const made = ({ publicKey, groupHash, hash, ...rest }: Published): DrandChain => ({
  ...rest,
  publicKey: fromHex(publicKey),
  groupHash: fromHex(groupHash),
  hash: fromHex(hash),
});

/** Chain information of the public networks; made anew each time, so that nobody changes it for everybody. */
export const networks: Readonly<Record<DrandNetwork, DrandChain>> = /* @__PURE__ */ Object.freeze({
  get default(): DrandChain {
    return made(DEFAULT);
  },
  get quicknet(): DrandChain {
    return made(QUICKNET);
  },
});
