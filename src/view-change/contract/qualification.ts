// The qualified set (protocol §6), from published data alone: everybody computes the same.
//   dealer rule    a dealer with fewer than t confirmations by members still on the list (its own counts) is
//                  disqualified: its polynomial is left out of the key, because too much of it is public; it stays
//                  a member
//   receiver rule  a member whose share was revealed by at least t qualified dealers is off the list, its own
//                  dealing too
// Each rule is applied to everybody at once, one after the other, until nothing changes. Rule set "zus": the receiver
// rule only.

/** What a dealer published about a receiver. */
export type Entry = "acknowledged" | "revealed" | "none";

export interface QualificationInput {
  readonly rules: "seed" | "zus";
  readonly threshold: number;
  /** Indices of the miners whose publication was accepted. */
  readonly publishers: readonly number[];
  readonly entry: (dealer: number, receiver: number) => Entry;
}

export interface Qualification {
  /** Indices still on the list, ascending: the members of the new set. */
  readonly members: number[];
  /** Members whose polynomials make the key. */
  readonly qualified: number[];
  /** Members left out of the key by the dealer rule. */
  readonly disqualified: number[];
  /** Off the list by the receiver rule, with the number of dealers that revealed their share. */
  readonly removed: { readonly index: number; readonly reveals: number }[];
  /** Members whose share was revealed by every qualified dealer. */
  readonly exposed: number[];
}

/** Applies the rules to the entries that the publishers made; deterministic, from public data alone. */
export function qualify({ rules, threshold, publishers, entry }: QualificationInput): Qualification {
  let members = [...publishers].sort((a, b) => a - b);
  let qualified = members;
  const removed: { index: number; reveals: number }[] = [];
  const count = (dealers: readonly number[], receivers: readonly number[], wanted: Entry): number => {
    let found = 0;
    for (const dealer of dealers) for (const receiver of receivers) if (entry(dealer, receiver) === wanted) found++;
    return found;
  };
  for (;;) {
    const before = members.length + qualified.length;
    if (rules === "seed") {
      const list = members;
      qualified = qualified.filter((dealer) => count([dealer], list, "acknowledged") >= threshold);
    }
    const dealers = qualified;
    const off = new Set<number>();
    for (const receiver of members) {
      const reveals = count(dealers, [receiver], "revealed");
      if (reveals < threshold) continue;
      off.add(receiver);
      removed.push({ index: receiver, reveals });
    }
    members = members.filter((index) => !off.has(index));
    qualified = qualified.filter((index) => !off.has(index));
    if (members.length + qualified.length === before) break;
  }
  const dealers = qualified;
  return {
    members,
    qualified,
    disqualified: members.filter((index) => !dealers.includes(index)),
    removed: removed.sort((a, b) => a.index - b.index),
    exposed:
      dealers.length === 0 ? [] : members.filter((index) => count(dealers, [index], "revealed") === dealers.length),
  };
}
