// The public networks of the League of Entropy, by the names drand gives them: group keys as published by drand itself.
import { fromHex } from "../encoding/index.js";
import type { ChainInfo } from "./drand.js";

export type DrandNetwork = "default" | "quicknet";

/** Chained, one beacon every 30 seconds since 2020; signatures in G2. */
const DEFAULT_KEY = "868f005eb8e6e4ca0a47c8a77ceaa5309a47978a7c71bc5cce96366b5d7a569937c529eeda66c7293784a9402801af31";

/** Unchained, one beacon every 3 seconds since 2023; signatures in G1. */
const QUICKNET_KEY =
  "83cf0f2896adee7eb8b5f01fcad3912212c437e0073e911fb90022d3e760183c8c4b450b6a0a6c3ac6a5776a2d1064510d1fec758c921cc22b0e17e63aaf4bcb5ed66304de9cf809bd274ca73bab4af5a6e9c76a4bc09e76eae8991ef5ece45a";

/** Chain information of the public networks; made anew each time, so that nobody changes it for everybody. */
export const networks: Readonly<Record<DrandNetwork, ChainInfo>> = /* @__PURE__ */ Object.freeze({
  get default(): ChainInfo {
    return { scheme: "pedersen-bls-chained", publicKey: fromHex(DEFAULT_KEY) };
  },
  get quicknet(): ChainInfo {
    return { scheme: "bls-unchained-g1-rfc9380", publicKey: fromHex(QUICKNET_KEY) };
  },
});
