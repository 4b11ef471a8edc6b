// The qualified set (protocol §6), from published data alone: everybody computes the same.
//   dealer rule    a dealer with fewer than t confirmations by receivers still on the list (its own counts) is out: its
//                  polynomial is left out of the key, because too much of it is public
//   receiver rule  a receiver whose share was revealed by at least d qualified dealers is off the list
// Each pass applies first the one to all dealers, then the other to all receivers with the dealers that are left; what
// is out stays out; until a pass changes nothing. Where every receiver deals ("coupled"), d = t and a receiver that is
// off takes its own dealing with it; in a reshare d is the current t and it may stay a dealer. Rule set "zus": the
// receiver rule only.
import { listOf, reading } from "../../../bindings/arguments.js";

/** What a dealer published about a receiver. */
export type Entry = "acknowledged" | "revealed" | "none";

export interface QualificationInput {
  readonly rules: "seed" | "zus";
  /** t of the view that is made. */
  readonly threshold: number;
  /** d. Default: `threshold`. */
  readonly dealerThreshold?: number;
  /** Indices of the dealers whose publication was accepted. */
  readonly dealers: readonly number[];
  /** Indices of the receivers still on the list. */
  readonly receivers: readonly number[];
  /** Are dealers and receivers the same miners under the same indices? */
  readonly coupled: boolean;
  readonly entry: (dealer: number, receiver: number) => Entry;
}

export interface Qualification {
  /** Receivers still on the list, ascending: the members of the new set. */
  readonly members: number[];
  /** Dealers whose polynomials make the key, ascending. */
  readonly qualified: number[];
  /** Out by the dealer rule, with the number of confirmations that they had then; ascending. */
  readonly out: { readonly index: number; readonly confirmations: number }[];
  /** Off the list by the receiver rule, with the number of dealers that had revealed their share then; ascending. */
  readonly off: { readonly index: number; readonly reveals: number }[];
}

/**
 * Applies the rules to the entries that the dealers made; deterministic, from public data alone. Counts are kept up to
 * date: every entry is asked for once, and again only when its dealer or its receiver drops out. Throws BAD_TYPE.
 *
 * @example
 * // three dealers and receivers; 3 acknowledged nothing of 1, which revealed nothing
 * const entry = (dealer: number, receiver: number) => (dealer === 1 && receiver === 3 ? "none" : "acknowledged");
 * const all = { dealers: [1, 2, 3], receivers: [1, 2, 3], coupled: true };
 * const { qualified, members } = qualify({ rules: "seed", threshold: 2, ...all, entry });
 * [qualified, members]; //=> [[1, 2, 3], [1, 2, 3]]
 */
export function qualify(input: QualificationInput): Qualification {
  return reading("qualify", (): Qualification => {
    const { rules, threshold, dealerThreshold = threshold, coupled, entry } = input;
    const ascending = (a: number, b: number) => a - b;
    let qualified = listOf<number>(input.dealers, "dealers", true).sort(ascending);
    let members = listOf<number>(input.receivers, "receivers", true).sort(ascending);
    /** Of each dealer, by receivers on the list. */
    const confirmations = new Map(qualified.map((dealer) => [dealer, 0]));
    /** Of each receiver's share, by qualified dealers. */
    const reveals = new Map(members.map((receiver) => [receiver, 0]));
    const add = (counts: Map<number, number>, index: number, by: number) => counts.set(index, counts.get(index)! + by);
    for (const dealer of qualified) {
      for (const receiver of members) {
        const found = entry(dealer, receiver);
        if (found === "acknowledged") add(confirmations, dealer, 1);
        else if (found === "revealed") add(reveals, receiver, 1);
      }
    }
    const out: Qualification["out"] = [];
    const off: Qualification["off"] = [];
    const disqualify = (gone: ReadonlySet<number>): void => {
      for (const dealer of qualified) {
        if (!gone.has(dealer)) continue;
        for (const receiver of members) if (entry(dealer, receiver) === "revealed") add(reveals, receiver, -1);
      }
      qualified = qualified.filter((dealer) => !gone.has(dealer));
    };
    for (;;) {
      const before = members.length + qualified.length;
      if (rules === "seed") {
        const failed = qualified.filter((dealer) => confirmations.get(dealer)! < threshold);
        for (const index of failed) out.push({ index, confirmations: confirmations.get(index)! });
        disqualify(new Set(failed));
      }
      const exposed = members.filter((receiver) => reveals.get(receiver)! >= dealerThreshold);
      for (const index of exposed) off.push({ index, reveals: reveals.get(index)! });
      const gone = new Set(exposed);
      members = members.filter((receiver) => !gone.has(receiver));
      if (coupled) disqualify(gone);
      for (const dealer of qualified) {
        for (const receiver of gone) if (entry(dealer, receiver) === "acknowledged") add(confirmations, dealer, -1);
      }
      if (members.length + qualified.length === before) break;
    }
    const byIndex = (a: { index: number }, b: { index: number }) => a.index - b.index;
    return { members, qualified, out: out.sort(byIndex), off: off.sort(byIndex) };
  });
}
