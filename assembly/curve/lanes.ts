// Choosing lane by lane: what formulas over two independent elements need beside the kernel's whole-pair `select`.
import { copy, mergeLanes, select, swapLanes } from "../kernel/index";

const chosen0: usize = memory.data(128, 16);
const chosen1: usize = memory.data(128, 16);

/** In the lanes of the mask (bit i for lane i) z = x, in the others z is unchanged. Fixed sequence. */
export function selectLanes(z: usize, x: usize, mask: i32): void {
  copy(chosen0, z);
  copy(chosen1, z);
  select(chosen0, x, mask & 1);
  select(chosen1, x, (mask >> 1) & 1);
  swapLanes(chosen1, chosen1);
  mergeLanes(z, chosen0, chosen1);
}
