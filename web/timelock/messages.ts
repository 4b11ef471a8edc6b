// What the panel and its worker say to each other.
export type NetworkName = "tab" | "quicknet";

export type ToTimelock = { readonly number: number } & (
  | { readonly type: "seal"; readonly network: NetworkName; readonly note: string; readonly delay: number }
  | {
      readonly type: "open";
      readonly sealed: string;
      /** The round as drand serves it, or empty; this tab's network makes its own. */
      readonly beacon: string;
    }
);

/** Which round opens a note, and when it is due. */
export interface Waiting {
  readonly network: NetworkName;
  readonly round: number;
  /** In milliseconds since 1970. */
  readonly due: number;
}

export type TimelockAnswer =
  | ({ readonly type: "sealed"; readonly sealed: string } & Waiting)
  | ({ readonly type: "opened"; readonly note: string } & Waiting)
  | ({ readonly type: "early" } & Waiting)
  /** The round is there, at this address, and nobody here may fetch it. */
  | ({ readonly type: "wanted"; readonly address: string } & Waiting)
  | { readonly type: "problem"; readonly problem: string };

export type FromTimelock = { readonly number: number } & TimelockAnswer;
