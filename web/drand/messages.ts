// What "live" and its worker say to each other.

/** Which network, at which server. */
export interface Source {
  /** Of a server of drand, without a slash at its end. */
  readonly server: string;
  /** The chain's hash: 64 hex digits. */
  readonly hash: string;
}

/** Each question is answered once. */
export type ToDrand = { readonly number: number; readonly source: Source } & (
  | { readonly type: "chain" }
  | { readonly type: "round"; readonly wanted: number | "latest" }
);

/** Verified: the chain's hash, and each round's signature. Times are milliseconds, since 1970 where a round is due. */
export type DrandAnswer =
  | { readonly type: "chain"; readonly name: string; readonly scheme: string; readonly period: number }
  | ({ readonly type: "round" } & LiveRound)
  /** What the server says cannot be, or cannot be read. */
  | { readonly type: "lie"; readonly problem: string }
  /** It answers, and has not got it. */
  | { readonly type: "missing"; readonly status: number }
  /** It does not answer. */
  | { readonly type: "silent" };

export interface LiveRound {
  readonly round: number;
  readonly due: number;
  /** Hex. */
  readonly signature: string;
  readonly randomness: string;
}

export type FromDrand = { readonly number: number } & DrandAnswer;
