// Static memory that keeps its content from call to call: constants, and tables of public values that are made when
// they are first needed. The compiler lays static memory out in the order in which it meets it, so what is here or
// imported from here lies below all scratch (scratch.ts) and is never wiped. Nothing here may depend on a secret.
import "./constants.gen";
import "./hash/digest-constants";
import "./kernel/portable-constants.gen";
import "./kernel/relaxed-constants.gen";
import "./kernel/scalar-field-constants.gen";

// Of curve/base.ts: odd multiples of the generators, 32 for each window, packed affine; ...
export const BASE_TABLE_G1: usize = memory.data(22 * 32 * 128, 16);
export const BASE_TABLE_G2: usize = memory.data(11 * 32 * 256, 16);
/** ... and minus the sums of the images of the generator that belong to each subset of the digit strings. */
export const BASE_CORRECTIONS_G1: usize = memory.data(4 * 384, 16);
export const BASE_CORRECTIONS_G2: usize = memory.data(16 * 384, 16);

// Of sharing/addition-chains.ts, for each x below 4096: u16 cost, u16 way (an operation, or 8 + factor), u8 number of
// levels.
export const CHAIN_COSTS: usize = memory.data(2 * 4098, 16);
export const CHAIN_WAYS: usize = memory.data(2 * 4098, 16);
export const CHAIN_DEPTHS: usize = memory.data(4098, 16);
