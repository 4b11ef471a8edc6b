// From t partial signatures of one message the group's: recovered first and verified once; single ones are looked at
// only if that fails, all in one batch, which names the bad ones. What is known of one is not looked at again.
import type { BlsScheme, PublicKey } from "../../bls/index.js";
import { FeldsparError } from "../../encoding/index.js";
import { type Combination, combinePartials } from "../../threshold/signatures.js";
import type { BeaconChainMember } from "./chain.js";
import type { Heard } from "./state.js";

/** One of those that might be good. */
export interface Candidate<Entry> {
  readonly position: number;
  readonly entry: Entry;
}

export interface CombineOf {
  readonly scheme: BlsScheme;
  readonly groupPublicKey: PublicKey;
  readonly members: readonly BeaconChainMember[];
  readonly threshold: number;
  readonly message: Uint8Array;
}

/** What was learned, by the members' positions. */
export interface Combined {
  readonly signature: Uint8Array | null;
  readonly good: ReadonlySet<number>;
  readonly bad: ReadonlySet<number>;
}

const NOTHING: Combined = { signature: null, good: new Set(), bad: new Set() };

/** Takes at least `threshold` candidates of which none is known to be bad. */
export function combineHeard<Entry extends Pick<Heard, "signature" | "verdict">>(
  { scheme, groupPublicKey, members, threshold, message }: CombineOf,
  candidates: readonly Candidate<Entry>[],
): Combined {
  // what is known to be good is taken first
  const rank = ({ entry }: Candidate<Entry>) => (entry.verdict === "good" ? 0 : 1);
  const sorted = [...candidates].sort((a, b) => rank(a) - rank(b));
  const byPartial = new Map(
    sorted.map(({ position, entry }) => [{ id: members[position]!.partyId, signature: entry.signature }, position]),
  );
  const partials = [...byPartial.keys()];
  const known = new Set(partials.filter((_, index) => sorted[index]!.entry.verdict === "good"));
  const publicShares = new Map(
    sorted.map(({ position }) => [members[position]!.partyId, members[position]!.publicShare]),
  );
  let combination: Combination;
  try {
    const options = { message, threshold, groupPublicKey, publicShares, partials };
    combination = combinePartials(scheme, options, known);
  } catch (error) {
    if (error instanceof FeldsparError) return NOTHING; // a block with a key that is none
    throw error;
  }
  const invalid = new Set(combination.invalid);
  const bad = sorted.filter(({ position }) => invalid.has(members[position]!.partyId)).map(({ position }) => position);
  const good = combination.good.map((partial) => byPartial.get(partial)!);
  return { signature: combination.signature, good: new Set(good), bad: new Set(bad) };
}
