// What the dashboard and the worker that verifies for it say to each other.

/** Pieces to verify, in the words of whoever serves them. */
export type Question =
  | { readonly type: "begin"; readonly genesis: string; readonly genesisHash: string }
  | { readonly type: "headers"; readonly json: string }
  | { readonly type: "block"; readonly json: string }
  | { readonly type: "member"; readonly number: number; readonly index: number; readonly json: string }
  | { readonly type: "rounds"; readonly json: string }
  /** Of a beacon in drand's form: a list of its rounds. */
  | { readonly type: "drand-rounds"; readonly json: string };

export interface GenesisFacts {
  readonly hash: string;
  readonly chainId: string;
  readonly roundTime: number;
  readonly mode: string;
  readonly scheme: string;
  /** Of a beacon in drand's form: rounds by the clock, in seconds. Null for the chain's own. */
  readonly drandTimes: { readonly genesisTime: number; readonly period: number } | null;
}

/** A view whose header was verified. */
export interface ViewFacts {
  readonly number: number;
  readonly hash: string;
  readonly groupPublicKey: string;
  readonly startingRound: number;
  readonly t: number;
  readonly n: number;
  readonly members: number;
  readonly sharders: number;
}

/** A round of the beacon with what was found out about it. */
export interface RoundFacts {
  readonly round: number;
  /** Null where rounds name none: all views have one key. */
  readonly view: number | null;
  readonly timeoutCount: number;
  readonly randomness: string;
  readonly valid: boolean;
  readonly reason: string;
  /** See `RoundVerdict`. */
  readonly unchained: boolean;
  /** Indices of the first members by rank; null while the members are not known. */
  readonly ranks: readonly number[] | null;
}

export interface MemberFacts {
  readonly id: string;
  readonly url: string;
  readonly stake: string;
  readonly publicKey: string;
  readonly publicShare: string;
}

interface Judged {
  readonly valid: boolean;
  readonly reason: string;
}

interface RoundsAnswer {
  readonly rounds: readonly RoundFacts[];
  readonly reason: string;
}

export interface Answers {
  readonly begin: { readonly genesis: GenesisFacts | null; readonly reason: string };
  /** All views that are known after it. */
  readonly headers: Judged & { readonly views: readonly ViewFacts[] };
  readonly block: Judged;
  readonly member: Judged & { readonly member: MemberFacts | null };
  readonly rounds: RoundsAnswer;
  readonly "drand-rounds": RoundsAnswer;
}

export interface ToVerifier {
  readonly id: number;
  readonly question: Question;
}

export interface FromVerifier {
  readonly id: number;
  /** An error of the program, in the place of an answer. */
  readonly broken?: string;
  readonly answer?: Answers[keyof Answers];
}
