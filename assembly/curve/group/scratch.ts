// Scratch of the group's formulas, in one block. The generic ones (law.ts) and those of a lone point of G1
// (lone-point.ts) share the slots: an operation uses one or the other.
import { PAIR } from "../../kernel/index";

const scratch: usize = memory.data(14 * 128, 16);
export const t0: usize = scratch;
export const t1: usize = scratch + PAIR;
export const t2: usize = scratch + 2 * PAIR;
export const t3: usize = scratch + 3 * PAIR;
export const t4: usize = scratch + 4 * PAIR;
export const t5: usize = scratch + 5 * PAIR;
export const t6: usize = scratch + 6 * PAIR;
export const t7: usize = scratch + 7 * PAIR;
export const t8: usize = scratch + 8 * PAIR;
export const t9: usize = scratch + 9 * PAIR;
export const affineX: usize = scratch + 10 * PAIR;
export const affineY: usize = scratch + 11 * PAIR;
export const left: usize = scratch + 12 * PAIR;
export const right: usize = scratch + 13 * PAIR;
