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

/**
 * Applies the rules to the entries that the publishers made; deterministic, from public data alone. Counts are kept up
 * to date: every entry is asked for once, and again only when its dealer or its receiver drops out.
 */
export function qualify({ rules, threshold, publishers, entry }: QualificationInput): Qualification {
  const indices = [...publishers].sort((a, b) => a - b);
  const everybody = indices.map((_, position) => position);
  /** Of each dealer, by members. */
  const confirmations = new Uint32Array(indices.length);
  /** Of each receiver's share, by qualified dealers. */
  const reveals = new Uint32Array(indices.length);
  const at = (dealer: number, receiver: number): Entry => entry(indices[dealer]!, indices[receiver]!);
  for (const dealer of everybody) {
    for (const receiver of everybody) {
      const found = at(dealer, receiver);
      if (found === "acknowledged") confirmations[dealer]!++;
      else if (found === "revealed") reveals[receiver]!++;
    }
  }
  let members = everybody;
  let qualified = everybody;
  const removed: { index: number; reveals: number }[] = [];
  const disqualify = (off: ReadonlySet<number>): void => {
    for (const dealer of qualified) {
      if (!off.has(dealer)) continue;
      for (const receiver of members) if (at(dealer, receiver) === "revealed") reveals[receiver]!--;
    }
    qualified = qualified.filter((dealer) => !off.has(dealer));
  };
  const remove = (off: ReadonlySet<number>): void => {
    members = members.filter((receiver) => !off.has(receiver));
    disqualify(off);
    for (const dealer of qualified) {
      for (const receiver of off) if (at(dealer, receiver) === "acknowledged") confirmations[dealer]!--;
    }
  };
  for (;;) {
    const before = members.length + qualified.length;
    if (rules === "seed") disqualify(new Set(qualified.filter((dealer) => confirmations[dealer]! < threshold)));
    const off = members.filter((receiver) => reveals[receiver]! >= threshold);
    for (const receiver of off) removed.push({ index: indices[receiver]!, reveals: reveals[receiver]! });
    remove(new Set(off));
    if (members.length + qualified.length === before) break;
  }
  const dealers = new Set(qualified);
  const named = (positions: readonly number[]) => positions.map((position) => indices[position]!);
  return {
    members: named(members),
    qualified: named(qualified),
    disqualified: named(members.filter((member) => !dealers.has(member))),
    removed: removed.sort((a, b) => a.index - b.index),
    exposed: named(members.filter((member) => dealers.size > 0 && reveals[member] === dealers.size)),
  };
}
