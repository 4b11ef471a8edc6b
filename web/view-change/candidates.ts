// The candidates of a run: a few more than there are seats, with stakes that fall like those of a young network.
import type { CandidateInput } from "../../src/entry/view-change.js";

const MINERALS = [
  ...["Albite", "Andesine", "Anorthite", "Labradorite", "Bytownite", "Oligoclase", "Orthoclase", "Microcline"],
  ...["Sanidine", "Celsian", "Hyalophane", "Adularia", "Amazonite", "Moonstone", "Sunstone", "Quartz"],
  ...["Olivine", "Augite", "Garnet", "Zircon", "Beryl", "Topaz", "Apatite", "Calcite", "Dolomite"],
];
const PLACES = ["North", "Coast", "Valley", "Ridge", "South"];

/** Enough candidates for `seats` seats and a tenth more. */
export function candidatesFor(seats: number): CandidateInput[] {
  const size = Math.min(MINERALS.length * PLACES.length, seats + Math.ceil(seats / 10));
  return Array.from({ length: size }, (_, index) => ({
    name: `${MINERALS[index % MINERALS.length]} ${PLACES[Math.floor(index / MINERALS.length)]}`,
    stake: Math.round(10_000 / (1 + 0.06 * index)),
  }));
}
