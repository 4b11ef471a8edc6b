// What a member of a beacon in mode "drand" knows. A message has one signature of a key, so there is nothing that a
// member must not sign twice, and nothing that it must not forget: what came out last is stored so that a network that
// was down as a whole goes on where it was.
import { schemeByName } from "../../bls/index.js";
import { bytesOf, type Format, fixed, mapped, nullable, record, unsigned } from "../../encoding/index.js";
import type { Pause } from "../member/state.js";
import type { DrandNetworkFacts, DrandOutput } from "./facts.js";

/** A partial signature as it came, or as this member made it. */
export interface DrandHeard {
  readonly round: number;
  readonly signature: Uint8Array;
  readonly verdict: "unknown" | "good" | "bad";
  /** It came once more: its sender has not heard what this member said. */
  readonly again: boolean;
}

/** What is forgotten at a restart. Lists are by position in the view's list of members. */
export interface DrandWork {
  readonly heard: readonly (readonly DrandHeard[])[];
  /** How often each sent something bad while this round is being made. */
  readonly strikes: readonly number[];
  /** The latest round for which each came when it was out already. */
  readonly late: readonly number[];
  /** The first and last round that were said last. */
  readonly said: { readonly first: number; readonly last: number } | null;
  readonly resend: Pause | null;
  /** Since when this member is behind the clock, and when it asks again what others have. */
  readonly behind: (Pause & { readonly since: number }) | null;
  readonly wake: number | null;
}

export interface DrandState {
  /** The view that this is about. */
  readonly number: number;
  readonly blockHash: Uint8Array;
  /** The latest one; null where none is known. */
  readonly tip: DrandOutput | null;
  readonly work: DrandWork;
}

export const NO_DRAND_WORK: DrandWork = {
  ...{ heard: [], strikes: [], late: [] },
  ...{ said: null, resend: null, behind: null, wake: null },
};

export const initialDrandState = (number: number, blockHash: Uint8Array): DrandState => ({
  ...{ number, blockHash, tip: null, work: NO_DRAND_WORK },
});

/** What is stored of a state. */
export function drandStateFormat(scheme: DrandNetworkFacts["scheme"]): Format<DrandState> {
  const { signatureLength } = schemeByName(scheme);
  const output = record<DrandOutput>({
    round: unsigned(64, 1),
    signature: fixed(signatureLength),
    previous: nullable(bytesOf(32, signatureLength)),
  });
  const stored = record<Omit<DrandState, "work">>({
    number: unsigned(64),
    blockHash: fixed(32),
    tip: nullable(output),
  });
  return mapped(
    stored,
    ({ work: _work, ...rest }: DrandState) => rest,
    (rest) => ({ ...rest, work: NO_DRAND_WORK }),
  );
}
