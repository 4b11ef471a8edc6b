// The candidates of a run: a few more than there are seats, with stakes that fall like those of a young network and are
// equal around the last seats, so that a lot must decide; and those who come and go between views.
import type { CandidateInput } from "../../src/entry/view-change.js";

const MINERALS = [
  ...["Albite", "Andesine", "Anorthite", "Labradorite", "Bytownite", "Oligoclase", "Orthoclase", "Microcline"],
  ...["Sanidine", "Celsian", "Hyalophane", "Adularia", "Amazonite", "Moonstone", "Sunstone", "Quartz"],
  ...["Olivine", "Augite", "Garnet", "Zircon", "Beryl", "Topaz", "Apatite", "Calcite", "Dolomite"],
];
const PLACES = ["North", "Coast", "Valley", "Ridge", "South", "Delta", "West", "Heath"];

const nameOf = (position: number) =>
  `${MINERALS[position % MINERALS.length]} ${PLACES[Math.floor(position / MINERALS.length)]}`;

/** Most members that can be replaced in a view: in no run of the page are all of the first ones replaced. */
export const mostReplaced = (seats: number): number => Math.floor(seats / 4);

/**
 * Enough candidates for `seats` seats and a tenth more; before each view but the first, `replaced` of them leave, and
 * others with the same stake come.
 */
export function candidatesFor(seats: number, views = 1, replaced = 0): CandidateInput[] {
  const spare = Math.ceil(seats / 10);
  // the last seats and those that get none have the same stake
  const cut = Math.max(1, seats - spare);
  const stakeAt = (position: number) => Math.round(10_000 / (1 + 0.06 * Math.min(position, cut)));
  const names = Array.from({ length: seats + spare }, (_, position) => position);
  const first = names.map((position): CandidateInput => {
    const view = replaced > 0 ? 2 + Math.floor((position - 1) / replaced) : 0;
    const leaves = position > 0 && view >= 2 && view <= views ? { leaves: view } : {};
    return { name: nameOf(position), stake: stakeAt(position), ...leaves };
  });
  const later = Array.from({ length: replaced * (views - 1) }, (_, position): CandidateInput => {
    const joins = 2 + Math.floor(position / replaced);
    return { name: nameOf(first.length + position), stake: stakeAt(1 + position), joins };
  });
  return [...first, ...later];
}
